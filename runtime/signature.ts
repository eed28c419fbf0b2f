/** Signed calls over HTTP, to us and from us. */
import { createHmac, timingSafeEqual } from 'node:crypto'

import { minutes, type Instant } from '../core/time.ts'

/** Name of the header that carries it. */
export const signatureHeader = 'x-urban-brain-signature'

/** How far the time of a call may be from ours, so that a copied call cannot be repeated later. */
const drift = minutes(5)

/** `t=<epoch seconds>,v1=<hex>`: HMAC-SHA256 over the seconds, a dot and the body. */
export function signatureOf(secret: string, seconds: number, body: string): string {
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`, 'utf8').digest('hex')
  return `t=${seconds},v1=${digest}`
}

/** What is wrong with the signature of a body that came now; undefined when nothing is. */
export function signatureFault(
  secret: string,
  signature: string | undefined,
  body: string,
  now: Instant,
): string | undefined {
  const seconds = /^t=(\d{1,12}),v1=[0-9a-f]{64}$/.exec(signature ?? '')?.[1]
  if (signature === undefined || seconds === undefined)
    return `the header ${signatureHeader} reads t=<epoch seconds>,v1=<64 hexadecimal digits>`
  const expected = Buffer.from(signatureOf(secret, Number(seconds), body))
  const given = Buffer.from(signature)
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return 'the signature is not of this body and time by the common secret'
  if (Math.abs(Number(seconds) * 1_000 - now) > drift)
    return 'the time of the signature is more than five minutes from ours'
  return undefined
}
