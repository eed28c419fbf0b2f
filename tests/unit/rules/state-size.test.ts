import { expect, test } from 'vitest'

import { builtInKinds } from '../../../core/kinds/built-in.ts'
import { isKind, kindOf } from '../../../core/kinds.ts'
import { quantityOf, type Quantity } from '../../../core/quantities.ts'
import { loadCatalogue } from '../../../rules/in-force/catalogue.ts'
import { cityClock } from '../../../rules/judging/city-clock.ts'
import type { RuleState } from '../../../rules/judging/state.ts'
import { step } from '../../../rules/judging/step.ts'
import { bind } from '../../../rules/language/bind.ts'
import { applies } from '../../../rules/language/rule.ts'
import { encodeState } from '../../../storage/state-codec.ts'
import { city, deviceOf, reading } from '../../support/rules-city.ts'

const { rules, limits } = await loadCatalogue('rules/catalogue')
const clock = cityClock(city)
const day = 86_400

/** Half of the time calm, half of the time over every limit: alarms hold, stand and clear. */
function valueOf(quantity: Quantity, turn: number): number {
  const { unit, min, max } = quantityOf(quantity)
  if (unit === 'bool') return Math.floor(turn / 20) % 2
  const part = turn % 40 < 20 ? 0.02 : 0.5
  return Math.round((min + (max - min) * (part + (turn % 7) / 1_000)) * 100) / 100
}

const places = builtInKinds
  .map(({ id }) => id)
  .filter(isKind)
  .flatMap((kind) => kindOf(kind).sites.map((site) => ({ kind, site })))

test.each(places)(
  'what all rules keep of a $kind at $site fits in 1,200 bytes',
  ({ kind, site }) => {
    const { period, quantities } = kindOf(kind)
    const own = { warning: 3, guaranteed: 5 }
    const device = deviceOf({ kind, site, period, zone: '2', limits: own })
    const states = new Map<string, RuleState | undefined>()
    for (let second = 0; second < day; second += period) {
      const values = Object.fromEntries(
        quantities.map((quantity) => [quantity, valueOf(quantity, second / period)]),
      )
      for (const rule of rules.filter((one) => applies(one, device))) {
        const bound = bind(rule, device, limits)
        const said = reading('d1', second, values)
        states.set(rule.id, step(bound, states.get(rule.id), said, clock).state)
      }
    }
    const kept = [...states].map(([rule, state]) => [rule, encodeState(state)] as const)
    // A field that core/compact-fields.ts does not know makes all of a state two to four times as large.
    expect(kept.filter(([, bytes]) => bytes[0] !== 0xc1)).toEqual([])
    expect(kept.filter(([, { length }]) => length > 320)).toEqual([])
    expect(kept.reduce((sum, [, { length }]) => sum + length, 0)).toBeLessThan(1_200)
  },
)
