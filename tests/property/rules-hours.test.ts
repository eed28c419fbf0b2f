/** Silence in the hours of a device against its definition, minute by minute. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { citySchema } from '../../core/city.ts'
import { instant } from '../../core/time.ts'
import { readLimits } from '../../rules/in-force/read-limits.ts'
import { cityClock } from '../../rules/judging/city-clock.ts'
import type { RuleState } from '../../rules/judging/state.ts'
import { step } from '../../rules/judging/step.ts'
import { bind } from '../../rules/language/bind.ts'
import { WallClock } from '../support/oracle-clock.ts'
import { cities } from '../support/random-cities.ts'
import { differs, hoursText, inForce, limitsText } from '../support/random-settings.ts'
import { deviceOf, reading, ruleOf, start } from '../support/rules-city.ts'

const minute = 60_000
const patience = 15 * minute

const text = JSON.stringify({
  id: 'silent',
  title: { zh: '无数据', en: 'No data' },
  on: { kind: 'fume' },
  levels: [
    { severity: 'blue', absence: { after: '2 periods', atLeast: '15m', hours: 'business' } },
  ],
  case: { category: '9901', limit: '2 urgent hours', lead: 'sensors' },
})

/** A reading at each of `heard`; a tick each minute. */
function raisedBy(clock: WallClock, from: number, heard: ReadonlySet<number>, minutes: number) {
  const changes: (readonly [number, string])[] = []
  let last = from
  let opened = from
  let standing = false
  for (let index = 0; index <= minutes; index += 1) {
    const now = from + index * minute
    const open = clock.open(now)
    if (!open || (index > 0 && !clock.open(now - minute))) opened = now
    if (heard.has(index)) {
      if (standing) changes.push([now, 'cleared'])
      standing = false
      last = now
    }
    if (!standing && open && now - Math.max(last, opened) >= patience) {
      standing = true
      changes.push([now, 'raised'])
    }
  }
  return changes
}

test('a device that says nothing in its hours is told after its patience, and at no other time', () => {
  fc.assert(
    fc.property(
      differs,
      fc.constantFrom(...cities),
      fc.nat(4),
      fc.uniqueArray(fc.nat(1_500), { maxLength: 12 }),
      (play, place, at, heard) => {
        const { limits } = readLimits(limitsText(play), [], [])
        const { hours } = play.register
        const device = deviceOf({
          ...{ kind: 'fume', site: 'restaurant', owner: 'unit-a', cell: '110101001001001' },
          ...(hours !== undefined && { hours: hoursText(hours) }),
        })
        const bound = bind(ruleOf(text, limits), device, limits)
        const clock = cityClock(
          citySchema.parse({
            name: { zh: '市', en: 'City' },
            zone: place.city.zone,
            night: place.city.night,
          }),
        )
        const from = Date.parse(place.starts[at % place.starts.length] ?? '')
        const minutes = new Set([0, ...heard])
        const changes: (readonly [number, string])[] = []
        let state: RuleState | undefined
        const input = (one: Parameters<typeof step>[2]) => {
          const outcome = step(bound, state, one, clock)
          state = outcome.state
          changes.push(...outcome.transitions.map(({ at: when, kind }) => [when, kind] as const))
        }
        for (let index = 0; index <= 1_500; index += 1) {
          const now = from + index * minute
          if (minutes.has(index)) input(reading('d1', (now - start) / 1_000, { fan: 0 }))
          input({ type: 'tick', at: instant(now) })
        }
        const wall = new WallClock(place.city, inForce(play))
        expect(changes).toEqual(raisedBy(wall, from, minutes, 1_500))
      },
    ),
    { numRuns: 40 },
  )
})
