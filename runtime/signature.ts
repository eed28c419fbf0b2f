/** Signed calls over HTTP, to us and from us. */
import { createHmac } from 'node:crypto'

/** Name of the header that carries it. */
export const signatureHeader = 'x-urban-brain-signature'

/** `t=<epoch seconds>,v1=<hex>`: HMAC-SHA256 over the seconds, a dot and the body. */
export function signatureOf(secret: string, seconds: number, body: string): string {
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`, 'utf8').digest('hex')
  return `t=${seconds},v1=${digest}`
}
