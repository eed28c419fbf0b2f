import type { Redriven } from '../../../console/api/types.ts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  adoptionBody,
  isMistaken,
  type AdoptionFields,
} from '../../../console/pages/devices/adoption-body.ts'
import {
  bucketFor,
  drawnFrom,
  extentOf,
  figuresOf,
  limitsOn,
  pointsOf,
  rangeNames,
  ranges,
  valuesOf,
  windowOf,
} from '../../../console/parts/curve-points.ts'
import { readBody } from '../../../console/pages/devices/raw-body.ts'
import { isNeverPutBack, redriveAll } from '../../../console/pages/devices/redrive.ts'
import { reportingOf } from '../../../console/pages/devices/reporting.ts'
import { inOrder, meanScore, worstOf } from '../../../console/pages/devices/scores.ts'
import { matchesDevice } from '../../../core/device-search.ts'
import { chosenRules, isFor } from '../../../console/pages/rules/choice.ts'

describe('the scores', () => {
  const device = (id: string, scores: Readonly<Record<string, number>>, silent = false) => ({
    id,
    silent,
    ...scores,
  })
  const devices = [
    device('good', { timely: 1, complete: 0.99 }),
    device('unheard', {}, true),
    device('nothing-to-say', {}),
    device('poor', { timely: 1, accurate: 0.2 }),
    device('zero', { complete: 0 }),
  ]

  it('put the worst first, and the silent of which nothing is known before them', () => {
    expect(inOrder(devices, 'worst').map(({ id }) => id)).toEqual([
      'unheard',
      'zero',
      'poor',
      'good',
      'nothing-to-say',
    ])
  })

  it('turn round downwards, with those of which nothing is known last either way', () => {
    const byComplete = (downwards: boolean) =>
      inOrder(devices, 'complete', downwards).map(({ id }) => id)
    expect(byComplete(false)).toEqual(['unheard', 'zero', 'good', 'nothing-to-say', 'poor'])
    expect(byComplete(true)).toEqual(['good', 'zero', 'unheard', 'nothing-to-say', 'poor'])
  })

  it('are not taken for zero where there are none', () => {
    expect(worstOf({})).toBeUndefined()
    expect(meanScore([{}, { timely: 0.5 }, { timely: 1 }], 'timely')).toBe(0.75)
    expect(meanScore([{}], 'timely')).toBeUndefined()
  })
})

describe('a raw body', () => {
  const encoded = (text: string) => Buffer.from(text).toString('base64')

  it('is laid out when it is JSON, and left as sent when laying out would change it', () => {
    expect(readBody(encoded('{"m":{"depth":31}}'))).toMatchObject({
      form: 'text',
      bytes: 18,
      shown: '{\n  "m": {\n    "depth": 31\n  }\n}',
    })
    const doubled = '{"m":1,"m":2}'
    expect(readBody(encoded(doubled))).toMatchObject({ form: 'text', shown: doubled })
    const precise = '{"seq":12345678901234567890}'
    expect(readBody(encoded(precise))).toMatchObject({ shown: precise })
  })

  it('is text in Chinese, bytes with a NUL or broken UTF-8, and empty when it is', () => {
    expect(readBody(encoded('水位=31'))).toMatchObject({ form: 'text', shown: '水位=31' })
    expect(readBody(encoded('{}\0'))).toMatchObject({ form: 'bytes', shown: '000000  7b 7d 00' })
    expect(readBody(Buffer.from([0xff, 0xfe]).toString('base64'))).toMatchObject({ form: 'bytes' })
    expect(readBody('')).toEqual({ form: 'empty' })
  })

  it('is readable whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (bytes) => {
        const body = readBody(Buffer.from(bytes).toString('base64'))
        if (body.form === 'empty') return bytes.length === 0
        return body.bytes === bytes.length && body.shown.length > 0
      }),
    )
  })
})

describe('the form of a new device', () => {
  const fields: AdoptionFields = {
    kind: 'water',
    site: 'road',
    crs: 'wgs84',
    active: true,
    name: ' 北苑社区水位计 ',
    component: '',
    longitude: '123.5',
    latitude: ' 29.5',
    cell: '',
    zone: '',
    owner: '',
    gateway: '',
    catchment: ' HS-07 ',
    power: ' FD-12 ',
    mn: '',
    checksum: 'standard',
    concentration: 'mg/m3',
    stationAddress: '',
    externalId: '',
    gaugeZero: '',
    levelOrigin: 'datum',
    period: '',
    limits: 'road.file_cm = 12\n\nroad.watch_cm=8',
  }

  it('leaves out what was not written', () => {
    expect(adoptionBody(fields)).toEqual({
      kind: 'water',
      site: 'road',
      crs: 'wgs84',
      active: true,
      name: '北苑社区水位计',
      longitude: 123.5,
      latitude: 29.5,
      catchment: 'HS-07',
      power: 'FD-12',
      limits: { 'road.file_cm': 12, 'road.watch_cm': 8 },
    })
  })

  it('says how a station speaks only of a station', () => {
    const station = { mn: ' 21010500010001 ', checksum: 'swapped', concentration: 'ug/m3' } as const
    expect(adoptionBody({ ...fields, ...station })).toMatchObject({
      ...station,
      mn: '21010500010001',
    })
  })

  it('says what levels count from only of a hydrological station', () => {
    const station = { stationAddress: ' 00303a9006 ', gaugeZero: '', levelOrigin: 'gauge' } as const
    const body = { stationAddress: '00303A9006', levelOrigin: 'gauge' }
    expect(adoptionBody({ ...fields, ...station })).toMatchObject(body)
    expect(adoptionBody({ ...fields, ...station, gaugeZero: '1.25' })).toMatchObject({
      ...body,
      gaugeZero: 1.25,
    })
    expect(adoptionBody({ ...fields, ...station, gaugeZero: '1m' })).toEqual([
      { mistake: 'number', field: 'gaugeZero' },
    ])
  })

  it('never takes an empty position for zero', () => {
    const body = adoptionBody({ ...fields, longitude: ' ', latitude: 'north', period: '1m' })
    expect(isMistaken(body)).toBe(true)
    expect(body).toEqual([
      { mistake: 'missing', field: 'longitude' },
      { mistake: 'number', field: 'latitude' },
      { mistake: 'number', field: 'period' },
    ])
  })

  it('names the line of a limit that is none', () => {
    expect(adoptionBody({ ...fields, limits: 'a=1\nb\nc=\nd=1=2' })).toEqual([
      { mistake: 'limits', line: 2 },
      { mistake: 'limits', line: 3 },
      { mistake: 'limits', line: 4 },
    ])
  })
})

describe('a curve', () => {
  const bucket = 60_000
  const mean = (minute: number, value: number) => ({ at: minute * bucket, mean: value })

  it('is broken where buckets are missing, and reaches from end to end of the range', () => {
    const range = { from: 0, to: 10 * bucket, bucket }
    expect(pointsOf([mean(2, 5), mean(3, 6), mean(6, 7)], range)).toEqual([
      { at: 0, value: null },
      { at: 2 * bucket, value: 5 },
      { at: 3 * bucket, value: 6 },
      { at: 4 * bucket, value: null },
      { at: 6 * bucket, value: 7 },
      { at: 10 * bucket, value: null },
    ])
    expect(pointsOf([], range)).toEqual([])
  })

  it('has the highest value behind a mean beside it, where there is another', () => {
    const range = { from: 0, to: 2 * bucket, bucket }
    const waves = [
      { ...mean(0, 35), max: 49.5 },
      { ...mean(1, 35), max: 35 },
    ]
    expect(pointsOf(waves, range)).toEqual([
      { at: 0, value: 35, high: 49.5 },
      { at: bucket, value: 35 },
      { at: 2 * bucket, value: null },
    ])
  })

  it('has its values as a table, the newest first, without its gaps', () => {
    const waves = [mean(2, 5), { ...mean(5, 6), max: 9 }]
    const points = pointsOf(waves, { from: 0, to: 8 * bucket, bucket })
    expect(valuesOf(points)).toEqual([
      { at: 5 * bucket, value: 6, high: 9 },
      { at: 2 * bucket, value: 5, high: 5 },
    ])
  })

  it('is of a range until now, or of one day as far as it has gone', () => {
    const hour = 3_600_000
    const day = { from: 24 * hour, to: 48 * hour }
    expect(windowOf('week', undefined, 200 * hour)).toMatchObject({
      ...{ from: 32 * hour, to: 200 * hour, bucket: hour },
    })
    expect(windowOf('week', day, 200 * hour)).toMatchObject({ ...day, bucket: hour / 6 })
    expect(windowOf('hour', day, 30 * hour)).toMatchObject({ from: 24 * hour, to: 30 * hour })
  })

  it('begins where there is something to draw, when most of its window would be empty', () => {
    const window = { from: 0, to: 100 * bucket, bucket }
    expect(drawnFrom([], window)).toBe(0)
    expect(drawnFrom([mean(9, 1)], window)).toBe(0)
    expect(drawnFrom([mean(10, 1)], window)).toBe(5.5 * bucket)
    expect(drawnFrom([mean(99, 1), mean(100, 1)], window)).toBe(98 * bucket)
  })

  it('stands on one scale with those it is compared with', () => {
    const low = [{ count: 1, min: 1, max: 1.3 }]
    expect(extentOf([low, [], [{ count: 2, min: 3, max: 21.7 }]])).toEqual({ low: 1, high: 21.7 })
    expect(extentOf([[], []])).toBeUndefined()
  })

  it('has its points in the order of time, and every mean', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 59 })), (minutes) => {
        const buckets = minutes.toSorted((a, b) => a - b).map((minute) => mean(minute, 1))
        const points = pointsOf(buckets, { from: 0, to: 60 * bucket, bucket })
        const instants = points.map(({ at }) => at)
        expect(instants).toEqual([...new Set(instants)].toSorted((a, b) => a - b))
        expect(points.filter(({ value }) => value !== null)).toHaveLength(minutes.length)
      }),
    )
  })

  it('has buckets in which a device in time is heard, and at least four of them', () => {
    expect(bucketFor(ranges.hour, 30)).toBe(60_000)
    expect(bucketFor(ranges.hour, 60)).toBe(120_000)
    expect(bucketFor(ranges.hour, 3_600)).toBe(15 * 60_000)
    expect(bucketFor(ranges.day, 3_600)).toBe(90 * 60_000)
    for (const name of rangeNames)
      expect(ranges[name].length / bucketFor(ranges[name], 604_800)).toBeGreaterThanOrEqual(4)
  })

  it('has figures over all buckets, or none', () => {
    expect(figuresOf([])).toBeUndefined()
    expect(
      figuresOf([
        { count: 2, min: -3, max: 1 },
        { count: 1, min: 0, max: 9 },
      ]),
    ).toEqual({ count: 3, min: -3, max: 9 })
  })

  it('has each limit on its quantity once', () => {
    const limit = (quantity: string, value: number) => ({ quantity, operator: '>=', value })
    const rules = [
      {
        title: 'road',
        levels: [
          { severity: 'blue', limits: [limit('depth', 10), limit('rain', 50)] },
          { severity: 'yellow', limits: [limit('depth', 15)] },
        ],
      },
      { title: 'other', levels: [{ severity: 'blue', limits: [limit('depth', 10)] }] },
    ] as const
    expect(limitsOn('depth', rules)).toEqual([
      { title: 'road', severity: 'blue', operator: '>=', value: 10 },
      { title: 'road', severity: 'yellow', operator: '>=', value: 15 },
    ])
    expect(limitsOn('stage', rules)).toEqual([])
  })
})

describe('finding devices', () => {
  it('wants every word', () => {
    const device = { id: 'wl-1', component: '9901020101000005', owner: 'lj-road' }
    expect(matchesDevice(device, 'LJ-ROAD 9901')).toBe(true)
    expect(matchesDevice(device, 'lj-road gw')).toBe(false)
  })
})

describe('the state of a device', () => {
  it('says what is not known as such', () => {
    const device = { active: true, period: 60 }
    expect(reportingOf(device, 1_000_000 - 180_000, 1_000_000)).toBe('reporting')
    expect(reportingOf(device, 1_000_000 - 180_001, 1_000_000)).toBe('silent')
    expect(reportingOf(device, undefined, 1_000_000)).toBe('never')
    expect(reportingOf({ ...device, active: false }, 1_000_000, 1_000_000)).toBe('inactive')
  })
})

describe('putting back all that match', () => {
  const run = async (answers: readonly (Redriven | Error)[], stopAfter = 100) => {
    const asked: (number | undefined)[] = []
    const outcome = await redriveAll(
      async (before) => {
        const answer = answers[asked.length]
        asked.push(before)
        if (answer instanceof Error) throw answer
        return answer ?? { redriven: 0, skipped: [] }
      },
      { stopped: () => asked.length >= stopAfter, progress: () => undefined },
    )
    return { asked, outcome }
  }

  it('goes on until nothing older is kept', async () => {
    const { asked, outcome } = await run([
      { redriven: 1_000, skipped: [], before: 70 },
      { redriven: 0, skipped: [69], before: 50 },
      { redriven: 3, skipped: [] },
    ])
    expect(asked).toEqual([undefined, 70, 50])
    expect(outcome).toEqual({ end: 'done', redriven: 1_003, skipped: 1 })
  })

  it('says what was done before it failed', async () => {
    const { outcome } = await run([{ redriven: 5, skipped: [], before: 70 }, new Error('away')])
    expect(outcome).toMatchObject({ end: 'failed', redriven: 5 })
  })

  it('stops between two pages, and does not go round', async () => {
    const page = { redriven: 1, skipped: [], before: 70 }
    expect((await run([page, page, page], 1)).outcome).toMatchObject({ end: 'stopped' })
    const round = await run([page, page, page])
    expect(round.asked).toHaveLength(2)
    expect(round.outcome).toMatchObject({ end: 'done', redriven: 2 })
  })

  it('knows the reasons that are never put back', () => {
    expect(isNeverPutBack('topic-invalid')).toBe(true)
    expect(isNeverPutBack('unknown-device')).toBe(false)
    expect(isNeverPutBack(undefined)).toBe(false)
  })
})

describe('the rules shown', () => {
  const rule = (id: string, kind: string, standing: number) => ({
    id,
    title: { zh: '道路积水', en: `Title of ${id}` },
    on: { kind },
    standing,
  })
  const rules = [rule('b', 'water', 0), rule('a', 'noise', 0), rule('c', 'water', 2)]

  it('are those asked for, with standing alarms first', () => {
    const all = { text: '', kind: '', standing: false }
    expect(chosenRules(rules, all).map(({ id }) => id)).toEqual(['c', 'a', 'b'])
    expect(chosenRules(rules, { ...all, kind: 'water' })).toHaveLength(2)
    expect(chosenRules(rules, { ...all, standing: true }).map(({ id }) => id)).toEqual(['c'])
    expect(chosenRules(rules, { ...all, text: ' title OF a' }).map(({ id }) => id)).toEqual(['a'])
    expect(chosenRules(rules, { ...all, text: '积水' })).toHaveLength(3)
  })

  it('are for devices of their sites and zones, a device without zone being in none', () => {
    const on = { sites: ['street'], zones: ['2', '3'] }
    expect(isFor(on, { site: 'street', zone: '2' })).toBe(true)
    expect(isFor(on, { site: 'street' })).toBe(false)
    expect(isFor(on, { site: 'road', zone: '2' })).toBe(false)
    expect(isFor({ sites: [], zones: [] }, { site: 'road' })).toBe(true)
  })
})
