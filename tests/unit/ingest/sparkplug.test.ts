/** Sparkplug B to readings: births, aliases, what is historical, and what cannot be read. */
import { describe, expect, test } from 'vitest'

import { wireFields } from '../../../core/bindings/protobuf.ts'
import { bound } from '../../support/bindings.ts'
import { at, frame, run, State } from '../../support/normalise-stage.ts'
import { sparkplugPayload, type SparkplugMetric } from '../../support/sparkplug.ts'

const t = at - 1_000
const bindings = bound({
  topics: ['spBv1.0/#'],
  format: 'sparkplug-b',
  device: '{/device}',
  values: {
    depth: { from: '/Level', unit: 'm' },
    temperature: '/Env~1Temperature',
    coverOpen: '/Open',
  },
})
const said = (
  type: string,
  metrics: readonly SparkplugMetric[],
  rest: Parameters<typeof frame>[1] = {},
) => ({
  ...frame('', {
    source: 'gw',
    protocol: 'binding',
    topic: `spBv1.0/city/${type}/gw/child`,
    ...rest,
  }),
  body: sparkplugPayload(t, metrics),
})
const told = (frames: Parameters<typeof run>[0], state = new State(), from = 0) =>
  run(frames, state, from, bindings)

const birth = [
  { name: 'Level', alias: 3, value: 0.5 },
  { name: 'Env/Temperature', alias: 4, type: 'Int16', value: -5 },
  { name: 'Open', alias: 5, type: 'Boolean', value: false },
  { name: 'Node Control/Rebirth', type: 'Boolean', value: false, timestamp: t - 5 },
] as const

describe('a device', () => {
  test('is born with values, and says them by alias and without types from then on, in later batches too', () => {
    const state = new State()
    const { readings } = told([said('DBIRTH', birth)], state)
    expect(readings).toMatchObject([
      { device: 'child', observedAt: t, values: { depth: 50, temperature: -5, coverOpen: 0 } },
    ])
    const data = said('DDATA', [
      { alias: 3, timestamp: t + 1, value: 0.17, untyped: true },
      { alias: 4, timestamp: t + 2, type: 'Int16', value: -7, untyped: true },
      { alias: 5, timestamp: t + 2, type: 'Boolean', value: true, untyped: true },
    ])
    const more = told([data], state, 1)
    expect(more.readings).toMatchObject([
      { observedAt: t + 1, values: { depth: 17 } },
      { observedAt: t + 2, values: { temperature: -7, coverOpen: 1 } },
    ])
    expect(told([data], state, 2).accounting).toMatchObject({ readings: 3, duplicates: 2 })
  })

  test('says by name what it says, in 32 bits what was measured, and nothing where it is null', () => {
    const { readings } = told([
      said('DDATA', [
        { name: 'Level', type: 'Float', value: 0.412 },
        { name: 'Env/Temperature', value: null },
        { name: 'Firmware', value: 'v1', type: 'String' },
      ]),
    ])
    expect(readings).toMatchObject([{ values: { depth: 41.2 } }])
    expect(readings[0]).not.toHaveProperty('values.temperature')
  })

  test('sends late on purpose what is historical', () => {
    const historical = { name: 'Level', historical: true, timestamp: t - 60_000, value: 1 }
    const { readings } = told([said('DDATA', [historical, { name: 'Level', value: 2 }])])
    expect(readings).toMatchObject([{ timing: 'late' }, { timing: 'live' }])
  })

  test('of a node speaks for itself; a death and a command tell nothing', () => {
    const node = said('NBIRTH', birth, { topic: 'spBv1.0/city/NBIRTH/gw' })
    const { readings, accounting, deadLetters } = told([
      node,
      said('NDEATH', [{ name: 'bdSeq', type: 'Int64', value: 0 }], {
        topic: 'spBv1.0/city/NDEATH/gw',
      }),
      said('DCMD', []),
      frame('ONLINE', { source: 'gw', protocol: 'binding', topic: 'spBv1.0/STATE/host' }),
    ])
    expect(readings).toMatchObject([{ device: 'gw' }])
    expect(accounting).toMatchObject({ items: 4, readings: 1, statuses: 2, deadLetters: 1 })
    expect(deadLetters).toMatchObject([{ reason: 'unparsable', topic: 'spBv1.0/STATE/host' }])
  })
})

describe('a dead letter is', () => {
  test('data whose alias nobody bore, until it is put back behind the birth', () => {
    const state = new State()
    const data = said('DDATA', [{ alias: 3, value: 0.17, untyped: true }])
    const { deadLetters } = told([data], state)
    expect(deadLetters).toMatchObject([
      { reason: 'no-decoder', detail: 'no birth of "city/gw/child" says what the alias 3 is' },
    ])
    told([said('DBIRTH', birth)], state, 1)
    const back = told([{ ...data, redriveOf: 0 }], state, 2)
    expect(back.readings).toMatchObject([{ values: { depth: 17 }, timing: 'late' }])
  })

  test('data that say neither name nor alias, though something was born without an alias', () => {
    const state = new State()
    told([said('DBIRTH', [{ name: 'Level', value: 0.5 }])], state)
    const { readings, deadLetters } = told([said('DDATA', [{ value: 0.17 }])], state, 1)
    expect(readings).toEqual([])
    expect(deadLetters).toMatchObject([{ reason: 'no-decoder' }])
  })

  test('a birth that is put back, and then older than the one that is known, which stays', () => {
    const state = new State()
    told([said('DBIRTH', birth)], state)
    const older = [{ name: 'Env/Temperature', alias: 3, value: 1 }]
    told([said('DBIRTH', older, { redriveOf: 0 })], state, 1)
    const { readings } = told(
      [said('DDATA', [{ alias: 3, value: 0.2, timestamp: t + 9 }])],
      state,
      2,
    )
    expect(readings).toMatchObject([{ values: { depth: 20 } }])
  })

  test('what is no payload, and what says nothing of ours', () => {
    const { deadLetters } = told([
      { ...said('DDATA', []), body: Buffer.from('{"d":1}') },
      { ...said('DDATA', []), body: Buffer.from([0x12, 0x02, 0x0a, 0x09]) },
      said('DDATA', [{ name: 'Firmware', value: 'v1', type: 'String' }]),
    ])
    expect(deadLetters.map(({ reason }) => reason)).toEqual([
      'unparsable',
      'unparsable',
      'invalid-payload',
    ])
  })
})

test('thousands of metrics of as many that were born are read at once', () => {
  const state = new State()
  const born = Array.from({ length: 15_000 }, (_, alias) => ({
    name: `m${alias}`,
    alias,
    value: true,
  }))
  told([said('DBIRTH', [...born, { name: 'Level', alias: 15_000, value: 0.5 }])], state)
  const data = Array.from({ length: 15_000 }, () => ({ alias: 15_000, value: 0.17, untyped: true }))
  expect(told([said('DDATA', data)], state, 1).readings).toMatchObject([{ values: { depth: 17 } }])
})

test('births of one connection are bounded, and the same one again writes nothing', () => {
  const state = new State()
  for (let device = 0; device < 1_100; device += 1)
    told([said('DBIRTH', birth, { topic: `spBv1.0/city/DBIRTH/gw/d${device}` })], state, device)
  const kept = state.get('births/gw') as readonly object[]
  expect(kept).toHaveLength(1_000)
  told([said('DBIRTH', birth, { topic: 'spBv1.0/city/DBIRTH/gw/d1099' })], state, 2_000)
  expect(state.get('births/gw')).toBe(kept)
})

test.each([
  ['08', undefined],
  ['0b', undefined],
  ['0a05616263', undefined],
  ['0901020304', undefined],
  ['08ffffffffffffffffffff01', undefined],
  ['08ffffffffffffffffff01', [{ number: 1, wire: 0, varint: 2n ** 64n - 1n }]],
  ['089601', [{ number: 1, wire: 0, varint: 150n }]],
  ['120774657374696e67', [{ number: 2, wire: 2, bytes: Buffer.from('testing') }]],
])('the bytes %s are fields, or none', (hex, fields) => {
  const found = wireFields(Buffer.from(hex, 'hex'))
  if (fields === undefined) expect(found).toBeUndefined()
  else expect(found).toMatchObject(fields)
})
