import type { Clock } from '../../core/time.ts'
import { signatureHeader, signatureOf } from '../../runtime/signature.ts'
import type { PlatformAnswer, PlatformLink } from '../platform-ports.ts'
import { post } from '../../runtime/post.ts'

export interface PlatformLinkOptions {
  readonly clock: Pick<Clock, 'now'>
  readonly url: string
  /** Key that the platform knows. */
  readonly secret: string
  /** Milliseconds for a whole call. */
  readonly timeout: number
}

/** Events as signed POSTs to the address of the platform. */
export function createPlatformLink({
  clock,
  url,
  secret,
  timeout,
}: PlatformLinkOptions): PlatformLink {
  return {
    async send({ key, body }, signal) {
      const headers = {
        'idempotency-key': key,
        [signatureHeader]: signatureOf(secret, Math.floor(clock.now() / 1_000), body),
      }
      const called = await post({ url, body, headers, timeout }, signal)
      if (called.unreachable !== undefined)
        return { outcome: 'failed', reason: `it cannot be reached: ${called.unreachable}` }
      return answerOf(called.status, called.said)
    },
  }
}

/** 401 is about our key, not about the case: it is tried again like what time mends. */
const passing = new Set([401, 408, 429])

function answerOf(status: number, said: string): PlatformAnswer {
  if (status >= 200 && status <= 299) return { outcome: 'taken' }
  const reason = said === '' ? `it answered ${status}` : `it answered ${status}: ${said}`
  const refused = status >= 400 && status <= 499 && !passing.has(status)
  return { outcome: refused ? 'refused' : 'failed', reason }
}
