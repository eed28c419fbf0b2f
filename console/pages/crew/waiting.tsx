/** An action that the server has not taken yet: what it says, how it stands, and what the person can do about it. */
import { again, letGo } from '../../offline/outbox.ts'
import { coordinates } from '../../offline/position.ts'
import { photosOf, type Action, type Person, type Refusal } from '../../offline/queue.ts'
import { refusalWords } from '../../words/cases.ts'
import { actionWords, outboxWords } from '../../words/crew.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { wordsOf } from '../../parts/case-names.ts'
import { WaitingPhoto } from './photo.tsx'

export interface WaitingProps {
  readonly action: Action
  readonly person: Person
  /** One before it of the same case was refused. */
  readonly behind: boolean
}

const shapes = { waiting: '◷', sending: '↑', unknown: '?', refused: '⚠' } as const

export function Waiting({ action, person, behind }: WaitingProps) {
  const { id, request, state, refusal } = action
  return (
    <li class={`waiting waiting-${state}`}>
      <p>
        <strong>{say(actionWords[request.command])}</strong>{' '}
        <span class="badge">
          <span aria-hidden="true">{shapes[state]}</span>{' '}
          {say(behind ? outboxWords.behind : outboxWords[state])}
        </span>{' '}
        <time class="quiet">{showInstant(action.madeAt, 'minute')}</time>
      </p>
      <Said action={action} />
      {refusal === undefined ? null : <p class="trouble">{refusalText(refusal)}</p>}
      <div class="row">
        {state === 'refused' ? (
          <button type="button" onClick={() => void again(id, person)}>
            {say(outboxWords.tryAgain)}
          </button>
        ) : null}
        {state === 'refused' || (state === 'waiting' && action.attempts === 0) ? (
          <button type="button" onClick={() => void letGo(id)}>
            {say(outboxWords.drop)}
          </button>
        ) : null}
      </div>
    </li>
  )
}

function Said({ action }: { readonly action: Action }) {
  const { request } = action
  const photos = photosOf(action)
  return (
    <>
      {'text' in request ? <p class="text">{request.text}</p> : null}
      {'reason' in request ? <p class="text">{request.reason}</p> : null}
      {'position' in request && request.position !== undefined ? (
        <p class="quiet">
          {say(outboxWords.withPosition, { position: coordinates(request.position) })}
        </p>
      ) : null}
      {photos.length === 0 ? null : (
        <div class="photos">
          {photos.map(({ sha256 }, place) => (
            <WaitingPhoto key={sha256} sha256={sha256} number={place + 1} />
          ))}
        </div>
      )}
    </>
  )
}

function refusalText({ status, code, message, details }: Refusal): string {
  const word = details.find((detail) => Object.hasOwn(refusalWords, detail))
  if (word !== undefined) return say(wordsOf(refusalWords, word))
  if (code === 'case-unknown') return say(outboxWords.gone)
  const whole = [message, ...details].join('; ')
  return say(status === 413 || status === 415 ? outboxWords.photoRefused : outboxWords.other, {
    message: whole,
  })
}
