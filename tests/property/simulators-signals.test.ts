import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Device } from '../../core/device.ts'
import { kindOf } from '../../core/kinds.ts'
import { type Quantity, isQuantity, quantityOf } from '../../core/quantities.ts'
import { instant } from '../../core/time.ts'
import { sampleCity } from '../../simulators/sample-city.ts'
import { type IncidentKind, incidentKinds } from '../../simulators/script/scenario.ts'
import { signalOf } from '../../simulators/script/signals.ts'
import type { Moment, Values } from '../../simulators/script/signals/signal.ts'
import type { Acting } from '../../simulators/script/timeline.ts'

const { devices } = sampleCity()
const first = Date.UTC(2020, 0, 1)
const last = Date.UTC(2040, 0, 1)

const acting = fc.record({
  kind: fc.constantFrom(...(Object.keys(incidentKinds) as IncidentKind[])),
  elapsed: fc.integer({ min: 0, max: 7_200_000 }),
  duration: fc.oneof(fc.integer({ min: 1, max: 7_200_000 }), fc.constant(Number.POSITIVE_INFINITY)),
  strength: fc.double({ min: 0, max: 500, noNaN: true }),
}) satisfies fc.Arbitrary<Acting>

const moment = (incidents: fc.Arbitrary<readonly Acting[]>, among: readonly Device[] = devices) =>
  fc.record({
    device: fc.constantFrom(...among),
    seed: fc.integer({ min: 0, max: 0xffff_ffff }),
    at: fc.integer({ min: first, max: last }).map(instant),
    hour: fc.double({ min: 0, max: 24, maxExcluded: true, noNaN: true }),
    acting: incidents,
  }) satisfies fc.Arbitrary<Moment>

const anything = moment(fc.array(acting, { maxLength: 3 }))
const of = (kind: Device['kind']) => devices.filter((device) => device.kind === kind)
const calm = (kind: Device['kind']) => moment(fc.constant([]), of(kind))
const stormy = (kind: Device['kind']) => moment(fc.array(acting, { maxLength: 3 }), of(kind))
const measure = (at: Moment): Values => signalOf(at.device.kind)(at)
const value = (values: Values, name: Quantity): number => {
  const found = values[name]
  if (found === undefined) throw new Error(`${name} was not measured`)
  return found
}

describe('every signal, whatever happens', () => {
  it('measures only quantities of its kind, all inside the plausible range', () => {
    fc.assert(
      fc.property(anything, (at) => {
        const values = Object.entries(measure(at))
        const own: readonly string[] = kindOf(at.device.kind).quantities
        expect(values.length).toBeGreaterThan(0)
        for (const [name, number = Number.NaN] of values) {
          if (!isQuantity(name)) throw new Error(`${name} is no quantity`)
          const { min, max } = quantityOf(name)
          expect(own).toContain(name)
          expect(Number.isFinite(number), `${name} ${number}`).toBe(true)
          expect(number >= min && number <= max, `${name} ${number}`).toBe(true)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it('gives the same values for the same moment, and others for another seed', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(anything, (at) => {
        const text = JSON.stringify(measure(at))
        seen.add(text)
        expect(JSON.stringify(measure({ ...at }))).toBe(text)
      }),
    )
    expect(seen.size).toBeGreaterThan(50)
    const [device] = of('noise')
    if (device === undefined) throw new Error('no noise meter')
    const at = { device, at: instant(first), hour: 12, acting: [] }
    expect(measure({ ...at, seed: 1 })).not.toEqual(measure({ ...at, seed: 2 }))
  })

  it('keeps the order of noise levels', () => {
    fc.assert(
      fc.property(stormy('noise'), (at) => {
        const values = measure(at)
        const [laeq, lafmax, l10, l50, l90] = (
          ['laeq', 'lafmax', 'l10', 'l50', 'l90'] as const
        ).map((name) => value(values, name))
        expect([l90, l50, l10, lafmax]).toEqual([l90, l50, l10, lafmax].toSorted(ascending))
        expect(lafmax).toBeGreaterThanOrEqual(laeq ?? Number.NaN)
      }),
      { numRuns: 1_000 },
    )
  })

  it('keeps the order of particle sizes', () => {
    fc.assert(
      fc.property(stormy('dust'), (at) => {
        const values = measure(at)
        expect(value(values, 'tsp')).toBeGreaterThanOrEqual(value(values, 'pm10'))
        expect(value(values, 'pm10')).toBeGreaterThanOrEqual(value(values, 'pm25'))
      }),
      { numRuns: 1_000 },
    )
  })

  it('measures whole switches', () => {
    fc.assert(
      fc.property(anything, (at) => {
        const values = measure(at)
        for (const name of ['coverOpen', 'fan', 'purifier'] as const) {
          expect([undefined, 0, 1]).toContain(values[name])
        }
      }),
    )
  })
})

/** Limits of the domain notes, written down anew: what a quiet city must stay clear of. */
describe('a quiet city', () => {
  it('leaves covers shut, wells low and batteries charged', () => {
    fc.assert(
      fc.property(calm('manhole'), (at) => {
        const values = measure(at)
        expect(value(values, 'tilt')).toBeLessThan(2)
        expect(value(values, 'coverOpen')).toBe(0)
        expect(values.wellLevel ?? 0).toBeLessThan(60)
        expect(values.ch4 ?? 0).toBeLessThan(5)
        expect(values.h2s ?? 0).toBeLessThan(5)
        expect(value(values, 'battery')).toBeGreaterThan(40)
      }),
      { numRuns: 1_000 },
    )
  })

  it('leaves roads dry and rivers low, and roads passable in ordinary rain', () => {
    fc.assert(
      fc.property(calm('water'), (at) => {
        const values = measure(at)
        expect(values.depth ?? 0).toBeLessThan(1)
        const warning = at.device.limits?.['warning']
        if (warning !== undefined) expect(value(values, 'stage')).toBeLessThan(warning - 0.6)
      }),
      { numRuns: 1_000 },
    )
    const rain = acting.map((each) => [{ ...each, kind: 'rain' as const, strength: 100 }])
    fc.assert(
      fc.property(moment(rain, of('water')), (at) => {
        const values = measure(at)
        expect(values.depth ?? 0).toBeLessThan(5)
        const warning = at.device.limits?.['warning']
        if (warning !== undefined) expect(value(values, 'stage')).toBeLessThan(warning - 0.4)
      }),
      { numRuns: 1_000 },
    )
  })

  it('keeps 5 dB under the limit of its zone by day and by night', () => {
    const limits = { '0': [50, 40], '1': [55, 45], '2': [60, 50], '3': [65, 55] }
    const table: Readonly<Record<string, number[]>> = { ...limits, '4a': [70, 55], '4b': [70, 60] }
    fc.assert(
      fc.property(calm('noise'), (at) => {
        const night = at.hour >= 21.5 || at.hour < 6.25
        const [byDay = 0, byNight = 0] = table[at.device.zone ?? ''] ?? []
        const limit = night ? byNight : byDay
        const values = measure(at)
        expect(value(values, 'laeq')).toBeLessThan(limit - 5)
        expect(value(values, 'lafmax')).toBeLessThan(limit + 10)
      }),
      { numRuns: 2_000 },
    )
  })

  it('keeps dust and fume down, and no kitchen without its purifier', () => {
    fc.assert(
      fc.property(calm('dust'), (at) => {
        const values = measure(at)
        expect(value(values, 'tsp')).toBeLessThan(300)
        expect(value(values, 'pm10')).toBeLessThan(150)
        expect(value(values, 'pm25')).toBeLessThan(75)
      }),
      { numRuns: 1_000 },
    )
    fc.assert(
      fc.property(calm('fume'), (at) => {
        const values = measure(at)
        expect(value(values, 'fume')).toBeLessThan(0.95)
        expect(value(values, 'nmhc')).toBeLessThan(8)
        expect(value(values, 'purifier')).toBe(value(values, 'fan'))
      }),
      { numRuns: 1_000 },
    )
  })
})

const ascending = (a: number | undefined, b: number | undefined) => (a ?? 0) - (b ?? 0)
