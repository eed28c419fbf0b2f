/** How the city is at this moment, and how soon a board knows. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { DeviceId } from '../../../core/identity.ts'
import { nameless, type OperationsPoint } from '../../../core/operations.ts'
import type { Quantity } from '../../../core/quantities.ts'
import type { Severity } from '../../../core/severity.ts'
import { instant, plus, seconds, type Instant } from '../../../core/time.ts'
import { DeviceWatch } from '../../../devices/device-watch.ts'
import type { Heard, HeardValue } from '../../../devices/health/operations-points.ts'
import { createDevicePoints } from '../../../devices/health/operations-writer.ts'
import { vitalSigns } from '../../../devices/health/vital-signs.ts'
import { point } from '../../contract/series-store-points.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { memoryOperations } from '../../support/memory-operations.ts'
import { memorySeries } from '../../support/memory-series.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { device, directory, start } from '../cases/fixtures.ts'

const known = (fields: OperationsPoint['fields']) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
const valuesOf = (
  of: Readonly<Record<string, number>>,
  at: Instant,
): ReadonlyMap<Quantity, HeardValue> =>
  new Map(Object.entries(of).map(([name, value]) => [name as Quantity, { value, at }]))

describe('a vital sign', () => {
  const outlet = (id: string) => device(id, { kind: 'fume', site: 'kitchen' })
  const signOf = (
    of: ReadonlyMap<string, Heard>,
    quantity: string,
    devices = [...of.keys()].map((id) => device(id)),
  ) =>
    vitalSigns(devices, (id) => of.get(id), start).find(({ tags }) => tags['quantity'] === quantity)
      ?.fields

  test('is what the devices say last, as long as it is not too old to be of this moment', () => {
    const old = plus(start, -seconds(181))
    const heard = new Map<string, Heard>([
      ['wl-1', { at: start, values: valuesOf({ depth: 2 }, plus(start, -seconds(30))) }],
      ['wl-2', { at: start, values: valuesOf({ depth: 6 }, start) }],
      ['wl-3', { at: old, values: valuesOf({ depth: 90 }, old) }],
      ['wl-4', { at: start }],
    ])
    expect(known(signOf(heard, 'depth') ?? {})).toEqual({
      highest: 6,
      lowest: 2,
      mean: 4,
      values: 2,
      oldest_seconds: 30,
    })
  })

  test('has no mean of levels, and counts switches', () => {
    const heard = new Map<string, Heard>([
      ['a', { at: start, values: valuesOf({ laeq: 60, coverOpen: 1 }, start) }],
      ['b', { at: start, values: valuesOf({ laeq: 80, coverOpen: 0 }, start) }],
    ])
    expect(known(signOf(heard, 'laeq') ?? {})).toEqual({
      highest: 80,
      lowest: 60,
      values: 2,
      oldest_seconds: 0,
    })
    expect(signOf(heard, 'coverOpen')).toMatchObject({ on: 1, mean: undefined })
  })

  test('of an outlet is one only while its fan runs', () => {
    const heard = new Map<string, Heard>([
      ['fm-1', { at: start, values: valuesOf({ fume: 9, fan: 0 }, start) }],
      ['fm-2', { at: start, values: valuesOf({ fume: 1, fan: 1 }, start) }],
    ])
    const outlets = [outlet('fm-1'), outlet('fm-2')]
    expect(signOf(heard, 'fume', outlets)).toMatchObject({ highest: 1, values: 1 })
    expect(signOf(heard, 'fan', outlets)).toMatchObject({ on: 1, values: 2 })
  })

  test('lies between the values of its devices, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1 }), (depths) => {
        const heard = new Map(
          depths.map((depth, n): [string, Heard] => [
            `wl-${n}`,
            { at: start, values: valuesOf({ depth }, start) },
          ]),
        )
        const forth = signOf(heard, 'depth')
        const back = signOf(new Map([...heard].reverse()), 'depth')
        expect(forth).toMatchObject({
          highest: Math.max(...depths),
          lowest: Math.min(...depths),
          values: depths.length,
        })
        expect(back).toMatchObject({ highest: forth?.['highest'], lowest: forth?.['lowest'] })
      }),
    )
  })
})

test('each change of a device, and how the city is, is told within ten seconds', async () => {
  const series = memorySeries()
  const clock = new VirtualClock(start)
  const operations = memoryOperations()
  // Full ten seconds, and full five minutes.
  const noon = Date.parse('2026-03-13T12:00:00+08:00')
  const wet = (at: number, depth: number) => point('live', at, { depth })
  await series.write([wet(noon - seconds(20), 0), point('other', noon - seconds(20), { depth: 3 })])
  clock.set(instant(noon - seconds(1)))
  const gravest = new Map<DeviceId, Severity>()
  const report = createDevicePoints({
    clock,
    observer: new RecordingObserver(),
    operations,
    directory: directory([device('live'), device('other')]),
    series,
    standing: () => Promise.resolve(gravest),
    health: () => Promise.resolve([]),
    underLease: (_, work, signal) => work(signal),
    naming: { ...nameless, place: () => '西湖街道 湖滨社区', district: () => '西湖区' },
  })
  const told = (measurement: string) =>
    operations.points().filter((each) => each.measurement === measurement)
  /** Until the city was told at this instant, and all sleep again. */
  const moveTo = async (after: number) => {
    clock.set(instant(noon + after))
    await expect.poll(() => told('city').at(-1)?.at).toBe(noon + after)
    await expect.poll(() => clock.sleepers).toBe(4)
  }
  await report.start()
  await expect.poll(() => clock.sleepers).toBe(4)
  await moveTo(0)
  expect(told('device')[0]?.fields).toMatchObject({
    place: '西湖街道 湖滨社区',
    district_name: '西湖区',
  })
  await series.write([wet(noon + seconds(5), 53)])
  gravest.set('live' as DeviceId, 'red')
  await moveTo(seconds(10))
  await moveTo(seconds(20))
  gravest.clear()
  await moveTo(seconds(30))
  await report.stop()
  expect(
    told('device')
      .filter(({ at }) => at > noon)
      .map(({ at, tags, fields }) => [at - noon, tags['device'], fields['severity']]),
  ).toEqual([
    [10_000, 'live', 4],
    [30_000, 'live', 0],
  ])
  expect(
    told('vital_sign')
      .filter(({ tags }) => tags['quantity'] === 'depth')
      .map(({ at, fields }) => [at - noon, fields['highest'], fields['values']]),
  ).toEqual([
    [0, 3, 2],
    [10_000, 53, 2],
    [20_000, 53, 2],
    [30_000, 53, 2],
  ])
})

test('a value that turns bad is no sign, and the next good one is', async () => {
  const series = memorySeries()
  const watch = new DeviceWatch(series)
  const devices = [device('wl-1')]
  const highest = async (at: Instant) => {
    await watch.look(devices, at)
    return vitalSigns(devices, (id) => watch.heard(id), at)[0]?.fields['highest']
  }
  await series.write([point('wl-1', start, { depth: 3 })])
  expect(await highest(plus(start, seconds(10)))).toBe(3)
  const bad = point('wl-1', start + seconds(60), { depth: 499 })
  await series.write([{ ...bad, reading: { ...bad.reading, quality: { depth: 'stuck' } } }])
  expect(await highest(plus(start, seconds(70)))).toBeUndefined()
  await series.write([point('wl-1', start + seconds(120), { depth: 4 })])
  expect(await highest(plus(start, seconds(130)))).toBe(4)
})
