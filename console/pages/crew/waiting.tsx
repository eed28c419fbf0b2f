/** An action that the server has not taken yet: what it says, how it stands, and what the person can do about it. */
import { roleWords } from '../../../core/actor.ts'
import { eventWords } from '../../../core/case-event-words.ts'
import type { CaseEvent } from '../../api/types.ts'
import { again, letGo } from '../../offline/outbox.ts'
import { coordinates } from '../../offline/position.ts'
import { photosOf, type Action, type Person, type Refusal } from '../../offline/queue.ts'
import { caseWords, refusalWords } from '../../words/cases.ts'
import { actionWords, crewWords, outboxWords } from '../../words/crew.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { actorName, wordsOf } from '../../parts/case-names.ts'
import { told } from '../../parts/told.ts'
import { WaitingPhoto } from './photo.tsx'

export interface WaitingProps {
  readonly action: Action
  readonly person: Person
  /** One before it of the same case was refused. */
  readonly behind: boolean
  /** Beside those of other orders: says which one it is of. */
  readonly named?: boolean
  /** The record of the case, where it is at hand. */
  readonly timeline?: readonly CaseEvent[]
}

const shapes = { waiting: '◷', sending: '↑', unknown: '?', refused: '⚠' } as const

export function Waiting({ action, person, behind, timeline = [], named = false }: WaitingProps) {
  const { id, request, state, refusal } = action
  return (
    <li class={`waiting waiting-${state}`}>
      <p>
        <strong>{say(actionWords[request.command])}</strong>{' '}
        {named && request.command !== 'collect' ? (
          <span>{say(crewWords.order, { id: action.case })} </span>
        ) : null}
        <span class="badge">
          <span aria-hidden="true">{shapes[state]}</span>{' '}
          {say(behind ? outboxWords.behind : outboxWords[state])}
        </span>{' '}
        <time class="quiet">{showInstant(action.madeAt, 'minute')}</time>
      </p>
      <Said action={action} />
      {refusal === undefined ? null : <p class="trouble">{refusalText(refusal)}</p>}
      {refusal === undefined ? null : <First refusal={refusal} timeline={timeline} />}
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

/** Of these somebody else was faster, and the record says who. */
const overtaken: readonly string[] = ['wrong-stage', 'final', 'check-not-asked', 'nothing-new']

function First({ refusal, timeline }: Required<Pick<WaitingProps, 'timeline'>> & FirstProps) {
  if (!refusal.details.some((detail) => overtaken.includes(detail))) return null
  const last = timeline.findLast(({ by }) => by.role !== 'service')
  if (last === undefined) return null
  const { by, at, event } = last
  return (
    <p class="trouble">
      {say(outboxWords.wasFirst, {
        who: `${say(roleWords[by.role])} ${actorName(by)}`,
        at: showInstant(at, 'minute'),
        event: say(wordsOf(eventWords, event)),
      })}
    </p>
  )
}

interface FirstProps {
  readonly refusal: Refusal
}

function Said({ action }: { readonly action: Action }) {
  const { request } = action
  const photos = photosOf(action)
  return (
    <>
      {'passed' in request ? (
        <p>{say(request.passed ? caseWords.passed : caseWords.failed)}</p>
      ) : null}
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

function refusalText(refusal: Refusal): string {
  const { status, code, details } = refusal
  const word = details.find((detail) => Object.hasOwn(refusalWords, detail))
  if (word !== undefined) return say(wordsOf(refusalWords, word))
  if (code === 'case-unknown') return say(outboxWords.gone)
  return say(status === 413 || status === 415 ? outboxWords.photoRefused : outboxWords.other, {
    message: told(refusal),
  })
}
