/** A binding written against a captured message: drafted, changed choice by choice, tried on all letters, put in force, put back. */
import { afterEach, beforeEach, expect, test } from 'vitest'

import { bindingsOf, type WrittenBindings } from '../../../core/bindings/bindings.ts'
import type { DeviceId } from '../../../core/identity.ts'
import { readBinding } from '../../../runtime/bindings-folder.ts'
import type { Mistake } from '../../../runtime/yaml-source.ts'
import { device } from '../../contract/registry.suite.ts'
import { at, frame, startApiServer, type ApiServer } from './api-server.ts'

/** As a folder that is read again. */
let current = bindingsOf([])
const bindings: WrittenBindings = {
  find: (topic) => current.find(topic),
  written: () => current.written(),
}
let api: ApiServer

beforeEach(async () => {
  current = bindingsOf([])
  api = await startApiServer(undefined, bindings)
})
afterEach(() => api[Symbol.asyncDispose]())

const id = 'well_0x7a3b'
const topicOf = (name: string) => `/city/shanghai/well/status/${name}`
const captured = (body: unknown, topic = topicOf(id), source = 'well-gateway') => ({
  ...frame(source, ''),
  ...{ topic, channel: 'event' as const, refused: 'topic-not-allowed' as const },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})
const said = { device_id: id, tilt: 22.4, bat: '89', status: 'abnormal', ts: at / 1_000 }

const tried = (payload: object) => api.ask('POST', '/v1/bindings/try', { payload })
const letters = (text: unknown) =>
  api.ask('POST', '/v1/bindings/try-letters', { payload: { text } })
const force = (text: unknown) => {
  const written = String(text)
  const mistakes: Mistake[] = []
  const name = /^id: (\S+)/m.exec(written)?.[1] ?? ''
  const found = readBinding(`${name}.yaml`, written, [], mistakes)
  expect(mistakes).toEqual([])
  current = found ? bindingsOf([found], new Map([[found.id, written]])) : current
}

test('a message becomes a binding by choosing what stands where, and the letters become readings', async () => {
  await api.registry.put([
    device('well-gateway'),
    device(id, { kind: 'manhole', gateway: 'well-gateway' as DeviceId }),
  ])
  await api.publish(
    captured(said),
    captured({ ...said, device_id: 'well_9', tilt: 1, status: 'normal' }, topicOf('well_9')),
    captured('no JSON', topicOf('well_8')),
    captured({ ...said }, '/another/city/status'),
  )
  const draft = (await tried({ offset: 0 })).body
  expect(draft).toMatchObject({
    id: 'city-shanghai-well-status',
    covers: true,
    inForce: 'none',
    mistakes: [],
    levels: [{}, {}, {}, {}, {}, { text: id, name: 'device' }],
    uses: [
      { as: 'device', place: 'topic/device' },
      { as: 'time', place: '/ts' },
      { as: 'tilt', place: '/tilt' },
    ],
    places: [
      { place: '/device_id', value: id, type: 'text' },
      { place: '/tilt', value: '22.4', type: 'number' },
      { place: '/bat' },
      { place: '/status' },
      { place: '/ts' },
    ],
    readings: [{ device: id, registered: true, observedAt: at, values: [{ quantity: 'tilt' }] }],
    refused: [],
  })
  const chosen = await tried({
    offset: 0,
    text: `# Of the vendor's sheet.\n${String(draft['text'])}`,
    changes: [
      { set: 'value', quantity: 'battery', place: '/bat' },
      { set: 'value', quantity: 'displaced', place: '/status', words: { abnormal: 1, normal: 0 } },
    ],
  })
  expect(chosen.body).toMatchObject({
    mistakes: [],
    readings: [
      {
        values: [
          { quantity: 'tilt', value: 22.4, unit: 'deg' },
          { quantity: 'battery', value: 89, unit: '%' },
          { quantity: 'displaced', value: 1 },
        ],
      },
    ],
  })
  const { text } = chosen.body
  expect(String(text)).toMatch(/^# Of the vendor's sheet\.\n/)
  expect((await letters(text)).body).toEqual({
    ...{ inForce: 'none', looked: 4, more: false, covered: 3, read: 2, partly: 0 },
    ...{ others: 0, unread: 1, cut: 0, readings: 2, unregistered: ['well_9'] },
    examples: [
      {
        ...{ partition: 0, offset: 2, reason: 'unparsable' },
        detail: { zh: '内容不是 JSON', en: 'the body is not JSON' },
      },
    ],
    useful: [{ partition: 0, offsets: [0] }],
  })

  force(text)
  // A comment more is the same binding; the letter leads to what is in force.
  expect((await tried({ offset: 0, text: `${String(text)}# more\n` })).body).toMatchObject({
    inForce: 'same',
  })
  expect((await tried({ offset: 0 })).body).toMatchObject({ text, inForce: 'same' })
  const another = { set: 'value', quantity: 'battery', place: null }
  expect((await tried({ offset: 0, changes: [another] })).body).toMatchObject({
    inForce: 'other',
    readings: [{ values: [{}, { quantity: 'displaced' }] }],
  })
  const payload = { offsets: [0] }
  await api.ask('POST', '/v1/dead-letters/redrive', { payload })
  await api.settled()
  expect((await api.ask('GET', '/v1/accounting')).body).toMatchObject({ readings: 1, redriven: 1 })
})

test('mistakes have their line in both languages, and nothing is tried by them', async () => {
  await api.publish(captured(said))
  const wrong = 'id: one\ntopics: [ "/city/#" ]\nvalues:\n  depth: { from: /tilt, unit: V }\n'
  const { body } = await tried({ offset: 0, text: wrong })
  expect(body).toMatchObject({ covers: false, readings: [], refused: [] })
  expect(body['mistakes']).toEqual([
    {
      line: 4,
      message: expect.stringContaining("values.depth.unit: 'V' does not become the unit of depth"),
      zh: expect.stringContaining('不能换算'),
    },
  ])
  expect(body['places']).not.toEqual([])
  expect(await letters(wrong)).toMatchObject({
    status: 400,
    body: { code: 'bindings-invalid', details: [expect.stringContaining('binding:4: ')] },
  })
  // One in force has the topic: both need a `when`.
  force(wrong.replace('unit: V', 'unit: m'))
  const beside = await tried({ offset: 0, text: wrong.replace('one', 'two').replace('V', 'm') })
  expect(beside.body).toMatchObject({ mistakes: [{ line: 2 }] })
})

test('items, levels and times are chosen, and devices that disagree with the register are told', async () => {
  await api.registry.put([device('s-1', { gateway: 'other' as DeviceId })])
  const items = [
    { sn: 's-1', v: 1.5 },
    { sn: 's-2', v: 2 },
  ]
  await api.publish(captured({ at: '2026-03-15 12:00:00', list: items }, 'up/7/data', 'lns'))
  const first = (await tried({ offset: 0 })).body
  expect(first).toMatchObject({ lists: ['/list/*'], mistakes: [{ line: 4 }], covers: false })
  const { body } = await tried({
    offset: 0,
    text: first['text'],
    changes: [
      { set: 'each', place: '/list/*' },
      { set: 'level', index: 1, name: 'room' },
      { set: 'device', place: '/sn' },
      { set: 'time', place: 'message/at', zone: '+08:00' },
      { set: 'value', quantity: 'depth', place: '/v', unit: 'm' },
    ],
  })
  expect(body).toMatchObject({
    each: '/list/*',
    mistakes: [],
    levels: [{ text: 'up' }, { text: '7', name: 'room' }, { text: 'data' }],
    places: [{ place: '/sn' }, { place: '/v' }, { place: 'message/at' }],
    readings: [
      {
        ...{ device: 's-2', registered: false, observedAt: at },
        values: [{ quantity: 'depth', value: 200, unit: 'cm' }],
      },
    ],
    refused: [{ device: 's-1', reason: 'not-your-device' }],
  })
})

test.each([
  ['YAML that is none', 'id: ['],
  ['nothing', ''],
  ['a list', '- 1\n- 2\n'],
  ['values that are a text', 'values: some\ntopics: 7\ndevice: [1]\ntime: 3\neach: x\nformat: 1\n'],
  ['members in one another', `${'{a: '.repeat(40)}1${'}'.repeat(40)}`],
  ['an alias of what is taken away', 'id: x\ntime: &a /t\nsequence: *a\nvalues: { depth: /d }\n'],
  ['an alias', 'id: &a x\ntitle: *a\nvalues: { depth: *a }\n'],
])(
  'what is no binding is refused with its mistakes, whatever is changed in it: %s',
  async (_, text) => {
    await api.publish(captured(said), captured(Buffer.from([0xff, 0, 1]).toString('latin1')))
    const changes = [
      { set: 'value', quantity: 'depth', place: '/tilt', unit: 'm' },
      { set: 'device', place: '/device_id', register: 'externalId' },
      { set: 'time', place: null },
      { set: 'level', index: 200, name: 'x' },
      { set: 'level', index: 2, name: 'x' },
      { set: 'each', place: null },
    ]
    for (const offset of [0, 1])
      for (const some of [[], changes])
        expect(await tried({ offset, text, changes: some })).toMatchObject({ status: 200 })
    expect((await letters(text)).status).toBe(400)
  },
)

test.each([
  ['senml', [{ bn: 'well-1', bt: 1_000_000_000, n: 'depth', v: 2 }], 'depth', '{/device}'],
  ['sparkplug-b', 'no Protobuf', undefined, undefined],
  ['bytes', '\u0000\u0001', undefined, undefined],
])('a draft is in the format that the message is in: %s', async (format, body, as, by) => {
  const topic = format === 'sparkplug-b' ? 'spBv1.0/city/DDATA/node/well' : 'up/all'
  await api.publish(captured(body, topic))
  const { text, uses } = (await tried({ offset: 0 })).body
  expect(text).toContain(`format: ${format}\n`)
  expect(uses).toEqual(
    as === undefined
      ? []
      : [
          { as: 'device', place: '/device' },
          { as, place: '/depth' },
        ],
  )
  if (by !== undefined) expect(text).toContain(by)
})

test('our own topics have no binding; no letter, no answer', async () => {
  await api.publish(frame('nobody', { m: { laeq: 1 } }))
  expect(await tried({ offset: 0 })).toMatchObject({
    status: 400,
    body: { code: 'bindings-invalid' },
  })
  expect((await tried({ offset: 99 })).status).toBe(404)
  expect((await tried({ offset: 0, text: 'x'.repeat(65_537) })).status).toBe(400)
})
