/** Frames of HJ 212 to readings, on frames of domain.md 4.6 and on what goes wrong. */
import { describe, expect, test } from 'vitest'

import { instant } from '../../../core/time.ts'
import { frame, run, State } from '../../support/normalise-stage.ts'
import { stationFrame } from '../../support/station-client.ts'

const at = instant(Date.UTC(2026, 2, 15, 0, 30, 1))
const said = (bytes: Uint8Array, rest: Parameters<typeof frame>[1] = {}) => ({
  ...frame('', { source: 'du-1', protocol: 'hj212', topic: 'hj212/M-1', receivedAt: at, ...rest }),
  body: bytes,
})
const json = (body: unknown) => frame(body, { source: 'du-1', receivedAt: at })
const observedAt = Date.UTC(2026, 2, 15, 0, 30)
const time = 'DataTime=20260315083000'
const dust = `${time};a34001-Rtd=0.412,a34001-Flag=N;a34002-Rtd=9.999,a34002-Flag=T;LA-Rtd=68.4;a01006-Rtd=101.3`
const ofDust = { values: { tsp: 412, pm10: 9_999, laeq: 68.4 }, quality: { pm10: 'T' } }

describe('a frame with data', () => {
  test('is the same reading as our JSON, and whichever comes second is a repeat', () => {
    const told = json({ t: observedAt, m: ofDust.values, q: ofDust.quality })
    const { readings, accounting } = run([said(stationFrame({}, dust)), told])
    expect(readings).toEqual([expect.objectContaining({ ...ofDust, observedAt, timing: 'live' })])
    expect(accounting).toMatchObject({ items: 2, readings: 1, duplicates: 1 })
    const other = run([told, said(stationFrame({ QN: '20260315083005000' }, dust))])
    expect(other.readings).toEqual([{ ...readings[0], frame: '2:0' }])
    expect(other.accounting).toMatchObject({ readings: 1, duplicates: 1 })
  })

  test('that was sent again is late, and a state of equipment is a reading', () => {
    const again = said(stationFrame({}, `${time};RF=1;a34001-Rtd=0.5`))
    const state = said(stationFrame({ CN: '2021' }, `${time};SB1-RS=1;SB2-RS=0`))
    expect(run([again, state]).readings).toMatchObject([
      { timing: 'late', values: { tsp: 500 } },
      { timing: 'live', values: { fan: 1, purifier: 0 } },
    ])
  })

  test.each(['2031', '2041', '2051', '2061'])('of a mean (%s) is taken and no reading', (CN) => {
    const { readings, deadLetters, accounting } = run([
      said(stationFrame({ CN }, `${time};a34001-Avg=0.5,a34001-Flag=N`)),
    ])
    expect([...readings, ...deadLetters]).toEqual([])
    expect(accounting).toMatchObject({ frames: 1, items: 1, statuses: 1 })
  })

  test.each([
    ['another command', stationFrame({ CN: '2052' }, time), 'no-decoder'],
    ['no time', stationFrame({}, 'a34001-Rtd=1'), 'invalid-payload'],
    [
      'a day that is none',
      stationFrame({}, 'DataTime=20260231083000;a34001-Rtd=1'),
      'invalid-payload',
    ],
    [
      'a clock that was never set',
      stationFrame({}, 'DataTime=19700315083000;a34001-Rtd=1'),
      'ancient-clock',
    ],
    ['what is encrypted', stationFrame({}, 'a9f0c1'), 'invalid-payload'],
    ['no factor', stationFrame({}, time), 'no-quantity'],
    ['unknown factors alone', stationFrame({}, `${time};a01006-Rtd=101.3`), 'unknown-quantity'],
    ['values that are none', stationFrame({}, `${time};a34001-Rtd=--`), 'invalid-payload'],
    [
      'a packet of too many',
      stationFrame({ Flag: '7', PNUM: '17', PNO: '1' }, time),
      'invalid-payload',
    ],
    ['a segment that cannot be read', stationFrame({ Flag: 'x' }, dust), 'unparsable'],
    ['no frame', Buffer.from('{"m":{"tsp":1}}'), 'unparsable'],
  ])('with %s is a dead letter with its bytes', (_, bytes, reason) => {
    const { readings, deadLetters, accounting } = run([said(bytes)])
    expect(readings).toEqual([])
    expect(deadLetters).toMatchObject([
      { reason, protocol: 'hj212', source: 'du-1', body: bytes.toString('base64') },
    ])
    expect(accounting).toMatchObject({ items: 1, deadLetters: 1 })
  })

  test('a letter that is put back is read as the frame it was', () => {
    const { deadLetters } = run([said(stationFrame({}, dust), { source: 'off' })])
    expect(deadLetters).toMatchObject([{ reason: 'inactive-device', protocol: 'hj212' }])
    const back = said(stationFrame({}, dust), { redriveOf: 7 })
    expect(run([back]).readings).toMatchObject([{ ...ofDust, timing: 'late' }])
  })
})

describe('a split message', () => {
  const packet = (PNO: string, area: string, more: Parameters<typeof stationFrame>[0] = {}) =>
    stationFrame({ Flag: '7', PNUM: '2', PNO, QN: `2026031508300000${PNO}`, ...more }, area)
  const first = packet('1', `${time};a34001-Rtd=0.412,a34001-Flag=N`)
  const second = packet('2', `${time};a34002-Rtd=0.187;LA-Rtd=68.4`)
  const whole = { observedAt, values: { tsp: 412, pm10: 187, laeq: 68.4 } }

  test.each([
    ['in its order', first, second],
    ['the other way round', second, first],
  ])('is one reading, %s and in two batches', (_, one, other) => {
    const state = new State()
    expect(run([said(one)], state)).toMatchObject({ readings: [], deadLetters: [] })
    const { readings, accounting } = run([said(other)], state, 1)
    expect(readings).toMatchObject([{ ...whole, frame: '2:1' }])
    expect(accounting).toMatchObject({ frames: 2, items: 2, statuses: 1, readings: 1 })
    const { content } = readings[0] as { readonly content: number }
    const told = run([json({ t: observedAt, m: whole.values })]).readings
    expect(told).toMatchObject([{ content }])
  })

  test('whose packets come again is a repeat, whole or not, before it is whole or after', () => {
    const state = new State()
    const { readings } = run(
      [first, first, second, second].map((one) => said(one)),
      state,
    )
    expect(readings).toMatchObject([whole])
    const { readings: more, deadLetters, accounting } = run([said(first)], state, 4)
    expect([...more, ...deadLetters]).toEqual([])
    expect(accounting).toMatchObject({ items: 5, readings: 1, duplicates: 3, statuses: 1 })
  })

  test('of which a packet says something else begins anew; what was there is a letter', () => {
    const corrected = packet('1', `${time};a34001-Rtd=0.999`)
    const { readings, deadLetters } = run([first, corrected, second].map((one) => said(one)))
    expect(readings).toMatchObject([{ values: { tsp: 999, pm10: 187, laeq: 68.4 } }])
    expect(deadLetters).toMatchObject([
      { reason: 'invalid-payload', detail: 'of 2 packets 1 came', frame: '2:0' },
    ])
  })

  test('that never gets whole is a letter after an hour, or when there are too many; put back with the rest it is read', () => {
    const state = new State()
    run([said(first)], state)
    const later = { receivedAt: instant(at + 3_600_001) }
    const other = packet('1', 'DataTime=20260315093000;a34001-Rtd=0.1')
    const { deadLetters } = run([said(other, later)], state, 1)
    expect(deadLetters).toMatchObject([{ detail: 'of 2 packets 1 came', receivedAt: at }])
    const minutes = ['40', '41', '42', '43', '44'].map((minute) =>
      said(packet('1', `DataTime=202603150930${minute};a34001-Rtd=0.1`), later),
    )
    expect(run(minutes, state, 2).deadLetters).toHaveLength(2)
    const body = Buffer.concat([Buffer.from(deadLetters[0]?.body ?? '', 'base64'), second])
    expect(run([said(body, { redriveOf: 0 })], new State()).readings).toMatchObject([whole])
  })
})

test('what the edge refused is a letter; how its checksum would fit is said, and who it claims to be', () => {
  const swapped = stationFrame({ PW: '******' }, dust, 'swapped')
  const of = (refused: 'wrong-checksum' | 'unknown-station') =>
    said(swapped, { source: 'urban-brain-hj212', refused })
  expect(run([of('wrong-checksum'), of('unknown-station')]).deadLetters).toMatchObject([
    { reason: 'wrong-checksum', detail: expect.stringContaining('it does as swapped') },
    { reason: 'unknown-station', device: 'M-1', source: 'urban-brain-hj212' },
  ])
})
