/** Messages on topics of others to readings, by bindings. */
import { describe, expect, test } from 'vitest'

import { bindingsOf, type Bindings } from '../../../core/bindings/bindings.ts'
import { readDetail } from '../../../core/dead-letter-details.ts'
import { instant } from '../../../core/time.ts'
import { playSample } from '../../../ingest/try-binding.ts'
import { readBindings } from '../../../runtime/bindings-folder.ts'
import { bound, shipped, shippedBindings } from '../../support/bindings.ts'
import { at, frame, run, State } from '../../support/normalise-stage.ts'

const said = (body: unknown, rest: Parameters<typeof frame>[1] = {}) =>
  frame(body, { source: 'gw', protocol: 'binding', topic: 'a/child/up', ...rest })
const told = (
  bindings: Bindings,
  frames: Parameters<typeof run>[0],
  state = new State(),
  from = 0,
) => run(frames, state, from, bindings)

const plain = {
  device: '{topic/device}',
  time: '/t',
  values: { depth: { from: '/d', unit: 'mm' } },
}
const t = at - 1_000
const reading = { device: 'child', observedAt: t, values: { depth: 1.2 }, timing: 'live' }

test('every binding that is shipped has no mistake and gives what its samples say', async () => {
  const { documents, mistakes } = await readBindings(shippedBindings)
  expect(mistakes).toEqual([])
  expect(documents.length).toBeGreaterThan(5)
  for (const document of documents) {
    expect(document.samples.length).toBeGreaterThan(0)
    for (const sample of document.samples) {
      const { wanted, found } = playSample(document, sample, at)
      expect(found).toEqual(wanted)
    }
  }
})

describe('a message', () => {
  test('is the same reading as our JSON, and whichever comes second is a repeat', () => {
    const ours = frame({ device: 'child', t, m: { depth: 1.2 } }, { source: 'gw' })
    const { readings, accounting } = told(bound(plain), [said({ d: 12, t }), ours])
    expect(readings).toEqual([expect.objectContaining(reading)])
    expect(accounting).toMatchObject({ items: 2, readings: 1, duplicates: 1 })
    expect(told(bound(plain), [ours, said({ d: 12, t })]).readings).toEqual([
      { ...readings[0], frame: '2:0' },
    ])
  })

  test('with half a million digits that end in none tells no value, and comes to an end', () => {
    const { deadLetters } = told(bound(plain), [said({ d: `${'0'.repeat(500_000)}x`, t })])
    expect(deadLetters).toMatchObject([{ reason: 'invalid-payload' }])
  })

  test('of several devices and instants is a reading of each; what is passed over is none', () => {
    const bindings = bound({
      each: '/all/*',
      device: '{/id}',
      time: 'message/t',
      skip: [{ from: '/kind', in: ['reply'] }],
      late: { from: '/again', in: [true] },
      values: { depth: '/d' },
    })
    const all = [
      { id: 'child', d: 1 },
      { id: 'gw', d: 2, again: true },
      { id: 'child', kind: 'reply' },
    ]
    const { readings, accounting } = told(bindings, [said({ t, all })])
    expect(readings).toMatchObject([
      { device: 'child', timing: 'live' },
      { device: 'gw', timing: 'late' },
    ])
    expect(accounting).toMatchObject({ frames: 1, items: 2, readings: 2 })
    const passed = told(bindings, [said({ t, all: [{ kind: 'reply' }] })])
    expect(passed.accounting).toMatchObject({ items: 1, statuses: 1 })
  })

  test('without a time is of the instant it was received at, also when its letter is put back', () => {
    const { readings, state } = told(bound(plain), [said({ d: 12 })])
    expect(readings).toMatchObject([{ observedAt: at, timing: 'live' }])
    const back = told(bound(plain), [said({ d: 12 }, { redriveOf: 3 })], state, 1)
    expect(back.accounting).toMatchObject({ items: 2, readings: 1, duplicates: 1 })
  })

  test('has words, numbers as text, quality and a number of its own', () => {
    const bindings = bound({
      device: '{topic/device}',
      sequence: '/n',
      values: {
        coverOpen: { from: '/state', words: { open: 1, shut: 0 } },
        battery: { from: ['/none', '/b'], quality: { from: '/q', words: { good: 'N', bad: 'D' } } },
      },
    })
    const { readings } = told(bindings, [
      said({ n: 1, state: 'open', b: ' 88 ', q: 'bad' }),
      said({ n: 2, state: 'gone', b: 7 }),
    ])
    expect(readings).toMatchObject([
      { sequence: 1, values: { coverOpen: 1, battery: 88 }, quality: { battery: 'D' } },
      { sequence: 2, values: { battery: 7 } },
    ])
  })

  test('that says of itself what one before said is a repeat, whatever else it says', () => {
    const bindings = bound({ ...plain, repeat: '{/id}' })
    const state = new State()
    const first = told(
      bindings,
      [said({ id: 'm1', d: 1, t }), said({ id: 'm1', d: 1, t: t + 5 })],
      state,
    )
    expect(first.accounting).toMatchObject({ readings: 1, duplicates: 1 })
    const more = told(
      bindings,
      [said({ id: 'm1', d: 1, t: t + 9 }), said({ id: 'm2', d: 1, t: t + 9 })],
      state,
      2,
    )
    expect(more.readings).toMatchObject([{ observedAt: t + 9 }])
    expect(more.accounting).toMatchObject({ items: 4, readings: 2, duplicates: 2 })
  })

  test('of which a part was refused is not taken for a repeat when its letter is put back', () => {
    const bindings = bound({
      each: '/*',
      device: '{/id}',
      time: '/t',
      repeat: '{topic/device}',
      values: { depth: '/d' },
    })
    const body = [
      { id: 'child', d: 1, t },
      { id: 'child', d: 'x', t: t + 1 },
      { id: 'child', d: 3, t: t + 2 },
    ]
    const { readings, deadLetters, state } = told(bindings, [said(body)])
    expect(readings).toHaveLength(2)
    expect(deadLetters).toMatchObject([
      { reason: 'invalid-payload', protocol: 'binding', device: 'child' },
    ])
    const mended = bound({
      ...{ each: '/*', device: '{/id}', time: '/t', repeat: '{topic/device}' },
      values: { depth: { from: '/d', words: { '1': 1, x: 2, '3': 3 } } },
    })
    const back = told(mended, [said(body, { redriveOf: 0 })], state, 1)
    expect(back.readings).toMatchObject([
      { observedAt: t + 1, values: { depth: 2 }, timing: 'late' },
    ])
    expect(back.accounting).toMatchObject({ items: 6, readings: 3, duplicates: 2, deadLetters: 1 })
  })

  test('with the MN of a station is of the device that has it, and with another one of nobody', () => {
    const bindings = bound({ ...plain, device: { id: '{topic/device}', register: 'mn' } })
    const { deadLetters } = told(bindings, [said({ d: 1 })])
    expect(deadLetters).toMatchObject([
      { reason: 'unknown-device', detail: '"child" is not registered', device: 'child' },
    ])
    const topic = 'a/M-2/up'
    expect(told(bindings, [said({ d: 12, t }, { topic })]).readings).toMatchObject([
      { ...reading, device: 'pushed' },
    ])
  })

  test('with what its platform calls a device is of the device that has it; another number is in the letter', () => {
    const bindings = bound({
      ...plain,
      device: { id: '{/imei}', register: 'externalId', agree: ['{/id}'] },
    })
    const imei = '868508064807350'
    const ours = frame({ device: 'pushed', t, m: { depth: 1.2 } }, { source: 'gw' })
    const { readings, accounting } = told(bindings, [said({ imei, d: 12, t }), ours])
    expect(readings).toMatchObject([{ ...reading, device: 'pushed' }])
    expect(accounting).toMatchObject({ duplicates: 1 })
    const others = ['868508064807351', 'pushed', 'a b'].map((one) => said({ imei: one, d: 12, t }))
    const { deadLetters } = told(bindings, [...others, said({ imei, id: '1', d: 12, t })])
    expect(deadLetters.map(({ reason, device, detail }) => [reason, device, detail])).toEqual([
      ...['868508064807351', 'pushed'].map((one) => [
        'unknown-device',
        one,
        `no device of the register has the external id "${one}"`,
      ]),
      ['unknown-device', undefined, 'no device of the register has the external id "a b"'],
      [
        'invalid-payload',
        undefined,
        `by the binding tried-0 "${imei}" and "1" are not the same device`,
      ],
    ])
    expect(readDetail(deadLetters[0]?.detail ?? '').zh).toBe(
      '台账中没有平台设备号为 "868508064807351" 的设备',
    )
  })
})

describe('SenML', () => {
  const senml = { device: '{topic/device}', values: { depth: '/level', battery: '/battery' } }
  const records = [
    { bn: 'x:', bt: t / 1_000, n: 'level', u: 'm', v: 0.012 },
    { n: 'battery', u: '%EL', v: 88 },
    { n: 'level', u: 'kg', t: -60, v: 1 },
  ]

  test('says its times and units, and a unit that is none of ours is no value', () => {
    const bindings = bound({ ...senml, format: 'senml' })
    const { readings, deadLetters } = told(bindings, [said(records)])
    expect(readings).toMatchObject([{ observedAt: t, values: { depth: 1.2, battery: 88 } }])
    expect(deadLetters).toMatchObject([
      { reason: 'invalid-payload', detail: 'depth is not a number: "1 kg"', device: 'child' },
    ])
  })

  test('is the same in CBOR, and a letter where it is neither', () => {
    const bindings = bound({ ...senml, format: 'senml-cbor' })
    const level = Buffer.from('81a52162783a00656c6576656c01616d06381b02f93c00', 'hex')
    const wrong = { ...said(''), body: Buffer.from('a0', 'hex') }
    const { readings, deadLetters } = told(bindings, [
      { ...said(''), body: level },
      said('{}'),
      wrong,
    ])
    expect(readings).toMatchObject([{ observedAt: at - 28_000, values: { depth: 100 } }])
    expect(deadLetters).toMatchObject([
      { reason: 'unparsable', detail: 'the body is not CBOR' },
      { reason: 'unparsable', detail: 'the body is not SenML, which has a list of records' },
    ])
  })
})

describe('a dead letter with its bytes is what', () => {
  const disagree = { id: '{topic/device}', agree: ['{/id}'], case: 'lower' }
  test.each([
    [
      'has no binding',
      { ...plain, topics: ['b/+'], device: '{/id}' },
      { d: 1 },
      'no-decoder',
      'no binding is for the topic',
    ],
    [
      'no binding of the topic is for',
      { ...plain, when: [{ from: '/k', in: [1] }] },
      { d: 1 },
      'no-decoder',
      'is for such a message',
    ],
    [
      'another gateway publishes',
      { ...plain, gateway: 'gw-2' },
      { d: 1 },
      'not-your-device',
      'gw does not publish',
    ],
    ['is not JSON', plain, 'd=1', 'unparsable', 'not JSON'],
    [
      'names two devices',
      { ...plain, device: disagree },
      { id: 'OTHER', d: 1 },
      'invalid-payload',
      '"child" and "OTHER" are not',
    ],
    ['names none', { ...plain, device: '{/id}' }, { d: 1 }, 'invalid-payload', 'no id of a device'],
    [
      'names what is no id',
      { ...plain, device: '{/id}' },
      { id: 'a b', d: 1 },
      'invalid-payload',
      'not a device id',
    ],
    [
      'is in no table',
      { ...plain, device: { id: '{/id}', table: { x: 'child' } } },
      { id: 'y', d: 1 },
      'invalid-payload',
      'nobody is "y"',
    ],
    [
      'is of a stranger',
      { ...plain, device: '{/id}' },
      { id: 'new', d: 1 },
      'unknown-device',
      'not registered',
    ],
    [
      'is of a child of another',
      { ...plain, device: '{/id}' },
      { id: 'wl-1', d: 1 },
      'not-your-device',
      'not the gateway',
    ],
    [
      'has no items',
      { ...plain, each: '/all/*' },
      { all: [] },
      'invalid-payload',
      'nothing at /all/*',
    ],
    ['has no value', plain, { x: 1 }, 'invalid-payload', 'no value is in it'],
    ['has a value that is none', plain, { d: 'deep' }, 'invalid-payload', 'not a number'],
    [
      'has no time of ours',
      plain,
      { d: 1, t: '2026-03-15 08:30:00' },
      'invalid-payload',
      'neither RFC 3339',
    ],
    ['is ancient', plain, { d: 1, t: 1 }, 'ancient-clock', 'observed'],
    [
      'has no bytes',
      { ...plain, bytes: { from: '/b', fields: { x: { as: 'uint8' } } } },
      { b: '?', d: 1 },
      'invalid-payload',
      'no base64 at /b',
    ],
    [
      'has an unknown channel',
      { ...plain, bytes: { from: '/b', encoding: 'hex', channels: { '01': { length: 1 } } } },
      { b: '0200', d: 1 },
      'invalid-payload',
      'no channel is 02',
    ],
    [
      'is cut',
      { ...plain, bytes: { from: '/b', encoding: 'hex', channels: { '01': { length: 1 } } } },
      { b: '01', d: 1 },
      'invalid-payload',
      'bytes end before 01',
    ],
  ])('%s', (_, written, body, reason, detail) => {
    const { readings, deadLetters, accounting } = told(bound(written), [said(body)])
    expect(readings).toEqual([])
    expect(deadLetters).toMatchObject([
      {
        reason,
        detail: expect.stringContaining(detail),
        protocol: 'binding',
        source: 'gw',
        topic: 'a/child/up',
      },
    ])
    expect(Buffer.from(deadLetters[0]?.body ?? '', 'base64')).toEqual(said(body).body)
    expect(accounting).toMatchObject({ items: 1, deadLetters: 1 })
  })

  test('has many items that cannot be used: few letters, of the whole message, that count all', () => {
    const bindings = bound({ each: '/*', device: '{/id}', time: '/t', values: { depth: '/d' } })
    const items = Array.from({ length: 900 }, (_, index) => ({ id: `s-${index % 300}`, d: 1, t }))
    const { deadLetters, accounting } = told(bindings, [said(items)])
    expect(accounting).toMatchObject({ items: 900, deadLetters: 900 })
    const bytes = deadLetters.reduce((sum, { body }) => sum + body.length, 0)
    expect(deadLetters.length).toBeLessThanOrEqual(101)
    expect(bytes).toBeLessThan(2 << 20)
    const longer = told(bindings, [said([...items, ...items])])
    expect(longer.deadLetters).toMatchObject([
      { reason: 'invalid-payload', detail: expect.stringContaining('1800') },
    ])
  })
})

test('bindings of one topic tell each the messages that they are for', async () => {
  const bindings = bindingsOf([
    await shipped('chirpstack-water'),
    await shipped('chirpstack-sound'),
  ])
  const uplink = (profile: string, data: string, id: string) =>
    said(
      {
        deduplicationId: id,
        time: new Date(t).toISOString(),
        deviceInfo: { deviceProfileName: profile, devEui: 'CHILD' },
        fCnt: 1,
        data,
      },
      { topic: 'application/7/device/child/event/up' },
    )
  const { readings, deadLetters } = told(bindings, [
    uplink('EM500-SWL', 'AXVkA3cCAA==', '1'),
    uplink('WS302', 'AXVkBVsFPwLaAWoC', '2'),
    uplink('OTHER', '', '3'),
  ])
  expect(readings).toMatchObject([
    { values: { depth: 2, battery: 100 } },
    { values: { laeq: 47.4, lafmax: 61.8 } },
  ])
  expect(deadLetters).toMatchObject([{ reason: 'no-decoder' }])
})

test('a host clock that was set makes no right device late', () => {
  const stepped = { type: 'tick' as const, at: instant(at + 3_600_000), stepped: 3_600_000 }
  const after = said({ d: 12, t: at + 1_000 }, { receivedAt: instant(at + 3_601_000) })
  expect(told(bound(plain), [said({ d: 1, t }), stepped, after]).readings).toMatchObject([
    { timing: 'live' },
    { type: 'tick' },
    { timing: 'live' },
  ])
})
