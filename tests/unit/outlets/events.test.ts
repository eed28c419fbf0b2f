/** What goes out of an outlet: identifiers, what is told and what is not, and what is let out. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { checkOutlets } from '../../../app/assembly/check-outlets.ts'
import type { AlarmTransition } from '../../../core/alarm.ts'
import type { AlarmId, CellCode, DeviceId } from '../../../core/identity.ts'
import { severities } from '../../../core/severity.ts'
import { instant } from '../../../core/time.ts'
import { outletsConfigSchema } from '../../../outlets/config.ts'
import { alarmEvent, readingEvent } from '../../../outlets/decide/event.ts'
import { alarmEventSchema, readingEventSchema } from '../../../outlets/decide/event-schema.ts'
import { letsAlarmOut, letsReadingsOut } from '../../../outlets/decide/filter.ts'
import { alarm, began, device, origin, reading } from './samples.ts'

const readings = fc
  .record({
    device: fc.constantFrom('wl-2', 'wl-3').map((id) => id as DeviceId),
    observedAt: fc.integer({ min: 0, max: 3 }).map((step) => instant(began + step)),
    sequence: fc.integer({ min: 0, max: 2 }),
    content: fc.integer({ min: 0, max: 2 }),
  })
  .map((parts) => reading(parts))

const alarms: fc.Arbitrary<AlarmTransition> = fc
  .record({
    alarm: fc
      .constantFrom('deep/wl-2/1', 'deep/wl-2/1/past', 'deep/wl-3/1')
      .map((id) => id as AlarmId),
    at: fc.integer({ min: 0, max: 3 }).map((step) => instant(began + step)),
    kind: fc.constantFrom('raised', 'escalated', 'eased', 'reminded', 'amended', 'cleared'),
    severity: fc.constantFrom(...severities),
  })
  .map((parts) =>
    alarm(
      parts.kind === 'cleared'
        ? ({ ...parts, because: 'recovered', severity: undefined } as Partial<AlarmTransition>)
        : (parts as Partial<AlarmTransition>),
    ),
  )

const identity = (one: AlarmTransition) =>
  [one.alarm, one.kind, one.kind === 'cleared' ? '' : one.severity, one.at].join(' ')

describe('the identifier of an event', () => {
  test('of a reading is the same for the same fact, and another one for another', () => {
    fc.assert(
      fc.property(readings, readings, (one, other) => {
        const moved = { ...device, longitude: 1, latitude: 2 }
        expect(readingEvent(one, moved, origin).id).toBe(readingEvent(one, undefined, origin).id)
        const [a, b] = [one, other].map((each) => readingEvent(each, device, origin).id)
        expect(a === b).toBe(one.id === other.id)
      }),
    )
  })

  test('of an alarm is the same for the same step of its life, and another one for another', () => {
    fc.assert(
      fc.property(alarms, alarms, (one, other) => {
        const [a, b] = [one, other].map((each) => alarmEvent(each, device, origin).id)
        expect(a === b).toBe(identity(one) === identity(other))
      }),
    )
  })
})

describe('an event', () => {
  test('of a reading says what was measured, where and how good', () => {
    const event = readingEvent(
      reading({ values: { depth: 3.2, battery: 91 }, quality: { depth: 'D' }, sequence: 7 }),
      device,
      origin,
    )
    expect(event).toEqual({
      specversion: '1.0',
      id: `wl-2@${began}#7`,
      source: '/urban-brain/linjiang-city',
      type: 'cn.urban-brain.reading.v1',
      subject: 'wl-2',
      time: '2026-11-30T00:00:00.000Z',
      datacontenttype: 'application/json',
      dataschema: 'https://city.example.cn/docs/asyncapi.json#/components/schemas/outletReading',
      partitionkey: 'wl-2',
      data: {
        ...{ device: 'wl-2', kind: 'water', site: 'underpass' },
        place: { longitude: 123.5, latitude: 29.4, cell: '990103001001001' },
        ...{ receivedAt: '2026-11-30T00:00:00.412Z', timing: 'live', sequence: 7 },
        quantities: {
          depth: { value: 3.2, unit: 'cm', quality: 'D' },
          battery: { value: 91, unit: '%', quality: 'N' },
        },
      },
    })
  })

  test('fits the schema that the AsyncAPI document tells, whatever it is of', () => {
    fc.assert(
      fc.property(fc.option(fc.constant(device), { nil: undefined }), readings, (of, one) => {
        expect(readingEventSchema.strict().safeParse(readingEvent(one, of, origin)).error).toBe(
          undefined,
        )
      }),
    )
    fc.assert(
      fc.property(fc.option(fc.constant(device), { nil: undefined }), alarms, (of, one) => {
        expect(alarmEventSchema.strict().safeParse(alarmEvent(one, of, origin)).error).toBe(
          undefined,
        )
      }),
    )
  })

  test('tells nothing that people wrote of a device, of whose it is, or where it stands in our log', () => {
    const told = JSON.stringify([
      readingEvent(reading(), device, origin),
      alarmEvent(alarm(), device, origin),
    ])
    for (const secret of ['张三', '13800138000', 'lj-zhang-san', '866123456789012', 'A110000'])
      expect(told).not.toContain(secret)
    expect(told).not.toMatch(/"frame"|0:77|"name"/)
  })

  test('of an alarm over an area is in order with the others of that area', () => {
    const subject = { device: device.id, area: '990103001' }
    expect(alarmEvent(alarm({ subject }), device, origin)).toMatchObject({
      ...{ partitionkey: '990103001', subject: 'wl-2' },
      data: { area: '990103001', severity: 'red', category: '0203' },
    })
  })
})

describe('an outlet lets out', () => {
  const other = { ...device, kind: 'noise' as const, cell: '990104001001001' as CellCode }

  test('readings of its kinds and areas, and without a filter all', () => {
    expect(letsReadingsOut({}, undefined)).toBe(true)
    const filter = { kinds: ['water'], areas: ['990103', '990104001'] }
    expect(letsReadingsOut(filter, device)).toBe(true)
    expect(letsReadingsOut(filter, other)).toBe(false)
    expect(letsReadingsOut({ areas: filter.areas }, other)).toBe(true)
    expect(letsReadingsOut({ areas: ['990105'] }, other)).toBe(false)
    expect(letsReadingsOut(filter, undefined)).toBe(false)
  })

  test('alarms by the place that they were raised at, also when the device hangs elsewhere now', () => {
    const subject = { device: device.id, cell: '990104001001001' as CellCode }
    expect(letsAlarmOut({ areas: ['990104'] }, alarm({ subject }), device)).toBe(true)
    expect(letsAlarmOut({ areas: ['990103'] }, alarm({ subject }), device)).toBe(false)
    expect(letsAlarmOut({ areas: ['990103'] }, alarm(), device)).toBe(true)
  })

  test('that an alarm is milder or over to whoever may have heard that it was graver', () => {
    const filter = { severities: ['red'] as const }
    const of = (over: object) => letsAlarmOut(filter, alarm(over), device)
    expect(of({ kind: 'raised', severity: 'red' })).toBe(true)
    expect(of({ kind: 'raised', severity: 'blue' })).toBe(false)
    expect(of({ kind: 'eased', severity: 'blue' })).toBe(true)
    expect(of({ kind: 'cleared', because: 'recovered', severity: undefined })).toBe(true)
  })
})

describe('the configuration of an outlet', () => {
  const webhook = { url: 'https://data.example.cn/in', secret: 'sixteen letters!' }
  const kafka = { brokers: 'k:9092', topic: 'city.in' }
  const mistakes = (outlets: unknown) =>
    outletsConfigSchema.safeParse(outlets).error?.issues.map(({ message }) => message) ?? []

  test('goes to one receiver, under a name that a group can have', () => {
    expect(mistakes({ 'data-platform': { webhook }, river: { kafka } })).toEqual([])
    expect(mistakes({ a: {} })).toEqual(['an outlet goes to a webhook or to kafka, one of them'])
    expect(mistakes({ a: { webhook, kafka } })).toHaveLength(1)
    expect(mistakes({ 'a/b': { webhook } })).toHaveLength(1)
    expect(mistakes({ a: { webhook, what: [] } })).toHaveLength(1)
    expect(mistakes({ a: { webhook, what: ['alarms', 'alarms'] } })).toHaveLength(1)
    expect(mistakes({ a: { webhook, what: ['readings'], severities: ['red'] } })).toHaveLength(1)
    expect(mistakes({ a: { webhook, areas: ['99010'] } })).toHaveLength(1)
  })

  test('takes no address with a name and a password, or one that is not http', () => {
    for (const url of ['https://me:word@data.example.cn/', 'file:///etc/passwd', 'gopher://x/'])
      expect(mistakes({ a: { webhook: { ...webhook, url } } })).toHaveLength(1)
  })

  test('names kinds that there are, and areas that the grid has', () => {
    const checked = (filter: object) =>
      checkOutlets(outletsConfigSchema.parse({ a: { webhook, ...filter }, b: { kafka } }), [
        '990103001001001',
      ])
    expect(checked({ kinds: ['water'], areas: ['990103001'] })).toBe(
      'a to data.example.cn, b to topic city.in',
    )
    expect(checked({ areas: ['990103', '990104'] })).toEqual({
      warning: 'outlets.a.areas: the grid has no cell in 990104',
    })
    expect(() => checked({ kinds: ['waters'] })).toThrow('outlets.a.kinds: there is no kind waters')
  })
})
