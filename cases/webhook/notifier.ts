import { UrbanBrainError } from '../../core/errors.ts'
import type { Clock } from '../../core/time.ts'
import { signatureHeader, signatureOf } from '../../runtime/signature.ts'
import type { Notifier } from '../ports.ts'
import { post } from '../../runtime/post.ts'

export interface WebhookNotifierOptions {
  readonly clock: Clock
  /** Key that the receivers know. */
  readonly secret: string
  /** Milliseconds for a whole call. */
  readonly timeout: number
}

/** Notices as signed POSTs to the address of a unit or desk. A redirect is a failure. */
export function createWebhookNotifier(options: WebhookNotifierOptions): Notifier {
  const { clock, secret, timeout } = options
  return {
    channel: 'webhook',
    serves: ({ webhook }) => webhook !== undefined,
    deliver: async (notice, { webhook: url }, signal) => {
      if (url === undefined) throw failed('it has no address')
      const body = JSON.stringify(notice)
      const headers = {
        'x-urban-brain-notice': notice.id,
        [signatureHeader]: signatureOf(secret, Math.floor(clock.now() / 1_000), body),
      }
      const called = await post({ url, body, headers, timeout }, signal)
      if (called.unreachable !== undefined)
        throw failed(`the webhook cannot be reached: ${called.unreachable}`)
      const { status } = called
      if (status < 200 || status > 299) throw failed(`the webhook answered ${status}`)
      return 'received'
    },
  }
}

const failed = (message: string): UrbanBrainError => new UrbanBrainError('notice-failed', message)
