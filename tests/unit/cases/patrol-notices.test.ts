/** Supervisors are told of patrols that were missed or not ended, by the robot of their chat group. */
import { expect, test } from 'vitest'

import { tellPatrols } from '../../../cases/desk/patrol-notices.ts'
import { overdue, type PatrolTask } from '../../../cases/life/patrol-task.ts'
import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import { patrolMessage } from '../../../cases/webhook/patrol-message.ts'
import { hours, plus, timeOf, type Instant } from '../../../core/time.ts'
import { at } from '../../contract/case-store-samples.ts'
import { patrol } from '../../contract/case-store-patrols.suite.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { config } from './fixtures.ts'

const begun = { started: { at, received: at, by: 'ines' } }
const now = plus(at, hours(2))
const over = (task: PatrolTask) => overdue(task, now, config.patrol) ?? task

async function desk() {
  const store = await openSqliteCases(':memory:')
  const tasks = [patrol(1), patrol(2, begun), patrol(3)]
  await store.addPatrols(tasks)
  for (const task of tasks) await store.putPatrol(over(task))
  const observer = new RecordingObserver()
  const clock = new VirtualClock(now)
  const messages: (readonly PatrolTask[])[] = []
  const tells = (tell: (told: readonly PatrolTask[]) => Promise<void>) =>
    tellPatrols(
      { store, clock, observer, config: config.notices, tell },
      new AbortController().signal,
    )
  const taken = (told: readonly PatrolTask[]) => {
    messages.push(told)
    return Promise.resolve()
  }
  return { store, observer, clock, messages, tells, taken }
}

test('one message tells all of them once; what the group did not take is told again', async () => {
  const { store, observer, messages, tells, taken } = await desk()
  await tells(() => Promise.reject(new Error('the robot answered 500')))
  expect(observer.count('notice.failed')).toBe(1)
  expect(await store.patrolsToTell(9)).toHaveLength(3)
  await tells(taken)
  await tells(taken)
  expect(messages.map((told) => told.map(({ id }) => id))).toEqual([
    [patrol(1).id, patrol(2).id, patrol(3).id],
  ])
  expect(observer.count('notice.sent')).toBe(1)
  expect((await store.patrol(patrol(1).id))?.missed).toBe(now)
})

test('what a phone explains meanwhile stays as the phone says, and what is old is no news', async () => {
  const { store, clock, messages, tells, taken } = await desk()
  await tells(async (told) => {
    const [first] = told
    if (first === undefined) throw new Error('nothing was told')
    const { missed: _, tell: __, ...rest } = first
    await store.putPatrol({ ...rest, ...begun, revision: first.revision + 1 })
    await taken(told)
  })
  expect(await store.patrol(patrol(1).id)).toMatchObject(begun)
  await store.addPatrols([patrol(9)])
  await store.putPatrol(over(patrol(9)))
  clock.step(hours(30))
  await tells(taken)
  expect(messages).toHaveLength(1)
  expect(await store.patrolsToTell(9)).toEqual([])
})

test('a group reads how many, which grids and when, and nobody by name', () => {
  const date = (instant: Instant) => timeOf(instant, () => hours(8))
  const many = Array.from({ length: 12 }, (_, n) =>
    over(patrol(n, n === 0 ? begun : { grid: 'W-1' })),
  )
  const { title, lines, url } = patrolMessage(many, 'zh', date, 'https://city.example/')
  expect(title).toBe('巡查：漏巡 11 项，未结束 1 项')
  expect(lines).toHaveLength(11)
  expect(lines[1]).toBe(`东片巡查 · W-1 · ${date(plus(at, 1_000))} – ${date(plus(at, 1_500))}`)
  expect(lines[10]).toBe('另有 2 项')
  expect([title, ...lines].join(' ')).not.toContain('ines')
  expect(url).toBe('https://city.example/patrols')
  const english = patrolMessage([over(patrol(1))], 'en', date, 'https://city.example')
  expect(english).toMatchObject({ title: 'Patrols: 1 missed, 0 not ended', url })
})
