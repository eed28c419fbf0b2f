/** What a stranger may push: whatever it is, it is refused or taken, and nothing throws. */
import { createHash, createHmac } from 'node:crypto'

import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { onenetItems } from '../../core/bindings/onenet.ts'
import { pushSchema } from '../../core/bindings/push.ts'
import { writtenMember } from '../../core/bindings/written-member.ts'
import { instant } from '../../core/time.ts'
import { isProvedChallenge, pushFault } from '../../runtime/push-proof.ts'

const secret = 'secret-of-a-platform'
const now = instant(Date.UTC(2026, 2, 15))
const hmac = { proof: 'hmac-sha256', secret: 'x', header: 'x-signature' }
const [onenet, timed, ...others] = [
  { proof: 'onenet', secret: 'x' },
  { ...hmac, time: 'x-time', encoding: 'base64' },
  { ...hmac, prefix: 'sha256=' },
  { proof: 'token', secret: 'x', header: 'x-signature' },
].map((one) => pushSchema.parse(one))
if (onenet === undefined || timed === undefined) throw new TypeError('there are four')

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
  fc
    .record({ msg: fc.jsonValue(), nonce: fc.jsonValue(), msg_signature: fc.jsonValue() })
    .map((one) => Buffer.from(JSON.stringify(one))),
)
const anyHeader = fc.option(fc.oneof(fc.string(), fc.array(fc.string())), { nil: undefined })

test('whatever stands in headers and body, it is no proof, and nothing throws', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(onenet, timed, ...others),
      anyBytes,
      anyHeader,
      anyHeader,
      (push, body, signature, time) => {
        const headers = { 'x-signature': signature, 'x-time': time }
        expect(typeof pushFault(push, secret, { headers, body }, now)).toBe('string')
      },
    ),
    { numRuns: 2_000 },
  )
})

/** As somebody may write the same: with spaces between its parts, or none. */
const spaces = fc.constantFrom(undefined, 1, '\t')
const members = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 6 })

test('a member is found as it was written, among whatever others', () => {
  fc.assert(
    fc.property(members, fc.string(), fc.jsonValue(), spaces, (before, name, value, space) => {
      const text = JSON.stringify(
        { ...before, [name]: value, [`${name}x`]: { [name]: 1 } },
        null,
        space,
      )
      const written = writtenMember(text, name)
      expect(text).toContain(written)
      expect(JSON.parse(written ?? '')).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { numRuns: 1_000 },
  )
})

test('what a platform signs is proved, by it alone and unchanged', () => {
  const md5 = (text: string) => createHash('md5').update(text).digest('base64')
  const changed = fc.integer({ min: 1, max: 255 })
  fc.assert(
    fc.property(
      fc.json(),
      spaces,
      fc.string(),
      changed,
      fc.nat(),
      (json, space, nonce, flip, place) => {
        const msg = JSON.stringify(JSON.parse(json), null, space)
        const signature = md5(
          `${secret}${nonce}${msg.startsWith('"') ? String(JSON.parse(msg)) : msg}`,
        )
        const body = Buffer.from(
          `{ "msg": ${msg} ,"nonce":${JSON.stringify(nonce)},"msg_signature":"${signature}"}`,
        )
        expect(pushFault(onenet, secret, { headers: {}, body }, now)).toBeUndefined()
        expect(pushFault(onenet, `${secret}x`, { headers: {}, body }, now)).toBeDefined()
        expect(
          isProvedChallenge(secret, { msg: json, nonce, signature: md5(secret + nonce + json) }),
        ).toBe(true)

        const digest = createHmac('sha256', secret).update(`${now}.`).update(body).digest('base64')
        const headers = { 'x-signature': digest, 'x-time': String(now) }
        expect(pushFault(timed, secret, { headers, body }, now)).toBeUndefined()
        const bent = Buffer.from(body)
        bent[place % bent.length] = (bent[place % bent.length] ?? 0) ^ flip
        expect(pushFault(timed, secret, { headers, body: bent }, now)).toBeDefined()
      },
    ),
    { numRuns: 500 },
  )
})

test('whatever OneNET pushes is items with a device and a time of their own, or why it is none', () => {
  const point = fc.record(
    {
      type: fc.constantFrom<unknown>(1, 2, 7, 'x', null),
      dev_id: fc.constantFrom<unknown>(1, 2, 'a', null, {}),
      ds_id: fc.constantFrom<unknown>('level', 'time', 'device', '__proto__', 5),
      at: fc.constantFrom<unknown>(1_773_534_600_123, '1773534600123', 'x', null),
      value: fc.jsonValue(),
      data: fc.oneof(
        fc.jsonValue(),
        fc.record({ params: fc.dictionary(fc.string(), fc.jsonValue()) }),
      ),
    },
    { requiredKeys: [] },
  )
  const msg = fc.oneof(point, fc.array(point, { maxLength: 8 }), fc.jsonValue())
  const message = fc.oneof(
    fc.jsonValue(),
    msg.map((one) => ({ msg: one })),
    msg.map((one) => ({ msg: JSON.stringify(one) })),
  )
  fc.assert(
    fc.property(message, (message) => {
      const items = onenetItems(message)
      if ('unread' in items) expect(items.unread).not.toBe('')
      else {
        const whose = items.map(({ item }) => JSON.stringify([item['device'], item['time']]))
        expect(new Set(whose).size).toBe(whose.length)
      }
    }),
    { numRuns: 2_000 },
  )
})
