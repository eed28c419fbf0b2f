/** What the fuzzer sends must be the same for the same seed, or nothing that it finds can be looked at. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import * as fc from 'fast-check'
import { parser } from 'mqtt-packet'
import { describe, expect, test } from 'vitest'

import { checksumModeOf } from '../../core/hj212/checksum.ts'
import { FrameReader } from '../../core/hj212/framing.ts'
import { readMessage } from '../../core/hj212/message.ts'
import { FrameReader as HydrologicalReader } from '../../core/sl651/framing.ts'
import { createRandom } from '../../simulators/script/random.ts'
import { hj212Input } from '../fuzz/hj212-inputs.ts'
import { httpInput, type OpenApi } from '../fuzz/http-inputs.ts'
import { hydrologicalPassword, stationPassword } from '../fuzz/city.ts'
import { readCorpusFile, type Input, type WireInput } from '../fuzz/input.ts'
import { mqttInput } from '../fuzz/mqtt-inputs.ts'
import { mutate, shuffled, split } from '../fuzz/mutate.ts'
import { rulesInput } from '../fuzz/rules-inputs.ts'
import { sl651Input } from '../fuzz/sl651-inputs.ts'
import { withNeeded } from '../fuzz/rules-target.ts'
import { isDefect, packets, statuses } from '../fuzz/send.ts'
import { packet } from '../support/mqtt-raw.ts'

const document: OpenApi = {
  paths: {
    '/v1/things/{id}': {
      get: { parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }] },
      post: {
        requestBody: {
          content: {
            'application/json': {
              schema: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
            },
          },
        },
      },
    },
  },
}
const documents = new Map([['a-rule.yaml', 'id: a-rule\nlevels:\n  - when: depth > 1\n']])
const makers: Readonly<Record<Input['target'], (seed: number) => Input>> = {
  mqtt: (seed) => mqttInput(createRandom(seed)),
  hj212: (seed) => hj212Input(createRandom(seed)),
  sl651: (seed) => sl651Input(createRandom(seed)),
  http: (seed) => httpInput(createRandom(seed), document),
  rules: (seed) => rulesInput(createRandom(seed), documents),
}
const bytesOf = ({ writes }: WireInput) =>
  Buffer.concat(writes.map((bytes) => Buffer.from(bytes, 'base64')))
const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)
const many = (make: (seed: number) => Input) => Array.from({ length: 200 }, (_, seed) => make(seed))
const wire = (inputs: readonly Input[]) =>
  inputs.flatMap((input) => (input.target === 'rules' ? [] : [input]))

describe.each(Object.entries(makers))('inputs of %s', (_, make) => {
  test('are the same for the same seed, and others for another', () => {
    const first = many(make)
    expect(many(make)).toEqual(first)
    expect(new Set(first.map((input) => JSON.stringify(input))).size).toBeGreaterThan(150)
  })
})

describe('what is sent', () => {
  test('to the broker is in good part what a broker must take', () => {
    let good = 0
    for (const input of wire(many(makers.mqtt))) {
      const reading = parser({ protocolVersion: 4 })
      reading.on('error', () => {})
      reading.on('packet', ({ cmd }) => (good += cmd === 'connect' || cmd === 'publish' ? 1 : 0))
      reading.parse(bytesOf(input))
    }
    expect(good).toBeGreaterThan(500)
  })

  test('to the listener for stations is in good part what it must take', () => {
    const found = wire(many(makers.hj212)).flatMap((input) =>
      new FrameReader().push(bytesOf(input)),
    )
    const taken = found.flatMap((one) => {
      if (one.type === 'noise' || checksumModeOf(one.segment, one.checksum) !== 'standard')
        return []
      const message = readMessage(Buffer.from(one.segment).toString())
      return 'fault' in message || message.pw !== stationPassword ? [] : [message]
    })
    expect(taken.length).toBeGreaterThan(500)
  })

  test('to the listener for hydrological stations is in good part what it must take', () => {
    const found = wire(many(makers.sl651)).flatMap((input) =>
      new HydrologicalReader().push(bytesOf(input)),
    )
    const taken = found.filter(
      (one) => one.type === 'frame' && one.password === hydrologicalPassword,
    )
    expect(taken.length).toBeGreaterThan(500)
  })

  test('to the server begins in good part with a line of HTTP', () => {
    const lines = wire(many(makers.http)).map((input) => bytesOf(input).toString('latin1'))
    const usual = lines.filter((text) => /^(GET|POST) \/v1\/things\/\S* HTTP\/1\.1\r\n/.test(text))
    expect(usual.length).toBeGreaterThan(100)
    expect(usual.length).toBeLessThan(200)
  })
})

test('a changed document is linted with the limits, its rule or its test, and with no other', () => {
  const shipped = new Map(
    ['a.yaml', 'a.test.yaml', 'b.yaml', 'b.test.yaml', 'c.yaml', 'limits.yaml'].map(
      (name) => [name, `${name} as shipped`] as const,
    ),
  )
  const files = { 'a.test.yaml': btoa('bent'), 'c.yaml': btoa('bent too') }
  const found = [...withNeeded({ target: 'rules', files }, shipped)]
  expect(Object.fromEntries(found.map(([name, bytes]) => [name, bytes.toString()]))).toEqual({
    'a.yaml': 'a.yaml as shipped',
    'a.test.yaml': 'bent',
    'c.yaml': 'bent too',
    'limits.yaml': 'limits.yaml as shipped',
  })
})

describe('a change', () => {
  test('to bytes leaves the given ones as they are, and split bytes are the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(), (given, seed) => {
        const bytes = Buffer.from(given)
        mutate(createRandom(seed), bytes)
        expect(bytes).toEqual(Buffer.from(given))
        expect(Buffer.concat(split(createRandom(seed), bytes))).toEqual(bytes)
        expect(sorted(shuffled(createRandom(seed), [...given]))).toEqual(sorted([...given]))
      }),
    )
  })
})

describe('an answer', () => {
  const answer = (bytes: Uint8Array) => ({ bytes: Buffer.from(bytes), closed: false })

  test('of HTTP is read for its statuses', () => {
    const text = 'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 500 x\r\n\r\nHTTP/1.1 503 y\r\n\r\n'
    const found = statuses(answer(Buffer.from(text)))
    expect(found).toEqual(['200', '500', '503'])
    expect(found.filter(isDefect)).toEqual(['500'])
  })

  test('of MQTT is read for its packets', () => {
    const bytes = Buffer.concat([
      packet(0x20, Buffer.from([0, 4])),
      packet(0x30, Buffer.alloc(300)),
      packet(0x40, Buffer.from([0, 1])),
    ])
    expect(packets(answer(bytes))).toEqual(['CONNACK 4', 'PUBLISH', 'PUBACK'])
    expect(packets(answer(Buffer.from([0x20])))).toEqual([])
  })
})

test('every file of the corpus can be read', async () => {
  const folder = new URL('../fuzz/corpus/', import.meta.url).pathname
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'))
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) expect((await readCorpusFile(join(folder, name))).found).not.toBe('')
})
