/** What a random city says otherwise of a device, its owner, street and district, and of others. */
import * as fc from 'fast-check'

import type { WallDevice } from './oracle-clock.ts'

type Scope = 'device' | 'owner' | 'street' | 'district'

/** What is said of the device and of others, nearest first; undefined is nothing. */
export interface Differs {
  readonly register: { readonly hours?: WallDevice['hours']; readonly shift?: number }
  readonly overrides: readonly {
    readonly scope: Scope
    /** Of another device, owner, street or district: it changes nothing. */
    readonly strange: boolean
    readonly hours?: WallDevice['hours']
    readonly shift?: number
  }[]
  readonly city: WallDevice
}

const quarters = fc.nat(95).map((quarter) => quarter * 15)
const spans = fc.array(
  fc.record({ day: fc.nat(6), from: quarters, to: quarters }).filter(({ from, to }) => from !== to),
  { minLength: 1, maxLength: 5 },
)
const shift = fc.constantFrom(0, 0.5, -1, 3)
const own = fc.record({ hours: spans, shift }, { requiredKeys: [] })

export const differs: fc.Arbitrary<Differs> = fc.record({
  register: own,
  overrides: fc.uniqueArray(
    fc
      .tuple(
        fc.constantFrom<Scope>('device', 'owner', 'street', 'district'),
        fc.constantFrom(false, false, true),
        own,
      )
      .filter(([, , one]) => one.hours !== undefined || one.shift !== undefined)
      .map(([scope, strange, one]) => ({ scope, strange, ...one })),
    { maxLength: 5, selector: ({ scope, strange }) => `${scope} ${strange}` },
  ),
  city: fc.record({ hours: spans, shift }),
})

/** What holds for the device: the register before the overrides, and of these the nearest. */
export function inForce({ register, overrides, city }: Differs): WallDevice {
  const order: readonly Scope[] = ['device', 'owner', 'street', 'district']
  const own = order.flatMap((scope) =>
    overrides.filter((one) => one.scope === scope && !one.strange),
  )
  const all = [register, ...own, city]
  return {
    hours: all.find(({ hours }) => hours !== undefined)?.hours ?? [],
    shift: all.find((one) => one.shift !== undefined)?.shift ?? 0,
  }
}

export const hoursText = (hours: WallDevice['hours']): string =>
  hours
    .map(({ day, from, to }) => {
      const [opens, closes] = [from, to].map(
        (time) =>
          `${String(Math.floor(time / 60)).padStart(2, '0')}:${String(time % 60).padStart(2, '0')}`,
      )
      return `${['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'][day]} ${opens}-${closes}`
    })
    .join('; ')

const places = {
  device: ['d1', 'd2'],
  owner: ['unit-a', 'unit-b'],
  street: ['110101001', '110101002'],
  district: ['110101', '110102'],
} as const

/** `limits.yaml`, as JSON. */
export const limitsText = ({ overrides, city }: Differs): string => {
  const words = { title: { zh: '随机', en: 'Random' }, source: 'drawn', certainty: 'proposed' }
  const { source, certainty } = words
  return JSON.stringify({
    drawn: { ...words, unit: 'any', values: { shift: city.shift } },
    schedules: { business: { ...words, hours: hoursText(city.hours) } },
    overrides: overrides.map((one) => ({
      [one.scope]: places[one.scope][one.strange ? 1 : 0],
      ...{ source, certainty },
      ...(one.shift !== undefined && { limits: { drawn: { shift: one.shift } } }),
      ...(one.hours !== undefined && { schedules: { business: hoursText(one.hours) } }),
    })),
  })
}
