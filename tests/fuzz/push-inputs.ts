/** Messages that platforms push, bent, with the proof that lets them in: samples of the shipped bindings. */
import { createHash } from 'node:crypto'

import type { BindingDocument } from '../../core/bindings/document.ts'
import type { Random } from '../../simulators/script/random.ts'
import { shipped } from '../support/bindings.ts'
import { bentJson } from './bent-json.ts'
import { chance, mutate, pick } from './mutate.ts'
import { nested, oddJson } from './odd-values.ts'

/** By the names that the bindings call them. */
export const pushSecrets = { ONENET: 'secret-of-onenet', CTWING: 'secret-of-ctwing' } as const

const [onenet, ctwing] = await Promise.all([shipped('onenet-water'), shipped('ctwing-cover')])
const messages = onenet.samples.map(({ json }) => JSON.stringify((json as { msg: unknown }).msg))
const bodies = ctwing.samples.map(({ json }) => json)

function bentText(random: Random): string {
  if (chance(random, 0.2)) return oddJson(random)
  if (chance(random, 0.05)) return nested(20_000)
  return bentJson(random, JSON.parse(pick(random, messages))).toString('utf8')
}

/** What is no JSON goes as a text, as the newer OneNET sends. */
function signed(random: Random): Buffer {
  const msg = chance(random, 0.3) ? pick(random, messages) : bentText(random)
  const nonce = String(random.below(1_000))
  const signature = createHash('md5').update(`${pushSecrets.ONENET}${nonce}${msg}`).digest('base64')
  const isPlain = isJson(msg) && msg === msg.trim() && !msg.startsWith('"')
  const text = isPlain ? msg : JSON.stringify(msg)
  return Buffer.from(`{"msg":${text},"msg_signature":"${signature}","nonce":"${nonce}"}`)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

export interface Pushed {
  readonly binding: BindingDocument
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export function pushed(random: Random): Pushed {
  if (chance(random, 0.6)) {
    const body = signed(random)
    // Bent behind the signature.
    return { binding: onenet, headers: {}, body: chance(random, 0.1) ? mutate(random, body) : body }
  }
  const body = bentJson(random, pick(random, bodies))
  return { binding: ctwing, headers: { 'x-push-token': pushSecrets.CTWING }, body }
}

export function pushRequest(random: Random): Buffer {
  const { binding, headers, body } = pushed(random)
  const head = [
    `POST /v1/push/${binding.id} HTTP/1.1`,
    'host: 127.0.0.1',
    `content-length: ${body.length}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}
