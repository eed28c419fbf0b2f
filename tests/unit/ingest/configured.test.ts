import { expect, test } from 'vitest'

import type { Frame } from '../../../core/frame.ts'
import { decodeConfigured } from '../../../ingest/configured.ts'

const frame = (body: unknown): Frame =>
  ({
    ...{ type: 'frame', source: 'wl-1', channel: 'configured', topic: 'ub/v1/wl-1/configured' },
    ...{ receivedAt: 7, retained: false },
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  }) as unknown as Frame

test('a report has values, and the version, the device and why not where there are such', () => {
  expect(decodeConfigured(frame({ values: { period: 30, armed: true } }))).toEqual({
    report: {
      type: 'configured',
      source: 'wl-1',
      device: 'wl-1',
      at: 7,
      values: { period: 30, armed: 1 },
    },
  })
  const full = {
    version: 3,
    device: 'wl-2',
    values: { 'threshold.depth': 0.5 },
    refused: '泵运行\u0007',
  }
  expect(decodeConfigured(frame(full))).toMatchObject({
    report: { device: 'wl-2', version: 3, refused: expect.stringMatching(/^泵运行/) },
  })
})

test.each([
  ['no JSON', 'on', 'unparsable'],
  ['no object', [1], 'invalid-payload'],
  ['a value that is a text', { values: { period: '30' } }, 'invalid-payload'],
  ['a name that none can be', { values: { 'a b': 1 } }, 'invalid-payload'],
  ['a name of the language', '{"values":{"__proto__":1}}', 'invalid-payload'],
  ['a version that is none', { version: -1, values: {} }, 'invalid-payload'],
  ['a version out of bounds', { version: 1e12, values: {} }, 'invalid-payload'],
  ['a device that is none', { device: 'a/b', values: {} }, 'invalid-payload'],
  ['too much', { values: {}, refused: 'x'.repeat(5_000) }, 'invalid-payload'],
  [
    'too many',
    { values: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`a${n}`, n])) },
    'invalid-payload',
  ],
])('%s is a dead letter', (_, body, reason) => {
  expect(decodeConfigured(frame(body))).toMatchObject({ refused: [reason, expect.any(String)] })
})
