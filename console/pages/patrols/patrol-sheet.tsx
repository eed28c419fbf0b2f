/** One patrol: who, when, what the track has come past, what was reported; the track itself when somebody asks, for that is written down. */
import { useState } from 'preact/hooks'

import { patrolStateWords } from '../../../core/patrol-terms.ts'
import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { troubleText } from '../cases/trouble.ts'
import { useResource } from '../../state/resource.ts'
import { showInstant } from '../../words/format.ts'
import { lookWords } from '../../words/looks.ts'
import { patrolDeskWords as words, patrolWords } from '../../words/patrols.ts'
import { say } from '../../words/words.ts'
import { TrackMap } from './track-map.tsx'
import { whoOf } from './who.ts'

type Whole = AnswerOf<'GET /v1/patrols/{id}'>
type Track = AnswerOf<'POST /v1/patrols/{id}/track/reveal'>

export function PatrolSheet({
  id,
  onClose,
}: {
  readonly id: string
  readonly onClose: () => void
}) {
  const found = useResource(`patrol ${id}`, (signal) =>
    call('GET /v1/patrols/{id}', { path: { id }, signal }),
  )
  return (
    <section class="sheet wide" aria-labelledby="patrol-one">
      <Loaded resource={found}>
        {(task) => (
          <>
            <div class="row">
              <h2 id="patrol-one">{task.name}</h2>
              <button type="button" onClick={onClose}>
                {say(words.close)}
              </button>
            </div>
            <Facts task={task} />
            {task.started === undefined ? null : <TrackOf task={task} />}
          </>
        )}
      </Loaded>
    </section>
  )
}

/** Longer than a phone takes to send at once. */
const later = 600_000

function Facts({ task }: { readonly task: Whole }) {
  const { from, to, state, started, ended, coverage, points, unplaced = [], look, cases } = task
  return (
    <>
      <p>
        {showInstant(from, 'minute')} – {showInstant(to, 'minute')} · {whoOf(task)} ·{' '}
        {say(patrolStateWords[state])}
        {task.late ? <strong class="trouble"> {say(patrolWords.late)}</strong> : null}
      </p>
      {started === undefined ? null : (
        <p>
          {say(patrolWords.started, { at: showInstant(started.at, 'time') })}
          <SentLater told={started} />
          {ended === undefined
            ? null
            : ended.clock === true
              ? ` · ${say(patrolWords.byClock)}`
              : ` · ${say(patrolWords.ended, { at: showInstant(ended.at, 'time') })}`}
          {ended === undefined || ended.clock === true ? null : <SentLater told={ended} />}
        </p>
      )}
      {ended?.text === undefined ? null : <p class="text">{ended.text}</p>}
      {coverage === undefined ? null : (
        <p>
          {say(patrolWords.covered, { cells: coverage.cells, of: coverage.ofCells })} ·{' '}
          {say(patrolWords.metres, { metres: coverage.metres })}
        </p>
      )}
      {look === undefined ? null : <p class="text">{look}</p>}
      {points.length === 0 ? null : (
        <p>
          {say(patrolWords.reached, { reached: coverage?.points.length ?? 0, of: points.length })}:{' '}
          {points
            .map(({ name }) => `${coverage?.points.includes(name) === true ? '✓' : '○'} ${name}`)
            .join('  ')}
        </p>
      )}
      {unplaced.length === 0 ? null : (
        <p class="quiet">{say(patrolWords.unplaced, { names: unplaced.join(' ') })}</p>
      )}
      {cases.length === 0 ? null : (
        <p>
          {say(patrolWords.cases)}:{' '}
          {cases.map((id) => (
            <span key={id}>
              <a href={`/cases/${id}`}>{id}</a>{' '}
            </span>
          ))}
        </p>
      )}
    </>
  )
}

const SentLater = ({
  told,
}: {
  readonly told: { readonly at: number; readonly received: number }
}) =>
  told.received - told.at < later ? null : (
    <span class="quiet">
      {' '}
      ({say(patrolWords.sentLater, { at: showInstant(told.received, 'minute') })})
    </span>
  )

function TrackOf({ task }: { readonly task: Whole }) {
  const { id } = task
  const [track, setTrack] = useState<Track>()
  const [trouble, setTrouble] = useState<string>()
  const [purpose, setPurpose] = useState('')
  const reveal = async () => {
    const said = purpose.trim()
    const body = said === '' ? {} : { purpose: said }
    try {
      setTrack(await call('POST /v1/patrols/{id}/track/reveal', { path: { id }, body }))
      setTrouble(undefined)
    } catch (cause) {
      setTrouble(troubleText(cause))
    }
  }
  return (
    <section aria-labelledby="patrol-track">
      <h3 id="patrol-track">{say(words.track)}</h3>
      {track === undefined ? (
        <form
          class="row no-print"
          onSubmit={(event) => {
            event.preventDefault()
            void reveal()
          }}
        >
          <p class="quiet">{say(words.revealHelp)}</p>
          <label>
            {say(lookWords.purpose)}{' '}
            <input
              value={purpose}
              maxLength={200}
              onInput={(event) => setPurpose(event.currentTarget.value)}
            />
          </label>
          <button type="submit">{say(words.reveal)}</button>
        </form>
      ) : track.positions.length === 0 ? (
        <p class="quiet">{say(words.noTrack)}</p>
      ) : (
        <>
          <p class="quiet">
            {say(words.trackOf, {
              count: track.positions.length,
              until: showInstant(track.keptUntil, 'day'),
            })}
          </p>
          <TrackMap task={task} positions={track.positions} />
        </>
      )}
      {trouble === undefined ? null : (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
    </section>
  )
}
