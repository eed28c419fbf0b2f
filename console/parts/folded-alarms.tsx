/** The alarms that a case stands for besides its own, a page at a time. */
import { useState } from 'preact/hooks'

import { call } from '../api/client.ts'
import { useCaseEvents } from '../state/case-events.ts'
import { useResource } from '../state/resource.ts'
import { caseWords } from '../words/cases.ts'
import { causeWords as words } from '../words/causes.ts'
import { say } from '../words/words.ts'
import { AlarmTable } from './alarm-table.tsx'
import { Loaded } from './loaded.tsx'
import { Section } from './section.tsx'

const pageLength = 20

/** Nothing for a case that nothing is folded into. */
export function FoldedAlarms({ into }: { readonly into: string }) {
  /** Cursors of the pages up to the one that is shown. */
  const [cursors, setCursors] = useState<readonly string[]>([])
  const cursor = cursors.at(-1)
  const alarms = useResource(`folded into ${into} ${cursor ?? ''}`, (signal) => {
    const query = { foldedInto: into, limit: pageLength, cursor }
    return call('GET /v1/alarms', { query, signal })
  })
  useCaseEvents(alarms.reload, { concerns: (event) => event.case === into })
  const { value, error } = alarms
  const first = cursors.length === 0
  if (first && error === undefined && (value?.items.length ?? 0) === 0) return null
  const title = say(words.folded, { id: into })
  const next = value?.next
  return (
    <Section title={title} at={alarms.at}>
      <p class="quiet">{say(words.foldedHelp)}</p>
      <Loaded resource={alarms}>
        {({ items }) => <AlarmTable label={title} alarms={items} withDevice />}
      </Loaded>
      {first && next === undefined ? null : (
        <p class="row no-print">
          <button type="button" disabled={first} onClick={() => setCursors(cursors.slice(0, -1))}>
            {say(caseWords.previous)}
          </button>
          <span role="status">{say(words.page, { page: cursors.length + 1 })}</span>
          <button
            type="button"
            disabled={next === undefined}
            onClick={() => {
              if (next !== undefined) setCursors([...cursors, next])
            }}
          >
            {say(caseWords.next)}
          </button>
        </p>
      )}
    </Section>
  )
}
