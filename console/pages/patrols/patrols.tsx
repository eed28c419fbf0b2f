/** Patrols for those who answer for them (巡查督导): the tasks of a day, late ones first, a track on the grid, and how they were walked. */
import { patrolStates, patrolStateWords, type PatrolState } from '../../../core/patrol-terms.ts'
import { call } from '../../api/client.ts'
import type { Patrol } from '../../api/types.ts'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { useAddress } from '../../state/address.ts'
import { city } from '../../state/city.ts'
import { now } from '../../state/clock.ts'
import { mayOpen } from '../../state/rights.ts'
import { session } from '../../state/session.ts'
import { useResource } from '../../state/resource.ts'
import { showInstant } from '../../words/format.ts'
import { patrolDeskWords as words, patrolWords } from '../../words/patrols.ts'
import { say } from '../../words/words.ts'
import { cityDate, isDate } from '../cases/daily.ts'
import { PatrolFigures } from './figures.tsx'
import { PatrolSheet } from './patrol-sheet.tsx'
import { whoOf } from './who.ts'

const every = 30_000
const mostShown = 500

export function PatrolsPage() {
  const { query, show } = useAddress()
  const { value: who } = session
  const mayPlan = who.state === 'in' && mayOpen(who.person, 'catalogue')
  const today = cityDate(now.value, city.value?.zone ?? 'Asia/Shanghai')
  const asked = query.get('day') ?? undefined
  const day = isDate(asked) ? asked : today
  const state = patrolStates.find((one) => one === query.get('state'))
  const task = query.get('task') ?? undefined
  const go = (changed: Readonly<Record<string, string | undefined>>) =>
    show({ day: isDate(asked) ? asked : undefined, state, task, ...changed })
  return (
    <main id="content" class="page">
      <h1>{say(patrolWords.title)}</h1>
      <div class="row no-print">
        <label>
          {say(words.day)}{' '}
          <input
            type="date"
            value={day}
            onChange={({ currentTarget: { value } }) => {
              if (isDate(value)) go({ day: value })
            }}
          />
        </label>
        <label>
          {say(patrolWords.state)}{' '}
          <select
            value={state ?? ''}
            onChange={({ currentTarget: { value } }) => go({ state: value })}
          >
            <option value="">{say(words.anyState)}</option>
            {patrolStates
              .filter((one) => one !== 'coming')
              .map((one) => (
                <option key={one} value={one}>
                  {say(patrolStateWords[one])}
                </option>
              ))}
          </select>
        </label>
        {mayPlan ? <a href="/catalogue?table=patrols">{say(words.plansLink)}</a> : null}
      </div>
      {task === undefined ? null : (
        <PatrolSheet key={task} id={task} onClose={() => go({ task: undefined })} />
      )}
      <Tasks key={`${day} ${state}`} day={day} state={state} onOpen={(id) => go({ task: id })} />
      <PatrolFigures today={today} />
    </main>
  )
}

interface TasksProps {
  readonly day: string
  readonly state: PatrolState | undefined
  readonly onOpen: (id: string) => void
}

function Tasks({ day, state, onOpen }: TasksProps) {
  const found = useResource(
    `patrols ${day} ${state}`,
    (signal) =>
      call('GET /v1/patrols', {
        query: { from: day, to: day, state, limit: mostShown },
        signal,
      }),
    { every },
  )
  return (
    <Loaded resource={found}>
      {({ items, next }) => {
        const late = items.filter((task) => task.late || task.state === 'missed')
        const rest = items.filter((task) => !late.includes(task))
        return (
          <>
            <p>
              <DataTime at={found.at} />
              {next === undefined ? null : <span class="quiet"> · {say(words.more)}</span>}
            </p>
            <section class="sheet wide" aria-labelledby="patrols-late">
              <h2 id="patrols-late">{say(words.late, { count: late.length })}</h2>
              {late.length === 0 ? (
                <p class="quiet">{say(words.noneLate)}</p>
              ) : (
                <TaskTable
                  tasks={late}
                  label={say(words.late, { count: late.length })}
                  {...{ onOpen }}
                />
              )}
            </section>
            <section class="sheet wide" aria-labelledby="patrols-all">
              <h2 id="patrols-all">{say(words.tasks, { count: rest.length })}</h2>
              {rest.length === 0 ? null : (
                <TaskTable
                  tasks={rest}
                  label={say(words.tasks, { count: rest.length })}
                  {...{ onOpen }}
                />
              )}
            </section>
          </>
        )
      }}
    </Loaded>
  )
}

interface TaskTableProps {
  readonly tasks: readonly Patrol[]
  readonly label: string
  readonly onOpen: (id: string) => void
}

const TaskTable = ({ tasks, label, onOpen }: TaskTableProps) => (
  <Scrolling label={label}>
    <table>
      <thead>
        <tr>
          {[
            ...[patrolWords.time, patrolWords.name, patrolWords.grid, patrolWords.person],
            ...[patrolWords.state, patrolWords.points, words.coveredRate],
          ].map((title) => (
            <th key={title.en} scope="col">
              {say(title)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tasks.map((task) => (
          <tr key={task.id} data-patrol={task.id}>
            <td>
              {showInstant(task.from, 'minute')} – {showInstant(task.to, 'minute')}
            </td>
            <th scope="row">
              <button type="button" class="plain" onClick={() => onOpen(task.id)}>
                {task.name}
              </button>
            </th>
            <td>{task.grid ?? '-'}</td>
            <td>{whoOf(task)}</td>
            <td>
              {say(patrolStateWords[task.state])}
              {task.late ? <strong class="trouble"> {say(patrolWords.late)}</strong> : null}
            </td>
            <td>
              {task.points.length === 0
                ? '-'
                : `${task.coverage?.points.length ?? 0}/${task.points.length}`}
            </td>
            <td>
              {task.coverage === undefined
                ? '-'
                : `${task.coverage.cells}/${task.coverage.ofCells}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)
