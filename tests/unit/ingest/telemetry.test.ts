import { describe, expect, test } from 'vitest'

import { contentOf } from '../../../core/content.ts'
import { quantities } from '../../../core/quantities.ts'
import { instant } from '../../../core/time.ts'
import { ingestConfigSchema } from '../../../ingest/config.ts'
import { seriesConfigSchema } from '../../../series/config.ts'
import { parseRfc3339 } from '../../../core/rfc3339.ts'
import { fromEpoch } from '../../../ingest/instants.ts'
import { decodeStatus } from '../../../ingest/status.ts'
import { decodeTelemetry } from '../../../ingest/telemetry.ts'

const limits = ingestConfigSchema.parse({})
const at = instant(Date.UTC(2026, 2, 15, 0, 30))
const minute = 60_000
const day = 86_400_000

const outcomes = (body: unknown, stale = false) =>
  decodeTelemetry(
    typeof body === 'string' ? body : JSON.stringify(body),
    { at, stale, place: '0:0' },
    limits,
  ).map(({ outcome }) => outcome)
const outcome = (body: unknown, stale = false) => outcomes(body, stale)[0]

describe('what is accepted', () => {
  test('a reading with everything', () => {
    expect(
      outcome({
        t: at - 1_000,
        m: { laeq: 63.4, fan: true, purifier: false },
        q: { laeq: 'C' },
        seq: 7,
      }),
    ).toMatchObject({
      type: 'measured',
      observedAt: at - 1_000,
      sequence: 7,
      values: { laeq: 63.4, fan: 1, purifier: 0 },
      quality: { laeq: 'C' },
      timing: 'live',
      isDated: true,
      fact: {
        at: at - 1_000,
        number: 8,
        content: contentOf({ purifier: 0, fan: 1, laeq: 63.4 }, { laeq: 'C' }),
      },
      unknown: 0,
      unusable: [],
    })
  })

  test('the time of receipt where the device says none, fields nobody knows, an own device id', () => {
    expect(outcome({ m: { depth: 3 }, fw: '1.2', device: 'wl-1' })).toMatchObject({
      observedAt: at,
      device: 'wl-1',
      timing: 'live',
    })
  })

  test.each([
    ['milliseconds', at - 5, at - 5],
    ['milliseconds with a fraction', at - 4.5, at - 5],
    ['seconds', at / 1_000, at],
    ['seconds with a fraction', (at - 500) / 1_000, at - 500],
    ['RFC 3339 in UTC', '2026-03-15T00:29:59.250Z', at - 750],
    ['RFC 3339 with a zone', '2026-03-15T08:30:00+08:00', at],
    ['RFC 3339 west of UTC', '2026-03-14T20:30:00-04:00', at],
    ['a zone without colon', '2026-03-15T08:30:00+0800', at],
    ['a zone of hours', '2026-03-15T08:30:00+08', at],
    ['a space before the zone', '2026-03-15 08:29:59 +08:00', at - 1_000],
    ['a comma', '2026-03-15T08:29:59,250+0800', at - 750],
    ['milliseconds in a text', String(at), at],
    ['seconds in a text', String(at / 1_000), at],
    ['microseconds', at * 1_000 - 1, at - 1],
    ['nanoseconds', (at - 4) * 1_000_000, at - 4],
    ['nanoseconds in a text', `${at - 4}000000`, at - 4],
    ['null', null, at],
  ])('a time as %s', (_, t, expected) => {
    expect(outcome({ t, m: { depth: 1 } })).toMatchObject({ observedAt: expected, timing: 'live' })
  })

  test.each([
    ['null', '{"m":{"coverOpen":true,"battery":null}}', 'null'],
    ['NaN', '{"m":{"coverOpen":true,"battery":NaN}}', 'null'],
    ['what C prints', '{"m":{"coverOpen":true,"battery":-nan}}', 'null'],
    ['infinity', '{"m":{"coverOpen":true,"battery":-Infinity}}', 'null'],
    ['a text', '{"m":{"coverOpen":true,"battery":"90"}}', 'text'],
    ['a list', '{"m":{"coverOpen":true,"battery":[90]}}', 'form'],
    ['an object', '{"m":{"coverOpen":true,"battery":{}}}', 'form'],
    ['too large', '{"m":{"coverOpen":true,"battery":1e999}}', 'infinite'],
    ['a switch that is none', '{"m":{"coverOpen":true,"tilt":true}}', 'switch'],
    ['an unknown letter', '{"m":{"coverOpen":true,"tilt":1},"q":{"tilt":"X"}}', 'letter'],
  ])('a value that cannot be used (%s) costs only itself', (_, body, why) => {
    expect(outcome(body)).toMatchObject({
      type: 'measured',
      values: { coverOpen: 1 },
      timing: 'live',
      unusable: [why],
    })
    expect(outcome(body)).not.toHaveProperty('values.battery')
  })

  test('null is as if it was left out, whatever it stands for', () => {
    const body = { t: null, seq: null, q: null, device: null, m: { depth: 1 } }
    expect(outcome(body)).toEqual(outcome({ m: { depth: 1 } }))
    expect(outcome({ m: { depth: 1 }, q: { depth: null } })).toEqual(outcome({ m: { depth: 1 } }))
  })

  test('a byte order mark, and words that only look like NaN', () => {
    expect(outcome('\ufeff{"m":{"depth":3}}')).toMatchObject({ values: { depth: 3 } })
    expect(outcome('[{"x":"NaN \\" nan","m":{"depth":nan,"rain":1}}]')).toMatchObject({
      values: { rain: 1 },
    })
    expect(outcome(`{"m":{"depth":NaN},"x":"${'\\"'.repeat(100_000)}`)).toMatchObject({
      reason: 'unparsable',
    })
  })

  test.each([...quantities].filter(([, { faults }]) => faults.length > 0))(
    '%s: a fault of the sensor is no measurement',
    (name, { faults: values }) => {
      for (const value of values) {
        expect(outcome({ m: { [name]: value } })).toMatchObject({ quality: { [name]: 'range' } })
        expect(outcome({ m: { [name]: value - 0.5 } })).toMatchObject({ quality: undefined })
      }
    },
  )

  test.each([-9_999, -999, 999, 9_999, 999.9, 65_535, 32_767, -32_768, 6_553.5, 3_276.7])(
    '%d passes for no quantity but where it may be true',
    (code) => {
      const may = ['stage', 'discharge', 'rainToday', 'rainTotal']
      const mayBeTrue: Readonly<Record<number, readonly string[]>> = {
        [999]: [...may, 'co', 'h2s', 'nmhc', 'pm25', 'pm10', 'tsp'],
        [999.9]: [...may, 'co', 'h2s', 'nmhc', 'pm25', 'pm10', 'tsp'],
        // A counter comes by them.
        [6_553.5]: ['rainTotal'],
        [3_276.7]: ['rainTotal'],
      }
      const passed = [...quantities.keys()].filter((name) => {
        const found = outcome({ m: { [name]: code } })
        return found?.type === 'measured' && found.quality === undefined
      })
      expect(passed.toSorted()).toEqual((mayBeTrue[code] ?? []).toSorted())
    },
  )

  test('a switch is 0 or 1', () => {
    expect(outcome({ m: { fan: 0.5 } })).toMatchObject({ quality: { fan: 'range' } })
    expect(outcome({ m: { fan: 1 } })).toMatchObject({ quality: undefined })
  })

  test('unknown quantities beside known ones are left out and counted', () => {
    expect(outcome('{"m":{"depth":1,"foo":2,"__proto__":3,"constructor":"x"}}')).toMatchObject({
      values: { depth: 1 },
      unknown: 3,
    })
  })

  test('a value out of its plausible range keeps its number and is marked', () => {
    expect(outcome({ m: { depth: 501, battery: -1, rain: 500 } })).toMatchObject({
      values: { depth: 501, battery: -1, rain: 500 },
      quality: { depth: 'range', battery: 'range' },
    })
  })

  test("the device's own doubt comes before the range", () => {
    expect(outcome({ m: { depth: 501 }, q: { depth: 'T' } })).toMatchObject({
      quality: { depth: 'T' },
    })
    expect(outcome({ m: { depth: 501 }, q: { depth: 'N' } })).toMatchObject({
      quality: { depth: 'range' },
    })
  })

  test('normal quality is not written down', () => {
    expect(outcome({ m: { depth: 1 }, q: { depth: 'N' } })).toMatchObject({ quality: undefined })
  })
})

describe('clocks', () => {
  const timing = (t: number, stale = false) => outcome({ t, m: { depth: 1 } }, stale)

  test('up to the skew ahead is live, more is clamped and no value is normal', () => {
    expect(timing(at + minute)).toMatchObject({ timing: 'live', observedAt: at + minute })
    expect(timing(at + minute + 1)).toMatchObject({
      timing: 'clamped',
      observedAt: at,
      quality: { depth: 'future' },
    })
    expect(timing(at + day)).toMatchObject({ claimedAt: at + day, fact: { at: at + day } })
    expect(timing((at + day) * 1e6)).toMatchObject({ timing: 'clamped', claimedAt: at + day })
    expect(outcome({ t: at + day, m: { depth: 501 }, q: { depth: 'D' } })).toMatchObject({
      timing: 'clamped',
      quality: { depth: 'D' },
    })
  })

  test('older than the lateness is late, older than a month or than 2015 is refused', () => {
    expect(timing(at - 10 * minute)).toMatchObject({ timing: 'live' })
    expect(timing(at - 10 * minute - 1)).toMatchObject({ timing: 'late' })
    expect(timing(at - 30 * day)).toMatchObject({ timing: 'late' })
    expect(timing(at - 30 * day - 1)).toMatchObject({ reason: 'ancient-clock' })
    expect(timing(0)).toMatchObject({ reason: 'ancient-clock' })
    expect(timing(-1e300)).toMatchObject({ reason: 'ancient-clock' })
    const early = decodeTelemetry(
      '{"m":{"depth":1}}',
      { at: instant(5), stale: false, place: '0:0' },
      limits,
    )
    expect(early[0]?.outcome).toMatchObject({ reason: 'ancient-clock' })
  })

  test('what was retained or put back is late, or clamped, but never live', () => {
    expect(timing(at, true)).toMatchObject({ timing: 'late' })
    expect(timing(at + day, true)).toMatchObject({ timing: 'clamped' })
  })
})

describe('what is refused', () => {
  test.each([
    ['', 'unparsable'],
    ['hello', 'unparsable'],
    ['{"m":{"depth":1}}\u0000', 'unparsable'],
    ['{"m":{"depth":NaN}}', 'no-quantity'],
    ['{"m":{depth:NaN}}', 'unparsable'],
    ['null', 'invalid-payload'],
    ['7', 'invalid-payload'],
    ['"online"', 'invalid-payload'],
    ['[]', 'invalid-payload'],
    ['[[]]', 'invalid-payload'],
    ['{}', 'invalid-payload'],
    ['{"m":7}', 'invalid-payload'],
    ['{"m":null}', 'invalid-payload'],
    ['{"m":[1]}', 'invalid-payload'],
    ['{"m":{"depth":"31"}}', 'invalid-payload'],
    ['{"m":{"depth":null}}', 'no-quantity'],
    ['{"m":{"depth":null,"rain":"x"}}', 'invalid-payload'],
    ['{"m":{"depth":true}}', 'invalid-payload'],
    ['{"m":{"depth":null,"tiefe":1}}', 'no-quantity'],
    ['{"m":{"depth":{}}}', 'invalid-payload'],
    ['{"m":{"depth":1e999}}', 'invalid-payload'],
    ['{"m":{"depth":1},"q":"N"}', 'invalid-payload'],
    ['{"m":{"depth":1},"q":{"depth":"X"}}', 'invalid-payload'],
    ['{"m":{"depth":1},"q":{"depth":"range"}}', 'invalid-payload'],
    ['{"m":{"depth":1},"seq":-1}', 'invalid-payload'],
    ['{"m":{"depth":1},"seq":1.5}', 'invalid-payload'],
    ['{"m":{"depth":1},"seq":"1"}', 'invalid-payload'],
    ['{"m":{"depth":1},"seq":1e20}', 'invalid-payload'],
    ['{"m":{"depth":1},"t":1e999}', 'invalid-payload'],
    ['{"m":{"depth":1},"t":1e20}', 'invalid-payload'],
    ['{"m":{"depth":1},"t":1e300}', 'invalid-payload'],
    ['{"m":{"depth":1},"t":true}', 'invalid-payload'],
    ['{"m":{"depth":1},"t":"20260315083000"}', 'invalid-payload'],
    ['{"m":{"depth":1},"t":"20260315083000123"}', 'invalid-payload'],
    ['{"m":{"depth":1},"t":"2026-03-15 08:30:00"}', 'invalid-payload'],
    ['{"m":{"depth":1},"t":"2026-02-30T00:00:00Z"}', 'invalid-payload'],
    ['{"m":{"depth":1},"device":"a/b"}', 'invalid-payload'],
    ['{"m":{"depth":1},"device":7}', 'invalid-payload'],
    ['{"m":{}}', 'no-quantity'],
    ['{"m":{"tiefe":1}}', 'unknown-quantity'],
    ['{"m":{"__proto__":1}}', 'unknown-quantity'],
  ])('%s as %s', (body, reason) => {
    expect(outcomes(body)).toEqual([expect.objectContaining({ type: 'refused', reason })])
  })

  test('an array is judged item by item, and one too long as a whole', () => {
    const good = { m: { depth: 1 } }
    expect(outcomes([good, 7, { m: {} }]).map(({ type }) => type)).toEqual([
      'measured',
      'refused',
      'refused',
    ])
    expect(outcomes(Array.from({ length: 10_000 }, () => good))).toHaveLength(10_000)
    const tooMany = outcomes(Array.from({ length: 10_001 }, () => good))
    expect(tooMany).toMatchObject([{ reason: 'too-many-readings' }])
  })

  test('the words for a person hold no control characters and stay short', () => {
    const hostile = `${'\u0000\u001b[31m\ud800'.repeat(50)}x`
    const refused = outcome({ m: { [hostile]: 1 } })
    expect(refused).toMatchObject({ reason: 'unknown-quantity' })
    const detail = refused?.type === 'refused' ? refused.detail : ''
    expect(detail).not.toMatch(/[\u0000-\u001f]/)
    expect(detail.length).toBeLessThan(500)
  })
})

test('instants: leap days, leap seconds, and what is no time', () => {
  expect(parseRfc3339('2024-02-29T23:59:60Z')).toBe(Date.UTC(2024, 2, 1))
  expect(parseRfc3339('2025-02-29T00:00:00Z')).toBeUndefined()
  expect(parseRfc3339('2026-03-15T24:00:00Z')).toBeUndefined()
  expect(parseRfc3339('2026-03-15t08:30:00.123456789z')).toBeCloseTo(
    Date.UTC(2026, 2, 15, 8, 30, 0, 123) + 0.456,
    2,
  )
  expect(parseRfc3339('2026-03-15T08:30Z')).toBeUndefined()
  expect(fromEpoch(1_736_889_600)).toBe(1_736_889_600_000)
  expect(fromEpoch(99_999_999_999)).toBe(99_999_999_999_000)
  expect(fromEpoch(100_000_000_000)).toBe(100_000_000_000)
})

test('what is finer than a millisecond is cut from the instant and told apart nevertheless', () => {
  const fact = (t: string) => {
    const found = outcome({ t, m: { depth: 1 } })
    return found?.type === 'measured' ? found.fact : undefined
  }
  const one = fact('2026-03-15T00:29:59.250100Z')
  const other = fact('2026-03-15T00:29:59.250400Z')
  expect(one?.at).toBe(at - 750)
  expect(other?.at).toBe(at - 750)
  expect(one?.content).not.toBe(other?.content)
  expect(fact('2026-03-15T08:29:59.2501+08')).toEqual(one)
  expect(fact('2026-03-15T00:29:59.250Z')?.content).toBe(contentOf({ depth: 1 }))
  expect(fact('2026-03-15T00:29:59.250999999Z')?.at).toBe(at - 750)
})

test.each([
  ['online', 'online'],
  ['\ufeffonline', 'online'],
  [' offline\n', 'offline'],
  ['{"online":true}', 'online'],
  ['{"online":false,"rssi":-80}', 'offline'],
  ['{"online":1}', 'online'],
  ['{"state":"online"}', 'online'],
  ['{"status":"Offline"}', 'offline'],
  ['"offline"', 'offline'],
  ['ONLINE', 'online'],
  ['1', 'online'],
  ['0', 'offline'],
  ['true', 'online'],
  ['', 'cleared'],
  ['2', undefined],
  ['{"online":null}', undefined],
  ['{"state":{}}', undefined],
  ['null', undefined],
  ['[]', undefined],
])('the status %j is %s', (text, word) => {
  expect(decodeStatus(text)).toBe(word)
})

test('configuration: durations in words, defaults, and mistakes with their path', () => {
  expect(ingestConfigSchema.parse({ lateAfter: '5m' })).toMatchObject({
    futureSkew: 60_000,
    lateAfter: 300_000,
  })
  expect(seriesConfigSchema.parse({})).toMatchObject({ memoryLimit: '512MB', retention: 30 * day })
  const mistakes = ingestConfigSchema
    .extend({ series: seriesConfigSchema })
    .safeParse({ ancient: 'long', series: { threads: 0 }, no: 1 })
  expect(mistakes.error?.issues.map(({ path }) => path.join('.')).toSorted()).toEqual([
    '',
    'ancient',
    'series.threads',
  ])
})
