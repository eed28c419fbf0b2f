import { expect, test } from 'vitest'

import { builtInKinds } from '../../../core/kinds/built-in.ts'
import { isKind, kindOf } from '../../../core/kinds.ts'
import { quantityOf, type Quantity } from '../../../core/quantities.ts'
import { loadCatalogue } from '../../../rules/in-force/catalogue.ts'
import { cityClock } from '../../../rules/judging/city-clock.ts'
import { deviceStates } from '../../../rules/judging/device-states.ts'
import type { RuleState } from '../../../rules/judging/state.ts'
import { step } from '../../../rules/judging/step.ts'
import { bind } from '../../../rules/language/bind.ts'
import { applies } from '../../../rules/language/rule.ts'
import { Remembered } from '../../../runtime/remembered.ts'
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
  'what all rules keep of a $kind at $site fits in 1,300 bytes',
  ({ kind, site }) => {
    const { period, quantities } = kindOf(kind)
    const own = { warning: 3, guaranteed: 5 }
    const device = deviceOf({ kind, site, period, zone: '2', limits: own })
    const kept = new Map<string, RuleState | undefined>()
    for (let second = 0; second < day; second += period) {
      const values = Object.fromEntries(
        quantities.map((quantity) => [quantity, valueOf(quantity, second / period)]),
      )
      for (const rule of rules.filter((one) => applies(one, device))) {
        const bound = bind(rule, device, limits)
        const said = reading('d1', second, values)
        kept.set(rule.id, step(bound, kept.get(rule.id), said, clock).state)
      }
    }
    const states = [...kept].map(([rule, value]) => ({ key: `${rule}/d1`, value }))
    const [stored] = deviceStates()(new Remembered()).kept({ state: states }).state ?? []
    const bytes = encodeState(stored?.value)
    // A field that core/compact-fields.ts does not know makes all of it two to four times as large.
    expect(bytes[0]).toBe(0xc1)
    expect(bytes.length).toBeLessThan(1_300)
  },
)
