import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { instant } from '../../../core/time.ts'
import type { Frame } from '../../../core/frame.ts'
import type { DeviceId } from '../../../core/identity.ts'
import { repliesTopic } from '../../../core/topics.ts'
import { decodeReply, decodeStationReply } from '../../../ingest/reply.ts'
import { stationFrame } from '../../support/station-client.ts'

const frame = (body: unknown): Frame => ({
  type: 'frame',
  source: 'wl-1' as DeviceId,
  channel: 'reply',
  topic: 'ub/v1/wl-1/reply',
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  receivedAt: instant(5),
  retained: false,
})

test('a reply is who sent it, to what, and when it was received', () => {
  const body = { id: 'DC1', result: 'refused', reason: '泵\u0007已停', more: 1 }
  expect(decodeReply(frame(body), '0:7')).toEqual({
    reply: {
      ...{ type: 'reply', source: 'wl-1', command: 'DC1', result: 'refused' },
      ...{ reason: '泵<U+0007>已停', at: 5, frame: '0:7', topic: 'ub/v1/wl-1/reply' },
      body: Buffer.from(JSON.stringify(body)).toString('base64'),
    },
  })
})

test.each([
  ['no JSON', 'done', 'unparsable'],
  ['an array', [{ id: 'DC1', result: 'done' }], 'invalid-payload'],
  ['without a number', { result: 'done' }, 'invalid-payload'],
  ['with a number that no command has', { id: 'DC\u0000', result: 'done' }, 'invalid-payload'],
  ['with another result', { id: 'DC1', result: 'ok' }, 'invalid-payload'],
  ['too long', { id: 'DC1', result: 'done', reason: 'x'.repeat(4_096) }, 'invalid-payload'],
] as const)('%s is a letter', (_, body, reason) =>
  expect(decodeReply(frame(body), '0:7')).toMatchObject({ refused: [reason, expect.any(String)] }),
)

test('whatever came, it is a letter or a record that the log gives back', () =>
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc
          .record({
            id: fc.string(),
            result: fc.constantFrom('done', 'refused'),
            reason: fc.string(),
          })
          .map((one) => JSON.stringify(one)),
      ),
      (body) => {
        const decoded = decodeReply(frame(body), '0:1')
        if ('refused' in decoded) return
        const { reply } = decoded
        expect(repliesTopic.decode(repliesTopic.encode(reply))).toEqual(reply)
      },
    ),
  ))

const returned = (said: Parameters<typeof stationFrame>[0], area: string): Frame => ({
  ...frame({}),
  ...{ source: 'du-1' as DeviceId, topic: 'hj212/M-1', protocol: 'hj212' },
  body: stationFrame({ PW: '******', ST: '91', Flag: '4', ...said }, area),
})

test('a station answers by the number of an exchange, and by the codes of its standard', () => {
  const accepted = returned({ CN: '9011' }, 'QnRtn=1')
  expect(decodeStationReply(accepted, '0:7')).toEqual({
    reply: {
      ...{ type: 'reply', source: 'du-1', command: '20260315083000001', exchange: true },
      ...{ result: 'accepted', at: 5, frame: '0:7', topic: 'hj212/M-1' },
      body: Buffer.from(accepted.body).toString('base64'),
    },
  })
  expect(decodeStationReply(returned({ CN: '9012' }, 'ExeRtn=5'), '0:7')).toMatchObject({
    reply: { result: 'refused', code: 'ExeRtn=5' },
  })
})

test.each([
  [returned({ CN: '9012' }, 'QnRtn=1'), 'invalid-payload'],
  [{ ...returned({}, ''), body: Buffer.from('##') }, 'unparsable'],
] as const)('what is no answer of a station is refused', (said, reason) =>
  expect(decodeStationReply(said, '0:7')).toMatchObject({ refused: [reason, expect.any(String)] }),
)
