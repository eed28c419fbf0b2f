/** Messages that platforms push over HTTP: who may, what stays of them, and what is asked before. */
import { createHash, createHmac } from 'node:crypto'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { UrbanBrainError } from '../../../core/errors.ts'
import type { Frame } from '../../../core/frame.ts'
import type { DeviceId } from '../../../core/identity.ts'
import { framesTopic } from '../../../core/topics.ts'
import { device } from '../../contract/registry.suite.ts'
import { bound } from '../../support/bindings.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { at, secrets, startApiServer, type ApiServer } from './api-server.ts'

const plain = { topics: [], gateway: 'gw', device: '{/id}', time: '/t', values: { laeq: '/v' } }
const hmac = { proof: 'hmac-sha256', secret: 'lora', header: 'x-signature' }
const bindings = bound(
  {
    ...plain,
    id: 'onenet',
    push: { proof: 'onenet', secret: 'onenet' },
    format: 'onenet',
    device: '{/device}',
    time: undefined,
    values: { laeq: '/laeq' },
  },
  { ...plain, id: 'lora', push: { ...hmac, prefix: 'sha256=' } },
  { ...plain, id: 'timed', push: { ...hmac, encoding: 'base64', time: 'x-time' } },
  { ...plain, id: 'nb', push: { proof: 'token', secret: 'nb' } },
  {
    ...plain,
    id: 'own',
    gateway: 'other',
    push: { proof: 'token', secret: 'onenet', header: 'x-key' },
  },
  {
    ...plain,
    id: 'called',
    push: { proof: 'token', secret: 'nb' },
    device: { id: '{/imei}', register: 'externalId' },
  },
  { ...plain, id: 'quiet', topics: ['a/b'] },
)

let api: ApiServer
let observer: RecordingObserver
beforeEach(async () => {
  observer = new RecordingObserver()
  api = await startApiServer(undefined, bindings, observer)
  const gateway = { kind: 'gateway', site: 'cabinet' } as const
  await api.registry.put([
    device('gw', gateway),
    device('other', gateway),
    device('no-1', { gateway: 'gw' as DeviceId }),
    device('no-2', { gateway: 'gw' as DeviceId }),
  ])
})
afterEach(() => api[Symbol.asyncDispose]())

const frames = async (): Promise<readonly Frame[]> =>
  (await api.log.read(framesTopic, 0, 0, 1_000)).flatMap(({ value }) =>
    value.type === 'frame' ? value : [],
  )
const post = (binding: string, payload: string | Buffer, headers: Record<string, string> = {}) =>
  api.ask('POST', `/v1/push/${binding}`, { payload, headers })
const reading = (v: number, t = at) => JSON.stringify({ id: 'no-1', t, v })
const digest = (text: string, encoding: 'hex' | 'base64' = 'hex') =>
  createHmac('sha256', secrets.lora).update(text).digest(encoding)
const md5 = (text: string) => createHash('md5').update(text).digest('base64')
const point = (value: string, device = 'no-1') =>
  `{"type":1,"dev_id":"${device}","ds_id":"laeq","at":${at},"value":${value}}`
const onenet = (msg: string, nonce = 'abcdefgh', token = secrets.onenet) =>
  `{"msg":${msg},"msg_signature":"${md5(token + nonce + msg)}","nonce":"${nonce}"}`
const accounting = async () => {
  await api.settled()
  return (await api.ask('GET', '/v1/accounting')).body
}

describe('a pushed message', () => {
  test('is a reading of the device that its binding names, and the same one when the platform sends it again', async () => {
    for (let turn = 0; turn < 3; turn++)
      expect(await post('nb', reading(61), { authorization: `Bearer ${secrets.nb}` })).toEqual({
        status: 200,
        body: { stored: true },
      })
    expect(await accounting()).toMatchObject({
      frames: 3,
      readings: 1,
      duplicates: 2,
      deadLetters: 0,
    })
    const [frame] = await frames()
    expect(frame).toMatchObject({
      source: 'gw',
      topic: '$push/nb',
      protocol: 'binding',
      receivedAt: at,
    })
    expect(framesTopic.decode(framesTopic.encode(frame as Frame))).toEqual(frame)
  })

  test.each([
    [
      'a signature over the body',
      'lora',
      () => ({ 'x-signature': `sha256=${digest(reading(61))}` }),
    ],
    [
      'one in capital letters',
      'lora',
      () => ({ 'x-signature': `SHA256=${digest(reading(61)).toUpperCase()}` }),
    ],
    [
      'a signature over time and body',
      'timed',
      () => ({ 'x-time': `${at}`, 'x-signature': digest(`${at}.${reading(61)}`, 'base64') }),
    ],
    [
      'one of four minutes ago, in seconds',
      'timed',
      () => {
        const seconds = at / 1_000 - 240
        return {
          'x-time': `${seconds}`,
          'x-signature': digest(`${seconds}.${reading(61)}`, 'base64'),
        }
      },
    ],
    ['a token alone', 'nb', () => ({ authorization: secrets.nb })],
    ['a token in a header of its own', 'own', () => ({ 'x-key': secrets.onenet })],
  ])('is proved by %s', async (_, binding, headers) => {
    expect(await post(binding, reading(61), headers())).toMatchObject({ status: 200 })
    expect(await frames()).toHaveLength(1)
  })

  test.each([
    ['nothing', 'lora', {}],
    ['a signature over another body', 'lora', { 'x-signature': `sha256=${digest(reading(62))}` }],
    ['a signature without its prefix', 'lora', { 'x-signature': digest(reading(61)) }],
    ['an empty signature', 'lora', { 'x-signature': '' }],
    [
      'a signature without its time',
      'timed',
      { 'x-signature': digest(`${at}.${reading(61)}`, 'base64') },
    ],
    [
      'a copy of six minutes ago',
      'timed',
      {
        'x-time': `${at - 360_000}`,
        'x-signature': digest(`${at - 360_000}.${reading(61)}`, 'base64'),
      },
    ],
    [
      'the signature of one of before with the time of now',
      'timed',
      { 'x-time': `${at}`, 'x-signature': digest(`${at - 360_000}.${reading(61)}`, 'base64') },
    ],
    ['a part of the token', 'nb', { authorization: secrets.nb.slice(0, -1) }],
    ['the token twice', 'nb', { authorization: `Bearer Bearer ${secrets.nb}` }],
  ])(
    'without the proof that its binding names leaves nothing in the log: %s',
    async (_, binding, headers) => {
      expect(await post(binding, reading(61), headers)).toMatchObject({
        status: 401,
        body: { code: 'unauthenticated' },
      })
      expect(await frames()).toEqual([])
      expect(observer.count('bindings.push-refused', 'unproved')).toBe(1)
    },
  )

  test('the proof of one binding opens no other', async () => {
    expect((await post('nb', reading(61), { authorization: secrets.onenet })).status).toBe(401)
    // Its gateway speaks for no such device.
    expect((await post('own', reading(61), { 'x-key': secrets.onenet })).status).toBe(200)
    expect(await accounting()).toMatchObject({ readings: 0, deadLetters: 1 })
    const { body } = await api.ask('GET', '/v1/dead-letters')
    expect(body).toMatchObject({ deadLetters: [{ reason: 'not-your-device', source: 'other' }] })
  })

  test('to an address that is none, empty or too long, is refused', async () => {
    const headers = { authorization: secrets.nb }
    for (const binding of ['nobody', 'quiet', '__proto__', '..%2Fnb'])
      expect((await post(binding, reading(61), headers)).status).toBe(404)
    expect((await post('nb', '', headers)).status).toBe(400)
    expect((await post('nb', Buffer.alloc(65_537, 'x'), headers)).status).toBe(400)
    expect(await frames()).toEqual([])
  })

  test('that is not what the binding reads is a letter, which is tried and put back when the binding is mended', async () => {
    const headers = { authorization: secrets.nb }
    await post('nb', 'no JSON', headers)
    await post('nb', JSON.stringify({ id: 'no-9', t: at, v: 61 }), headers)
    await api.settled()
    const { body } = await api.ask('GET', '/v1/dead-letters')
    expect(body).toMatchObject({
      deadLetters: [
        { reason: 'unknown-device', device: 'no-9', topic: '$push/nb' },
        { reason: 'unparsable' },
      ],
    })
    await api.registry.put([device('no-9', { gateway: 'gw' as DeviceId })])
    const payload = { reason: 'unknown-device' }
    expect((await api.ask('POST', '/v1/dead-letters/redrive', { payload })).body).toMatchObject({
      redriven: 1,
    })
    expect(await accounting()).toMatchObject({ readings: 1, balanced: true })
  })

  test('is not answered with 200 while the log takes nothing', async () => {
    api.log.append = () => Promise.reject(new UrbanBrainError('log-unavailable', 'full'))
    expect(await post('nb', reading(61), { authorization: secrets.nb })).toMatchObject({
      status: 503,
    })
  })

  test('wrong ones of one address end in a pause, before their bodies are read', async () => {
    const from = (remoteAddress: string, token: string) =>
      api.ask('POST', '/v1/push/nb', {
        payload: reading(61),
        headers: { authorization: token },
        remoteAddress,
      })
    for (let turn = 0; turn < 60; turn++)
      expect((await from('203.0.113.9', 'guess')).status).toBe(401)
    expect((await from('203.0.113.9', secrets.nb)).status).toBe(429)
    expect((await from('203.0.113.10', secrets.nb)).status).toBe(200)
    // What a platform pushes to another address of ours goes on.
    const headers = { 'x-key': secrets.onenet }
    const other = { payload: reading(61), headers, remoteAddress: '203.0.113.9' }
    expect((await api.ask('POST', '/v1/push/own', other)).status).toBe(200)
  })

  test('of a binding are so many a second', async () => {
    const statuses = new Map<number, number>()
    for (let turn = 0; turn < 103; turn++) {
      const { status } = await post('nb', reading(61, at + turn), { authorization: secrets.nb })
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    expect(statuses).toEqual(
      new Map([
        [200, 100],
        [429, 3],
      ]),
    )
    expect((await post('own', reading(61), { 'x-key': secrets.onenet })).status).toBe(200)
  })
})

test('what a platform calls a device that nobody has is a letter and an unknown name, until a device has it', async () => {
  const push = (imei: string) =>
    post('called', JSON.stringify({ imei, t: at, v: 61 }), { authorization: secrets.nb })
  await push('868508064807350')
  await push('868508064807351')
  await api.settled()
  const { body } = await api.ask('GET', '/v1/dead-letters')
  expect(body).toMatchObject({
    deadLetters: [
      { reason: 'unknown-device', source: 'gw', device: '868508064807351' },
      { reason: 'unknown-device', source: 'gw', device: '868508064807350' },
    ],
  })
  const adopt = (id: string, externalId: string) =>
    api.ask('POST', `/v1/devices/${id}/adopt`, {
      payload: {
        ...{ kind: 'noise', site: 'street', longitude: 120.5, latitude: 30.5 },
        ...{ gateway: 'gw', externalId },
      },
    })
  expect(await adopt('no-7', '868508064807350')).toMatchObject({
    status: 200,
    body: { id: 'no-7', externalId: '868508064807350' },
  })
  expect(await adopt('no-8', '868508064807350')).toMatchObject({
    status: 400,
    body: { details: ['externalId: the external id 868508064807350 is that of no-7'] },
  })
  const payload = { reason: 'unknown-device' }
  await api.ask('POST', '/v1/dead-letters/redrive', { payload })
  expect(await accounting()).toMatchObject({ readings: 1, redriven: 2, balanced: true })
  expect((await api.ask('GET', '/v1/devices?q=868508064807350')).body).toMatchObject({
    devices: [{ id: 'no-7' }],
  })
})

describe('OneNET', () => {
  test('asks whether the address is ours, and is answered with its msg', async () => {
    const ask = (msg: string, nonce: string, signature: string, binding = 'onenet') =>
      api.ask(
        'GET',
        `/v1/push/${binding}?${new URLSearchParams({ msg, nonce, signature }).toString()}`,
      )
    const signature = md5(`${secrets.onenet}abcdefghhello`)
    expect(await ask('hello', 'abcdefgh', signature)).toEqual({
      status: 200,
      body: { text: 'hello' },
    })
    expect(await ask('hello', 'abcdefg', signature)).toMatchObject({ status: 401 })
    expect(await ask('<b>', 'abcdefgh', signature)).toMatchObject({ status: 401 })
    expect(await ask('hello', 'abcdefgh', signature, 'nb')).toMatchObject({ status: 404 })
    expect((await api.ask('GET', '/v1/push/onenet')).status).toBe(400)
  })

  test('is understood where nobody escaped the plus sign of a signature', async () => {
    const found = Array.from({ length: 200 }, (_, n) => `nonce-${n}`).find((nonce) =>
      md5(`${secrets.onenet}${nonce}hello`).includes('+'),
    )
    const signature = md5(`${secrets.onenet}${found}hello`)
    const answer = await api.ask(
      'GET',
      `/v1/push/onenet?msg=hello&nonce=${found}&signature=${signature}`,
    )
    expect(answer).toEqual({ status: 200, body: { text: 'hello' } })
  })

  test.each([
    ['one point, as it was written', onenet(point('61.0'))],
    ['several', onenet(`[${point('61')}, ${point('62', 'no-2')}]`)],
    [
      'a text that is JSON again',
      (() => {
        const msg = JSON.stringify({
          deviceName: 'no-1',
          notifyType: 'property',
          data: { params: { laeq: { value: 61, time: at } } },
        })
        const signature = md5(`${secrets.onenet}abcdefgh${msg}`)
        return JSON.stringify({ msg, nonce: 'abcdefgh', signature, time: at, id: '7' })
      })(),
    ],
  ])('pushes %s', async (_, body) => {
    expect(await post('onenet', body)).toMatchObject({ status: 200 })
    expect(await accounting()).toMatchObject({ deadLetters: 0 })
    expect((await accounting())['readings']).toBe(body.includes('no-2') ? 2 : 1)
  })

  test.each([
    ['of another token', onenet(point('61'), 'abcdefgh', 'another-token')],
    ['of another nonce', onenet(point('61')).replace('abcdefgh', 'hgfedcba')],
    ['of another message', onenet(point('61')).replace('"value":61', '"value":62')],
    ['that is missing', `{"msg":${point('61')},"nonce":"abcdefgh"}`],
    ['of an encrypted message', '{"enc_msg":"xxxx","msg_signature":"x","nonce":"abcdefgh"}'],
    ['of no JSON', 'msg=1'],
    ['of null', 'null'],
  ])('is refused with a signature %s', async (_, body) => {
    expect(await post('onenet', body)).toMatchObject({ status: 401 })
    expect(await frames()).toEqual([])
  })
})
