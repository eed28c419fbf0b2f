/** The queues of the case desk: what waits for whom, the most urgent first. */
import { useLocation } from 'preact-iso'
import { useEffect, useRef, useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { ActorRole } from '../../../core/actor.ts'
import type { Case, Summary } from '../../api/types.ts'
import { FileLinks } from '../../parts/file-links.tsx'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { readGravest, readRows, type Paging } from '../../state/rows.ts'
import { session } from '../../state/session.ts'
import { useSettled } from '../../state/settled.ts'
import { caseWords, problemWords } from '../../words/cases.ts'
import { queueWords } from '../../words/queues.ts'
import { showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { useCaseEvents } from '../../state/case-events.ts'
import { loadNames, unitName } from '../../parts/case-names.ts'
import { OnDuty } from '../../parts/on-duty.tsx'
import { SavedLists } from '../../parts/saved-list-menu.tsx'
import { ProblemDialog } from './problem-dialog.tsx'
import { Together, useChoice } from './together.tsx'
import { togetherOf } from './together.ts'
import {
  addressOf,
  filtersOf,
  isSearched,
  noFilters,
  serverQuery,
  type Filters,
} from './filters.ts'
import { QueueFilters } from './queue-filters.tsx'
import { QueueTable } from './queue-table.tsx'
import {
  countOf,
  firstQueue,
  inOrder,
  isFound,
  orderIn,
  queueOf,
  queuesOf,
  type QueueName,
} from './queues.ts'
import './cases.css'

/** Cases that are read before one has to ask for more. */
const readAtFirst = 1_000
/** Whoever types is not asked for at each letter. */
const typing = 300
/** Also when the live feed is away. */
const every = 60_000

export function CaseQueue() {
  const { query, route } = useLocation()
  const { value } = session
  const role = value.state === 'in' ? value.person.role : 'manager'
  const summary = useResource('summary', (signal) => call('GET /v1/summary', { signal }), {
    every,
  })
  const queue = useQueue(query['queue'], role, summary.value)
  const filters = filtersOf(query)
  const search = useSettled(filters.search, typing)
  const order = orderIn(queue, filters.order)
  const choosing = useChoice()
  const choice = queue === 'ended' || togetherOf(role).length === 0 ? undefined : choosing
  const asked = serverQuery(queue, { ...filters, search })
  const [most, setMost] = useState(readAtFirst)
  const [reporting, setReporting] = useState(false)
  const cases = useResource(
    `cases ${order} ${JSON.stringify(asked)}`,
    (signal) => {
      const gravest = order === 'severity' && asked.severity === undefined
      const read = gravest ? readGravest<Case> : readRows<Case>
      return read(
        (paging: Paging, severity = asked.severity) =>
          call('GET /v1/cases', { query: { ...asked, ...paging, severity }, signal }),
        most,
      )
    },
    { every },
  )
  const reload = () => {
    cases.reload()
    summary.reload()
  }
  useCaseEvents(reload)
  useEffect(() => {
    void loadNames()
  }, [])
  const change = (changed: Filters) => route(addressOf(queue, changed), true)
  return (
    <main id="content" class="page case-desk on-paper">
      <div class="row case-title">
        <h1>{say(caseWords.cases)}</h1>
        <DataTime at={cases.at} />
        <span class="fill" />
        <FileLinks path="/v1/cases" query={asked} />
        {role === 'manager' || role === 'wall' ? null : (
          <button type="button" class="primary" onClick={() => setReporting(true)}>
            {say(problemWords.report)}
          </button>
        )}
      </div>
      <OnDuty />
      <QueueTabs names={queuesOf(role)} chosen={queue} filters={filters} summary={summary.value} />
      <SavedLists page="/cases" address={addressOf(queue, filters)} />
      <QueueFilters
        filters={filters}
        overdue={queue !== 'overdue'}
        ordered={queue !== 'ended'}
        onChange={change}
      />
      {choice === undefined ? null : (
        <Together {...{ role, choice }} cases={cases.value?.items ?? []} onDone={reload} />
      )}
      <Loaded
        resource={cases}
        isEmpty={({ items }) => items.length === 0}
        empty={<NothingHere queue={queue} role={role} summary={summary.value} />}
      >
        {({ items, cut }) => (
          <>
            <QueueTable
              key={`${queue} ${JSON.stringify(filters)}`}
              choice={choice}
              ordering={
                queue === 'ended'
                  ? undefined
                  : { order, onOrder: (by) => change({ ...filters, order: by }) }
              }
              cases={inOrder(
                isSearched(filters.search)
                  ? items
                  : items.filter((item) => isFound(item, filters.search, unitName(item.unit))),
                order,
              )}
            />
            {cut ? (
              <div class="row">
                <span class="quiet">
                  {say(caseWords.notAll, { count: showNumber(items.length) })}
                </span>
                <button
                  type="button"
                  disabled={cases.loading}
                  onClick={() => {
                    setMost(items.length + readAtFirst)
                    cases.reload()
                  }}
                >
                  {say(caseWords.more)}
                </button>
              </div>
            ) : null}
          </>
        )}
      </Loaded>
      {reporting ? (
        <ProblemDialog
          onClose={() => setReporting(false)}
          onReported={(id) => route(`/cases/${id}`)}
        />
      ) : null}
    </main>
  )
}

/** The queue that the address names. Without one: chosen once, so that the list does not change under whoever reads it. */
function useQueue(named: string | undefined, role: ActorRole, counts: Summary | undefined) {
  const first = useRef<QueueName>(undefined)
  if (named === undefined && counts !== undefined) first.current ??= firstQueue(role, counts)
  return queueOf(named ?? first.current, role)
}

interface NothingHereProps {
  readonly queue: QueueName
  readonly role: ActorRole
  readonly summary: Summary | undefined
}

/** And where there is something. */
const NothingHere = ({ queue, role, summary }: NothingHereProps) => {
  const others = queuesOf(role).filter(
    (name) =>
      name !== queue && name !== 'ended' && summary !== undefined && countOf(name, summary) > 0,
  )
  return (
    <p class="quiet row" data-note="nothing-here">
      {say(caseWords.noCases)}
      {others.map((name) => (
        <a key={name} href={addressOf(name, noFilters)}>
          {say(queueWords[name])} {summary === undefined ? '' : showNumber(countOf(name, summary))}
        </a>
      ))}
    </p>
  )
}

interface QueueTabsProps {
  readonly names: readonly QueueName[]
  readonly chosen: QueueName
  readonly filters: Filters
  readonly summary: Summary | undefined
}

/** Counts are those of the whole queue, without the filters. */
const QueueTabs = ({ names, chosen, filters, summary }: QueueTabsProps) => (
  <nav class="queue-tabs no-print" aria-label={say(caseWords.queues)}>
    {names.map((name) => (
      <a
        key={name}
        href={addressOf(name, filters)}
        {...(name === chosen ? { 'aria-current': 'page' as const } : {})}
      >
        {say(queueWords[name])}{' '}
        <span class="queue-count">
          {summary === undefined ? '-' : showNumber(countOf(name, summary))}
        </span>
      </a>
    ))}
  </nav>
)
