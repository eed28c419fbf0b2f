import type { Clock } from '../../core/time.ts'
import { post } from '../../runtime/post.ts'
import { retryAfter } from '../../runtime/retry-after.ts'
import { signatureHeader, signatureOf } from '../../runtime/signature.ts'
import type { WebhookOutlet } from '../config.ts'
import { httpAnswer } from '../decide/http-answer.ts'
import type { OutletReceiver } from '../ports.ts'

/** Events as a signed POST in the batch format of CloudEvents. A redirect is a failure: it would carry them elsewhere. */
export const createWebhookOutlet = (
  { url, secret, timeout }: WebhookOutlet,
  clock: Pick<Clock, 'now'>,
): OutletReceiver => ({
  async send(events, signal) {
    const body = JSON.stringify(events)
    const headers = {
      'content-type': 'application/cloudevents-batch+json; charset=utf-8',
      [signatureHeader]: signatureOf(secret, Math.floor(clock.now() / 1_000), body),
    }
    const called = await post({ url, body, headers, timeout }, signal)
    if (called.unreachable !== undefined)
      return { outcome: 'failed', reason: `it cannot be reached: ${called.unreachable}` }
    const answer = httpAnswer(called.status, called.said)
    if (answer.outcome !== 'failed') return answer
    return { ...answer, rest: retryAfter(called.retryAfter, clock.now()) }
  },
  close: () => Promise.resolve(),
})
