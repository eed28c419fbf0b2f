/** Messages of OneNET that come encrypted: read with the key that the binding names, and refused with any other. */
import { createCipheriv, createHash, randomBytes } from 'node:crypto'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { DeviceId } from '../../../core/identity.ts'
import { framesTopic } from '../../../core/topics.ts'
import { device } from '../../contract/registry.suite.ts'
import { bound } from '../../support/bindings.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { at, secrets, startApiServer, type ApiServer } from './api-server.ts'

const points = {
  ...{ topics: [], gateway: 'gw', format: 'onenet', device: '{/device}' },
  values: { laeq: '/laeq' },
}
const proof = { proof: 'onenet', secret: 'onenet' }
const bindings = bound(
  { ...points, id: 'onenet', push: proof },
  { ...points, id: 'sealed', push: { ...proof, key: 'aes' } },
  { ...points, id: 'newer', push: { ...proof, key: 'aes16' } },
)

let api: ApiServer
let observer: RecordingObserver
beforeEach(async () => {
  observer = new RecordingObserver()
  api = await startApiServer(undefined, bindings, observer)
  await api.registry.put([
    device('gw', { kind: 'gateway', site: 'cabinet' }),
    device('no-1', { gateway: 'gw' as DeviceId }),
    device('no-2', { gateway: 'gw' as DeviceId }),
  ])
})
afterEach(() => api[Symbol.asyncDispose]())

const frames = async () =>
  (await api.log.read(framesTopic, 0, 0, 1_000)).flatMap(({ value }) =>
    value.type === 'frame' ? Buffer.from(value.body).toString() : [],
  )
const post = (binding: string, payload: string) =>
  api.ask('POST', `/v1/push/${binding}`, { payload })
const md5 = (text: string) => createHash('md5').update(text).digest('base64')
const point = (value: string, id = 'no-1') =>
  `{"type":1,"dev_id":"${id}","ds_id":"laeq","at":${at},"value":${value}}`
const both = `[${point('61')},${point('62', 'no-2')}]`

describe('OneNET, encrypted', () => {
  /** As its programs write it: random bytes, the length, the message. */
  const seal = (msg: string, key = secrets.aes, length = Buffer.byteLength(msg)) => {
    const secret = Buffer.from(key, 'base64')
    const lengths = Buffer.alloc(4)
    lengths.writeUInt32BE(length)
    const cipher = createCipheriv('aes-256-cbc', secret, secret.subarray(0, 16))
    const plain = Buffer.concat([randomBytes(16), lengths, Buffer.from(msg)])
    return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64')
  }
  const seal16 = (msg: string, key = secrets.aes16) => {
    const cipher = createCipheriv('aes-128-cbc', key, key)
    return Buffer.concat([cipher.update(msg), cipher.final()]).toString('base64')
  }
  const signed = (member: string, sealed: string, token = secrets.onenet) =>
    JSON.stringify({
      ...{ [member]: sealed, nonce: 'abcdefgh' },
      msg_signature: md5(`${token}abcdefgh${sealed}`),
    })

  test.each([
    ['of the older platform', 'sealed', () => signed('enc_msg', seal(both))],
    ['of the newer platform', 'newer', () => signed('msg', seal16(both))],
    ['in clear all the same', 'sealed', () => signed('msg', both)],
  ])(
    'a message %s is readings, and in the log as anybody can read it',
    async (_, binding, body) => {
      expect(await post(binding, body())).toMatchObject({ status: 200 })
      expect((await frames())[0]).toContain('no-2')
      await api.settled()
      const { body: counted } = await api.ask('GET', '/v1/accounting')
      expect(counted).toMatchObject({ readings: 2, deadLetters: 0 })
    },
  )

  test.each([
    ['with another token', 'sealed', 401, () => signed('enc_msg', seal(both), 'another-token')],
    ['with another key', 'sealed', 400, () => signed('enc_msg', seal(both, 'B'.repeat(43)))],
    ['with another short key', 'newer', 400, () => signed('msg', seal16(both, 'k'.repeat(16)))],
    ['without a key of ours', 'onenet', 400, () => signed('enc_msg', seal(both))],
    [
      'of a length that it has not',
      'sealed',
      400,
      () => signed('enc_msg', seal('[]', undefined, 3)),
    ],
    ['of nothing', 'sealed', 400, () => signed('enc_msg', '')],
    ['of no whole block', 'sealed', 400, () => signed('enc_msg', 'AAAA')],
  ])('a message %s is refused, and nothing of it kept', async (_, binding, status, body) => {
    expect(await post(binding, body())).toMatchObject({ status })
    expect(await frames()).toEqual([])
    expect(observer.count('bindings.push-refused')).toBe(1)
  })
})
