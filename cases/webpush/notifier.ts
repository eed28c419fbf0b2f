/** Notices to browsers by their push services (RFC 8030), encrypted for the browser (RFC 8291) and signed by us (RFC 8292). */
import { createHash } from 'node:crypto'

import webPush from 'web-push'

import { UrbanBrainError } from '../../core/errors.ts'
import { compareSeverity } from '../../core/severity.ts'
import { hours, minutes, seconds, type Clock } from '../../core/time.ts'
import { post } from '../../runtime/post.ts'
import { retryAfter } from '../../runtime/retry-after.ts'
import type { Notice } from '../life/notice.ts'
import type { PushDevice } from '../life/push-device.ts'
import { pushMessage } from '../life/push-message.ts'
import type { Notifier } from '../ports.ts'
import type { PushKeys } from './keys.ts'

export interface PushNotifierOptions {
  readonly clock: Pick<Clock, 'now' | 'elapsed'>
  readonly keys: () => Promise<PushKeys>
  /** https: or mailto:, for whoever runs a push service. */
  readonly contact: string
  /** Whether the address may be called; what was allowed once may be so no more. */
  readonly mayCall: (url: string) => boolean
  /** Milliseconds for a whole call. */
  readonly timeout: number
  /** The push service knows the browser no more. */
  readonly ended: (device: PushDevice) => Promise<void>
}

/** How long a push service keeps what a phone that is off cannot take. */
const kept = hours(12) / seconds(1)
/** A push service that asks for longer is asked again all the same. */
const longestRest = minutes(15)

/** Who has allowed several browsers is told on all, and has it when one has taken it. */
export function createPushNotifier(options: PushNotifierOptions): Notifier {
  const { clock, keys, contact, mayCall, timeout, ended } = options
  /** Push services that asked to be left alone, and until when by what elapsed. */
  const resting = new Map<string, number>()

  /** Why the browser's push service did not take it; undefined when it did. */
  const refusal = async (
    notice: Notice,
    device: PushDevice,
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    const { endpoint } = device
    if (!mayCall(endpoint)) return 'its push service may not be called from here'
    const { origin, host } = new URL(endpoint)
    if ((resting.get(origin) ?? 0) > clock.elapsed()) return `${host} asked to be left alone`
    const { headers, body } = webPush.generateRequestDetails(
      device,
      JSON.stringify(pushMessage(notice, device)),
      {
        vapidDetails: { subject: contact, ...(await keys()) },
        TTL: kept,
        urgency: compareSeverity(notice.severity, 'orange') >= 0 ? 'high' : 'normal',
        // What is sent again takes the place of what still waits there.
        topic: createHash('sha256').update(notice.id).digest('base64url').slice(0, 32),
      },
    )
    const call = { url: endpoint, body: Uint8Array.from(body ?? []), headers: plain(headers) }
    const called = await post({ ...call, timeout }, signal)
    if (called.unreachable !== undefined) return `${host} cannot be reached: ${called.unreachable}`
    const { status } = called
    if (status >= 200 && status <= 299) return undefined
    if (status === 404 || status === 410) await ended(device)
    if (status === 429 || status === 503) {
      const rest = Math.min(retryAfter(called.retryAfter, clock.now()), longestRest)
      resting.set(origin, clock.elapsed() + rest)
    }
    return `${host} answered ${status}`
  }

  return {
    channel: 'push',
    serves: ({ push }) => push !== undefined,
    deliver: async (notice, { push = [] }, signal) => {
      const refusals = await Promise.all(push.map((device) => refusal(notice, device, signal)))
      if (refusals.includes(undefined)) return 'received'
      throw new UrbanBrainError('notice-failed', refusals[0] ?? 'no device of theirs allows it')
    },
  }
}

/** As the library writes them, for one that minds capitals. */
const plain = (headers: webPush.Headers): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => name !== 'content-length'),
  )
