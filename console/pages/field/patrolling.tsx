/** The patrols of an inspector (网格员): today's, and the one under way with its check points. One hand, with or without network. */
import { useEffect, useState } from 'preact/hooks'

import { coverage } from '../../../core/patrol-coverage.ts'
import { patrolStateWords } from '../../../core/patrol-terms.ts'
import type { Patrol } from '../../api/types.ts'
import { actions, letGoAll } from '../../offline/outbox.ts'
import { ofPerson, type Action, type Person } from '../../offline/queue.ts'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { now } from '../../state/clock.ts'
import { useResource } from '../../state/resource.ts'
import { networkWords } from '../../words/crew.ts'
import { showDuration, showInstant } from '../../words/format.ts'
import { patrolWords, walkWords } from '../../words/patrols.ts'
import { say } from '../../words/words.ts'
import { StateBar } from '../crew/state-bar.tsx'
import { TextForm } from '../crew/text-form.tsx'
import { useCrew, useOutbox, useReloads } from '../crew/use-crew.ts'
import { Waiting } from '../crew/waiting.tsx'
import { readMyPatrols } from './my-patrols.ts'
import { Tabs } from './tabs.tsx'
import { usePatrol } from './use-patrol.ts'
import {
  endWalk,
  forgetWalk,
  lastPosition,
  seenTrack,
  startWalk,
  walk,
  walkTrouble,
} from './walk.ts'
import type { Walk } from './walk-kept.ts'
import '../crew/crew.css'
import './field.css'

export function Patrolling() {
  const person = useCrew()
  return person === undefined ? null : <PatrollingOf person={person} />
}

const every = 30_000
/** As the server believes positions when nobody has set anything else. */
const accuracy = 50

function PatrollingOf({ person }: { readonly person: Person }) {
  useOutbox(person)
  usePatrol(person)
  const patrols = useResource(
    `patrols ${person.name}`,
    (leaving) => readMyPatrols(person, leaving),
    { every },
  )
  useReloads(patrols.reload, () => false)
  const told = ofPerson(actions.value, person).filter(({ request }) => request.command === 'patrol')
  const { value: under } = walk
  const mine = under?.by === person.name ? under : undefined
  const all = patrols.value?.value ?? []
  return (
    <main id="content" class="page crew">
      <h1>{say(walkWords.today)}</h1>
      <Tabs />
      <StateBar person={person} />
      <Told told={told} person={person} />
      {mine === undefined ? null : (
        <Under under={mine} person={person} task={all.find(({ id }) => id === mine.id)} />
      )}
      <Loaded
        resource={patrols}
        isEmpty={({ value }) => value.length === 0}
        empty={<p class="quiet">{say(walkWords.none)}</p>}
      >
        {({ value: found, at, kept }) => (
          <>
            <p>
              <DataTime at={at} />
              {kept ? <span class="quiet"> · {say(networkWords.kept)}</span> : null}
            </p>
            <ul class="orders">
              {found
                .filter(({ id }) => id !== mine?.id)
                .map((task) => (
                  <li key={task.id}>
                    <Card
                      task={task}
                      isBusy={mine !== undefined}
                      isTold={told.some((action) => action.case === task.id)}
                      onStart={() => startWalk(person, task)}
                    />
                  </li>
                ))}
            </ul>
          </>
        )}
      </Loaded>
    </main>
  )
}

interface ToldProps {
  readonly told: readonly Action[]
  readonly person: Person
}

/** What the server has not taken; of a track only how much, and what was refused. */
function Told({ told, person }: ToldProps) {
  const isPiece = ({ request }: Action) =>
    request.command === 'patrol' && request.step.command === 'track'
  const pieces = told.filter((action) => isPiece(action) && action.state !== 'refused')
  const others = told.filter((action) => !isPiece(action) || action.state === 'refused')
  const refused = [
    ...new Set(told.filter(({ state }) => state === 'refused').map((action) => action.case)),
  ]
  const drop = (of: string) => {
    if (walk.value?.id === of) forgetWalk()
    void letGoAll(of)
  }
  return (
    <>
      {pieces.length === 0 ? null : (
        <p class="quiet" role="status">
          {say(walkWords.waits, { count: pieces.length })}
        </p>
      )}
      {others.length === 0 ? null : (
        <ul class="record">
          {others.map((action) => (
            <Waiting key={action.id} action={action} person={person} behind={false} />
          ))}
        </ul>
      )}
      {refused.map((of) => (
        <button key={of} type="button" class="wide" onClick={() => drop(of)}>
          {say(walkWords.drop)}
        </button>
      ))}
    </>
  )
}

interface UnderProps {
  readonly under: Walk
  readonly person: Person
  readonly task: Patrol | undefined
}

/** The patrol under way. Without the list, for the phone is without network, it can be ended all the same. */
function Under({ under, person, task }: UnderProps) {
  const { value: here } = lastPosition
  const { value: trouble } = walkTrouble
  return (
    <section class="sheet" aria-labelledby="under-way">
      <h2 id="under-way">
        {say(walkWords.walking)}: {under.name}
      </h2>
      <p>{say(walkWords.since, { time: showDuration(Math.max(0, now.value - under.since)) })}</p>
      {trouble === undefined ? (
        <p
          class={here !== undefined && here.accuracy > accuracy ? 'trouble' : 'quiet'}
          role="status"
        >
          {here === undefined
            ? say(walkWords.locating)
            : say(here.accuracy > accuracy ? walkWords.notBelieved : walkWords.located, {
                accuracy: here.accuracy,
              })}
        </p>
      ) : (
        <p class="trouble" role="alert">
          {say(walkWords[trouble])}
        </p>
      )}
      {task === undefined ? null : <What task={task} />}
      <a class="touch wide" href="/field/report">
        {say(walkWords.problem)}
      </a>
      <TextForm
        draft={`patrol.${under.id}`}
        label={walkWords.endText}
        submit={walkWords.end}
        longest={500}
        optional
        onSubmit={(text) => endWalk(person, text)}
      />
      <p class="quiet">{say(walkWords.keepOpen)}</p>
      <p class="quiet">{say(walkWords.privacy)}</p>
    </section>
  )
}

/** What to look for, and which check points the track has come past: as the server counted, and since then as this phone does. */
function What({ task }: { readonly task: Patrol }) {
  const { look, points, unplaced = [] } = task
  const seen = coverage(seenTrack.value, { points, cells: [] }, () => undefined, { accuracy })
  const reached = new Set([...(task.coverage?.points ?? []), ...seen.points])
  return (
    <>
      {look === undefined ? null : <p class="text">{look}</p>}
      {points.length === 0 ? null : (
        <>
          <h3>{say(patrolWords.reached, { reached: reached.size, of: points.length })}</h3>
          <ul>
            {points.map(({ name }) => (
              <li key={name} data-reached={reached.has(name)}>
                <span aria-hidden="true">{reached.has(name) ? '✓' : '○'} </span>
                {name}{' '}
                <span class="quiet">
                  {say(reached.has(name) ? walkWords.pointReached : walkWords.pointOpen)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {unplaced.length === 0 ? null : (
        <p class="quiet">{say(patrolWords.unplaced, { names: unplaced.join(' ') })}</p>
      )}
    </>
  )
}

interface CardProps {
  readonly task: Patrol
  readonly isBusy: boolean
  readonly isTold: boolean
  readonly onStart: () => Promise<void>
}

function Card({ task, isBusy, isTold, onStart }: CardProps) {
  const [starting, setStarting] = useState(false)
  const { name, from, to, state, late, look, points, coverage: covered } = task
  // By the phone's clock: what begins while it is without network begins all the same.
  const begins = state === 'coming' && now.value < from
  const isOpen = (state === 'open' || state === 'coming') && !begins && now.value < to
  useEffect(() => setStarting(false), [state])
  return (
    <section class="sheet" data-patrol={task.id}>
      <h2>{name}</h2>
      <p class="row">
        <strong>
          {showInstant(from, 'minute')} – {showInstant(to, 'minute')}
        </strong>
        <span class={late || state === 'missed' ? 'badge trouble' : 'badge'}>
          {say(late ? patrolWords.late : patrolStateWords[state])}
        </span>
      </p>
      {look === undefined ? null : <p class="text">{look}</p>}
      {points.length === 0 ? null : (
        <p class="quiet">
          {say(patrolWords.reached, { reached: covered?.points.length ?? 0, of: points.length })}
        </p>
      )}
      {begins ? <p>{say(walkWords.starts, { at: showInstant(from, 'minute') })}</p> : null}
      {isOpen && !isBusy && !isTold ? (
        <button
          type="button"
          class="primary wide"
          disabled={starting}
          onClick={() => {
            setStarting(true)
            void onStart().catch(() => setStarting(false))
          }}
        >
          {say(walkWords.start)}
        </button>
      ) : null}
    </section>
  )
}
