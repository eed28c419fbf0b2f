import { createHmac } from 'node:crypto'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import type { Clock } from '../../core/time.ts'
import type { Notifier } from '../ports.ts'

export interface WebhookNotifierOptions {
  readonly clock: Clock
  /** Key that the receivers know. */
  readonly secret: string
  /** Milliseconds for a whole call. */
  readonly timeout: number
}

/**
 * `t=<epoch seconds>,v1=<hex>`: HMAC-SHA256 over the seconds, a dot and the body. The receiver computes it again and
 * refuses one that is older than a few minutes, so that a copied call cannot be repeated.
 */
function webhookSignature(secret: string, seconds: number, body: string): string {
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`, 'utf8').digest('hex')
  return `t=${seconds},v1=${digest}`
}

/** Notices as signed POSTs to the address of the unit. A redirect is a failure: it would carry the notice elsewhere. */
export function createWebhookNotifier(options: WebhookNotifierOptions): Notifier {
  const { clock, secret, timeout } = options
  return {
    channel: 'webhook',
    serves: (unit) => unit.webhook !== undefined,
    deliver: async (notice, unit, signal) => {
      if (unit.webhook === undefined) throw failed('the unit has no address')
      const body = JSON.stringify(notice)
      const status = await post(unit.webhook, body, signal, {
        'content-type': 'application/json',
        'user-agent': 'urban-brain',
        'x-urban-brain-notice': notice.id,
        'x-urban-brain-signature': webhookSignature(secret, Math.floor(clock.now() / 1_000), body),
      })
      if (status < 200 || status > 299) throw failed(`the webhook answered ${status}`)
      return 'received'
    },
  }

  async function post(
    url: string,
    body: string,
    signal: AbortSignal,
    headers: Readonly<Record<string, string>>,
  ): Promise<number> {
    const ending = new AbortController()
    const end = () => ending.abort()
    const timer = setTimeout(end, timeout)
    signal.addEventListener('abort', end)
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers,
        redirect: 'manual',
        signal: ending.signal,
      })
      await response.body?.cancel()
      return response.status
    } catch (error) {
      const why = ending.signal.aborted ? 'no answer in time' : withoutAddresses(causeOf(error))
      throw failed(`the webhook cannot be reached: ${why}`)
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
    }
  }
}

const failed = (message: string): UrbanBrainError => new UrbanBrainError('notice-failed', message)

/** An address may hold a password or a key, and what fails goes into the record of a case: its host is enough. */
const withoutAddresses = (error: unknown): string =>
  messageOf(error).replaceAll(/[a-z][a-z\d+.-]*:\/\/[^\s"']+/gi, (address) =>
    URL.canParse(address) ? new URL(address).host : 'its address',
  )

/** `fetch` says only "fetch failed"; what failed is its cause. */
const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause instanceof Error ? error.cause : error
