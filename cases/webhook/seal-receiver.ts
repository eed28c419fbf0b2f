import type { Clock } from '../../core/time.ts'
import { post } from '../../runtime/post.ts'
import { signatureHeader, signatureOf } from '../../runtime/signature.ts'
import type { SealReceiver } from '../desk/seal-post.ts'

interface SealReceiverOptions {
  readonly clock: Pick<Clock, 'now'>
  readonly url: string
  /** Key that the receiver knows. */
  readonly secret: string
  /** Milliseconds for a whole call. */
  readonly timeout: number
}

/** Seals as a signed POST of the lines that `seals.jsonl` has, to be appended to a file as they are. */
export const createSealReceiver = ({
  clock,
  url,
  secret,
  timeout,
}: SealReceiverOptions): SealReceiver => ({
  async take(seals, signal) {
    const body = seals.map((seal) => `${JSON.stringify(seal)}\n`).join('')
    const headers = {
      'content-type': 'application/x-ndjson',
      'idempotency-key': `seals/${seals[0]?.number}-${seals.at(-1)?.number}`,
      [signatureHeader]: signatureOf(secret, Math.floor(clock.now() / 1_000), body),
    }
    const called = await post({ url, body, headers, timeout }, signal)
    if (called.unreachable !== undefined) return `it cannot be reached: ${called.unreachable}`
    if (called.status >= 200 && called.status <= 299) return undefined
    return called.said === ''
      ? `it answered ${called.status}`
      : `it answered ${called.status}: ${called.said}`
  },
})
