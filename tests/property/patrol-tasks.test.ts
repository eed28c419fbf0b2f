/** Every window of every plan becomes one task and no second one, whatever is killed when and however the clock strides. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { Catalogue } from '../../cases/desk/catalogue.ts'
import { PatrolTasks } from '../../cases/desk/patrol-tasks.ts'
import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { minuteOfDay } from '../../core/city.ts'
import { dateOf, days, hours, instant, minutes, plus, type Instant } from '../../core/time.ts'
import { calendar, config, start, table } from '../unit/cases/fixtures.ts'
import { RecordingObserver } from '../support/recording-observer.ts'

const plan = fc.record({
  days: fc.constantFrom('daily', 'workdays', 'restdays', 'Mo-Fr', 'Sa,Su'),
  from: fc.constantFrom('00:00', '08:00', '21:30'),
  to: fc.constantFrom('06:00', '12:00', '24:00'),
  often: fc.constantFrom({ times: '1' }, { times: '3' }, { every: '2h' }, {}),
})
type Plan = typeof plan extends fc.Arbitrary<infer Value> ? Value : never
const version = fc.record({
  /** Hours from the start, and days later that it begins. */
  put: fc.integer({ min: 0, max: 60 }),
  ahead: fc.constantFrom(0, 0, 1, 2),
  plans: fc.array(plan, { maxLength: 3 }),
})
type Version = typeof version extends fc.Arbitrary<infer Value> ? Value : never

const rowsOf = (plans: readonly Plan[]) =>
  plans.map(({ often, ...rest }, n) => ({
    ...{ plan: `p${n}`, name: `计划 ${n}`, cells: '330106', ...rest },
    ...often,
  }))
const dayAt = (at: Instant) => dateOf(at, (now) => calendar.offset(now))

/** Minute by minute: which plans begin a window then, by the version that holds then. */
function naive(versions: readonly Version[], until: Instant): string[] {
  const found: string[] = []
  const made = versions.map(({ put, ahead, plans }) => {
    const at = plus(start, hours(put))
    return { at, from: dayAt(plus(at, days(ahead))), plans }
  })
  for (let at = start; at <= until; at = plus(at, minutes(10))) {
    const holds = made.findLast((one) => one.at <= at && one.from <= dayAt(at))
    for (const [n, one] of (holds?.plans ?? []).entries())
      for (const back of [0, 1]) if (begins(one, at, back)) found.push(`p${n} ${at}`)
  }
  return found.toSorted()
}

/** Whether a window of the hours that began so many days before begins at the instant. */
function begins({ days: named, from, to, often }: Plan, at: Instant, back: number): boolean {
  const local = at + calendar.offset(at)
  const date = Math.floor(local / days(1)) - back
  const works = calendar.workday(date).work
  const weekend = (date + 3) % 7 >= 5
  if ((named === 'workdays' && !works) || (named === 'restdays' && works)) return false
  if ((named === 'Mo-Fr' && weekend) || (named === 'Sa,Su' && !weekend)) return false
  const [opens, closes] = [minuteOfDay(from), minuteOfDay(to)]
  const long = closes > opens ? closes - opens : closes + 1_440 - opens
  const count =
    'every' in often ? Math.floor(long / 120) : 'times' in often ? Number(often.times) : 1
  const length = 'every' in often ? 120 : long / count
  const minute = (local - date * days(1)) / minutes(1) - opens
  return minute >= 0 && minute % length === 0 && minute / length < count
}

/** Stops at the write that is named, before or after it is done. */
function killed(store: CaseStore, at: number | undefined, after: boolean): CaseStore {
  let writes = 0
  const dying =
    <Args extends readonly unknown[], T>(work: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      writes += 1
      if (writes === at && !after) throw new Error('killed')
      const answer = await work(...args)
      if (writes === at) throw new Error('killed')
      return answer
    }
  return {
    ...store,
    addPatrols: dying((tasks) => store.addPatrols(tasks)),
    setPosition: dying((reader, at) => store.setPosition(reader, at)),
    putPatrol: dying((task) => store.putPatrol(task)),
  }
}

const life = fc.record({
  stride: fc.constantFrom(minutes(7), hours(3), hours(30), days(3)),
  dies: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  after: fc.boolean(),
  beside: fc.boolean(),
})

test(
  'each window is one task, and each that nobody walked is missed once',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(version, { minLength: 1, maxLength: 3 }),
        fc.array(life, { minLength: 1, maxLength: 12 }),
        async (drawn, lives) => {
          const versions = drawn.toSorted((a, b) => a.put - b.put)
          await using store = await openSqliteCases(':memory:')
          const observer = new RecordingObserver()
          let now = start
          const clock = { now: () => now }
          for (const [n, { put, ahead, plans }] of versions.entries()) {
            const at = plus(start, hours(put))
            const rows = rowsOf(plans)
            await store.addCatalogue({
              head: {
                ...{ table: 'patrols', version: n + 1, from: dayAt(plus(at, days(ahead))), at },
                ...{ by: 'max', reason: 'order', rows: rows.length },
              },
              rows,
            })
          }
          const sweep = (over: CaseStore) =>
            new PatrolTasks({
              ...{ store: over, clock, calendar, observer, config },
              catalogue: new Catalogue({ store: over, clock, calendar, table }),
            }).sweep(new AbortController().signal)
          for (const { stride, dies, after, beside } of lives) {
            now = plus(now, stride)
            const swept = [sweep(killed(store, dies, after)), ...(beside ? [sweep(store)] : [])]
            await Promise.allSettled(swept)
          }
          await sweep(store)
          const made = await store.patrols({ from: instant(0), to: plus(now, 1) }, 100_000)
          const told = made.map(({ plan: of, from }) => `${of} ${from}`).toSorted()
          expect(told).toEqual(naive(versions, now))
          const over = made.filter(({ to }) => plus(to, config.patrol.grace) <= now)
          expect(over.every(({ missed }) => missed !== undefined)).toBe(true)
          expect(made.filter(({ missed }) => missed !== undefined)).toHaveLength(over.length)
          const said = observer.events.filter(({ event }) => event === 'patrol.missed')
          const names = said.map(({ fields }) => String(fields['patrol']))
          expect(new Set(names).size).toBe(names.length)
        },
      ),
      { numRuns: 40 },
    )
  },
)

test('plans of the city folder hold from the first start on, what runs then included', async () => {
  const anyMoment = fc.record({
    plans: fc.array(plan, { minLength: 1, maxLength: 3 }),
    late: fc.integer({ min: 0, max: 3_000 }),
    strides: fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 5 }),
  })
  await fc.assert(
    fc.asyncProperty(anyMoment, async ({ plans, late, strides }) => {
      await using store = await openSqliteCases(':memory:')
      const first = plus(start, minutes(late))
      let now = first
      const clock = { now: () => now }
      const city = { ...table, patrols: rowsOf(plans) }
      const catalogue = new Catalogue({ store, clock, calendar, table: city })
      const observer = new RecordingObserver()
      const tasks = new PatrolTasks({ store, catalogue, clock, calendar, observer, config })
      await tasks.make()
      for (const stride of strides) {
        now = plus(now, minutes(stride))
        await tasks.make()
      }
      const made = await store.patrols({ from: instant(0), to: plus(now, 1) }, 100_000)
      const asked = await tasks.planned(plus(first, -days(2)), plus(now, 1))
      const owed = asked.filter(({ to }) => to > first).map(({ id }) => id)
      expect(made.map(({ id }) => id).toSorted()).toEqual(owed.toSorted())
    }),
    { numRuns: 40 },
  )
})
