/** What has happened to the order, newest first. */
import type { CaseEvent, PhotoReference } from '../../api/types.ts'
import { coordinates, type Position } from '../../offline/position.ts'
import { eventWords } from '../../../core/case-event-words.ts'
import { outboxWords } from '../../words/crew.ts'
import { roleWords } from '../../../core/actor.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { PhotoDoubts } from '../../parts/photo-doubts.tsx'
import { actorName, wordsOf } from '../../parts/case-names.ts'
import { SentPhoto } from './photo.tsx'

export const Record = ({ timeline }: { readonly timeline: readonly CaseEvent[] }) => (
  <ol class="record" reversed>
    {[...timeline].reverse().map((event) => (
      <li key={event.version}>
        <p>
          <strong>{say(wordsOf(eventWords, event.event))}</strong>{' '}
          <time class="quiet">{showInstant(event.at, 'minute')}</time>{' '}
          <span class="quiet">
            {say(roleWords[event.by.role])} {actorName(event.by)}
          </span>
        </p>
        <Said data={event.data} of={event.case} />
        <PhotoDoubts data={event.data} />
      </li>
    ))}
  </ol>
)

export const photosIn = ({ data }: { readonly data: Facts }): readonly PhotoReference[] =>
  data.photos ?? []

/** The parts of the facts that a crew reads (cases/life/facts.ts). */
interface Facts {
  readonly text?: string
  readonly reason?: string
  readonly position?: Position
  readonly photos?: readonly PhotoReference[]
}

function Said({ data, of }: { readonly data: Facts; readonly of: string }) {
  const { text, reason, position, photos = [] } = data
  return (
    <>
      {text === undefined ? null : <p class="text">{text}</p>}
      {reason === undefined ? null : <p class="text">{reason}</p>}
      {position === undefined ? null : (
        <p class="quiet">{say(outboxWords.withPosition, { position: coordinates(position) })}</p>
      )}
      {photos.length === 0 ? null : (
        <div class="photos">
          {photos.map(({ sha256 }, place) => (
            <SentPhoto key={sha256} sha256={sha256} number={place + 1} of={of} />
          ))}
        </div>
      )}
    </>
  )
}
