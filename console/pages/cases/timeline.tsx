/** The record of a case, oldest first: what happened, who did it, when, and what was said. */
import type { CaseEvent } from '../../api/types.ts'
import { eventWords } from '../../../core/case-event-words.ts'
import { recordWords } from '../../words/case-record.ts'
import { roleWords } from '../../../core/actor.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { EventDetails } from './event-details.tsx'
import { MachineEvidence } from './machine-evidence.tsx'
import { unitName, wordsOf } from '../../parts/case-names.ts'
import { Photos } from './photos.tsx'
import { alarmOf, photosOf } from './record.ts'

export const Timeline = ({ timeline }: { readonly timeline: readonly CaseEvent[] }) => (
  <ol class="timeline">
    {timeline.map((event) => (
      <Entry key={event.version} event={event} />
    ))}
  </ol>
)

function Entry({ event }: { readonly event: CaseEvent }) {
  const { at, by, data } = event
  const alarm = alarmOf(event)
  return (
    <li class={`entry entry-${event.event}`}>
      <div class="entry-head">
        <strong>{say(wordsOf(eventWords, event.event))}</strong>
        <time dateTime={new Date(at).toISOString()}>{showInstant(at)}</time>
        <span class="quiet">
          {say(recordWords.by, { role: say(roleWords[by.role]), name: by.person ?? by.name })}
          {by.unit === undefined ? '' : ` · ${unitName(by.unit)}`}
        </span>
      </div>
      <EventDetails event={event} />
      {alarm === undefined ? null : <MachineEvidence alarm={alarm} />}
      <Photos of={event.case} photos={photosOf(data['photos'])} />
    </li>
  )
}
