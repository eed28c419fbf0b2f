/** The queues of the case desk: what waits for whom, the most urgent first. */
import { useLocation } from 'preact-iso'
import { useEffect, useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { Summary } from '../../api/types.ts'
import { FileLinks } from '../../parts/file-links.tsx'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { readRows } from '../../state/rows.ts'
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
import { addressOf, filtersOf, isSearched, serverQuery, type Filters } from './filters.ts'
import { QueueFilters } from './queue-filters.tsx'
import { QueueTable } from './queue-table.tsx'
import { countOf, inOrder, isFound, orderIn, queueOf, queuesOf, type QueueName } from './queues.ts'
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
  const queue = queueOf(query['queue'], role)
  const filters = filtersOf(query)
  const search = useSettled(filters.search, typing)
  const asked = serverQuery(queue, { ...filters, search })
  const [most, setMost] = useState(readAtFirst)
  const [reporting, setReporting] = useState(false)
  const cases = useResource(
    `cases ${JSON.stringify(asked)}`,
    (signal) =>
      readRows((paging) => call('GET /v1/cases', { query: { ...asked, ...paging }, signal }), most),
    { every },
  )
  const summary = useResource('summary', (signal) => call('GET /v1/summary', { signal }), {
    every,
  })
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
      <QueueFilters filters={filters} overdue={queue !== 'overdue'} onChange={change} />
      <Loaded
        resource={cases}
        isEmpty={({ items }) => items.length === 0}
        empty={<p class="quiet">{say(caseWords.noCases)}</p>}
      >
        {({ items, cut }) => (
          <>
            <QueueTable
              key={`${queue} ${JSON.stringify(filters)}`}
              cases={inOrder(
                isSearched(filters.search)
                  ? items
                  : items.filter((item) => isFound(item, filters.search, unitName(item.unit))),
                orderIn(queue, filters.order),
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
