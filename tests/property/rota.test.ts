/** Who is on duty, against a definition that looks at every row for one moment and knows no stretches. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { gaps, onDuty, turns, type Shift, type Swap } from '../../cases/life/rota.ts'
import { minuteOfDay } from '../../core/city.ts'
import { days, hours, minutes, plus, type Instant } from '../../core/time.ts'
import { calendar, start } from '../unit/cases/fixtures.ts'

const weekdays = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const
const person = fc.constantFrom('a', 'b', 'c')
const time = (most: number) =>
  fc.integer({ min: 0, max: most }).map((half) => {
    const clock = (part: number) => String(part).padStart(2, '0')
    return `${clock(Math.floor(half / 2))}:${clock((half % 2) * 30)}`
  })
const day = fc.integer({ min: -3, max: 9 })
const dateOf = (n: number) => new Date(start + days(n)).toISOString().slice(0, 10)
const shift: fc.Arbitrary<Shift> = fc
  .record({
    person,
    first: day,
    length: fc.option(fc.integer({ min: 0, max: 6 })),
    days: fc.constantFrom('daily', 'workdays', 'restdays', 'Mo-Fr', 'Sa,Su', 'Su-Tu'),
    from: time(47),
    to: time(48),
  })
  .filter(({ from, to }) => from !== to)
  .map(({ first, length, ...rest }) => ({
    ...rest,
    since: dateOf(first),
    ...(length !== null && { until: dateOf(first + length) }),
  }))
const swap: fc.Arbitrary<Swap> = fc
  .record({ begins: fc.integer({ min: 0, max: 300 }), length: fc.integer({ min: 1, max: 90 }) })
  .chain(({ begins, length }) =>
    fc.record({ out: person, in: person }).map((who) => ({
      ...who,
      ...{ from: plus(start, hours(begins) / 2), to: plus(start, hours(begins + length) / 2) },
      ...{ at: start, by: 'su', reason: 'r' },
    })),
  )

function isOf(named: string, date: number): boolean {
  if (named === 'daily') return true
  const works = calendar.workday(date).work
  if (named === 'workdays' || named === 'restdays') return works === (named === 'workdays')
  const name = weekdays[(date + 3) % 7] ?? 'Mo'
  if (named === 'Su-Tu') return ['Su', 'Mo', 'Tu'].includes(name)
  return (named === 'Sa,Su') === ['Sa', 'Su'].includes(name)
}

/** Everybody who is on duty at a moment, each row for itself. */
function naive(shifts: readonly Shift[], swaps: readonly Swap[], at: Instant): Set<string> {
  const found = new Set<string>()
  const local = at + hours(8)
  for (const { person: planned, since, until, days: named, from, to } of shifts)
    for (const back of [0, 1]) {
      const date = Math.floor(local / days(1)) - back
      const text = new Date(date * days(1)).toISOString().slice(0, 10)
      if (text < since || (until !== undefined && text > until) || !isOf(named, date)) continue
      const minute = (local - date * days(1)) / minutes(1)
      const [opens, closes] = [minuteOfDay(from), minuteOfDay(to)]
      const ends = closes < opens ? closes + 1_440 : closes
      if (minute < opens || minute >= ends) continue
      let who = planned
      for (const one of swaps) if (one.out === who && at >= one.from && at < one.to) who = one.in
      found.add(who)
    }
  return found
}

test('turns, gaps and who is on duty agree with every row looked at for itself', () => {
  fc.assert(
    fc.property(
      fc.array(shift, { maxLength: 6 }),
      fc.array(swap, { maxLength: 3 }),
      fc.integer({ min: 0, max: 600 }),
      (shifts, swaps, quarter) => {
        const rota = { shifts, swaps }
        const at = plus(start, minutes(15 * quarter))
        const expected = naive(shifts, swaps, at)
        expect(new Set(onDuty(rota, at, calendar).map((turn) => turn.person))).toEqual(expected)
        const end = plus(start, days(7))
        const inTurns = turns(rota, start, end, calendar).filter(
          (turn) => at >= turn.from && at < turn.to,
        )
        expect(new Set(inTurns.map((turn) => turn.person))).toEqual(at < end ? expected : new Set())
        const isGap = gaps(rota, start, end, calendar).some(({ from, to }) => at >= from && at < to)
        expect(isGap).toBe(at < end && expected.size === 0)
      },
    ),
    { numRuns: 300 },
  )
})
