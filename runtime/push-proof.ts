/** Whether a message that was pushed over HTTP is of the platform that its binding names. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

import type { PushDocument } from '../core/bindings/push.ts'
import { writtenMember } from '../core/bindings/written-member.ts'
import { minutes, type Instant } from '../core/time.ts'

export interface PushedMessage {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Buffer
}

/** How far the time of a message may be from ours, so that a copied one cannot be repeated later. */
const drift = minutes(5)
/** Epoch seconds are below it, milliseconds above. */
const firstMilliseconds = 1e11

/** What is wrong with the proof of a message that came now; undefined when nothing is. Never says what would be right. */
export function pushFault(
  push: PushDocument,
  secret: string,
  message: PushedMessage,
  now: Instant,
): string | undefined {
  if (push.proof === 'onenet') return onenetFault(secret, message.body.toString('utf8'))
  const given = headerOf(message, push.header)
  if (given === undefined) return `the header ${push.header} is missing`
  if (push.proof === 'token')
    return isSame(given, secret) || isSame(given, `Bearer ${secret}`)
      ? undefined
      : `the header ${push.header} does not hold the common secret`
  const { header, encoding, prefix, time } = push
  const said = time === undefined ? undefined : headerOf(message, time)
  if (time !== undefined && !/^\d{1,15}$/.test(said ?? ''))
    return `the header ${time} holds no epoch time`
  const digest = createHmac('sha256', secret)
    .update(said === undefined ? '' : `${said}.`)
    .update(message.body)
    .digest(encoding)
  // Hexadecimal digits are the same as small and as capital letters.
  const written = encoding === 'hex' ? given.toLowerCase() : given
  if (!isSame(written, (encoding === 'hex' ? prefix.toLowerCase() : prefix) + digest))
    return `the header ${header} is no signature of this body by the common secret`
  if (said !== undefined && Math.abs(epochOf(said) - now) > drift)
    return 'the time of the signature is more than five minutes from ours'
  return undefined
}

/** What OneNET asks before it pushes to an address: the same `msg` comes back where the signature is right. */
export interface Challenge {
  readonly msg: string
  readonly nonce: string
  readonly signature: string
}

export const isProvedChallenge = (secret: string, { msg, nonce, signature }: Challenge): boolean =>
  // A plus sign that nobody escaped in the address reads as a space.
  isSame(signature.replaceAll(' ', '+'), onenetSignature(secret, nonce, msg))

function onenetFault(secret: string, text: string): string | undefined {
  const said = fieldsOf(text)
  if (said === undefined) return 'the body is no JSON object'
  const { nonce } = said
  // What is signed of an encrypted message is what was sent.
  const name = 'enc_msg' in said ? 'enc_msg' : 'msg'
  const msg = said[name]
  const signature = said['msg_signature'] ?? said['signature']
  const signed = typeof msg === 'string' ? msg : writtenMember(text, name)
  if (signed === undefined || typeof nonce !== 'string' || typeof signature !== 'string')
    return 'the body does not hold msg, nonce and msg_signature'
  return isSame(signature, onenetSignature(secret, nonce, signed))
    ? undefined
    : 'msg_signature is no signature of this msg and nonce by the common token'
}

const onenetSignature = (token: string, nonce: string, msg: string): string =>
  createHash('md5').update(`${token}${nonce}${msg}`, 'utf8').digest('base64')

function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const said: unknown = JSON.parse(text)
    return typeof said === 'object' && said !== null ? { ...said } : undefined
  } catch {
    return undefined
  }
}

function headerOf({ headers }: PushedMessage, name: string): string | undefined {
  const said = headers[name]
  return typeof said === 'string' ? said : undefined
}

const epochOf = (text: string): number => {
  const number = Number(text)
  return number < firstMilliseconds ? number * 1_000 : number
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/** In a time that says nothing of either, lengths included. */
const isSame = (given: string, wanted: string): boolean =>
  timingSafeEqual(hashOf(given), hashOf(wanted))
