/** What waits for whoever decides (待办): by what is to be decided, each case with the way to it. */
import { waitings, waitingWords } from '../../../core/supervision-terms.ts'
import { call } from '../../api/client.ts'
import { loadNames } from '../../parts/case-names.ts'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { useAddress } from '../../state/address.ts'
import { useCaseEvents } from '../../state/case-events.ts'
import { useResource } from '../../state/resource.ts'
import { readRows } from '../../state/rows.ts'
import { decidingWords as words } from '../../words/deciding.ts'
import { showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { useEffect } from 'preact/hooks'
import { Boundaries } from './boundaries.tsx'
import { QueueTable } from '../cases/queue-table.tsx'
import '../cases/cases.css'

const mostRead = 1_000
/** Also when the live feed is away. */
const every = 60_000

export function Deciding() {
  const asked = useAddress().query.get('waiting')
  const waiting = waitings.find((name) => name === asked) ?? waitings[0]
  const cases = useResource(
    `waiting ${waiting}`,
    (signal) =>
      readRows(
        (paging) =>
          call('GET /v1/cases', {
            query: { waiting, given: false, order: 'deadline', ...paging },
            signal,
          }),
        mostRead,
      ),
    { every },
  )
  const summary = useResource('summary', (signal) => call('GET /v1/summary', { signal }), { every })
  useCaseEvents(() => {
    cases.reload()
    summary.reload()
  })
  useEffect(() => {
    void loadNames()
  }, [])
  return (
    <main id="content" class="page case-desk">
      <div class="row case-title">
        <h1>{say(words.title)}</h1>
        <DataTime at={cases.at} />
      </div>
      <p class="quiet">{say(words.help)}</p>
      <nav class="queue-tabs" aria-label={say(words.views)}>
        {waitings.map((name) => (
          <a
            key={name}
            href={`/deciding?waiting=${name}`}
            {...(name === waiting ? { 'aria-current': 'page' as const } : {})}
          >
            {say(waitingWords[name])}{' '}
            <span class="queue-count">
              {summary.value === undefined ? '-' : showNumber(summary.value.waiting[name])}
            </span>
          </a>
        ))}
      </nav>
      <Loaded
        resource={cases}
        isEmpty={({ items }) => items.length === 0}
        empty={<p class="quiet">{say(words.none)}</p>}
      >
        {({ items }) => <QueueTable key={waiting} cases={items} />}
      </Loaded>
      {waiting === 'dispute' ? <Boundaries /> : null}
    </main>
  )
}
