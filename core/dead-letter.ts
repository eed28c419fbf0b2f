import type { Channel, Protocol } from './frame.ts'
import type { DeviceId } from './identity.ts'
import type { Instant } from './time.ts'

/** Why a frame, or one item of it, could not be used; docs/telemetry.md says each in words. */
export const deadLetterReasons = [
  'payload-too-large',
  'topic-not-allowed',
  'topic-invalid',
  'rate-limited',
  'unknown-station',
  'wrong-password',
  'wrong-checksum',
  'unreadable-frame',
  'unparsable',
  'invalid-payload',
  'too-many-readings',
  'unknown-device',
  'inactive-device',
  'not-your-device',
  'unknown-command',
  'unknown-quantity',
  'no-quantity',
  'ancient-clock',
  'no-decoder',
  'not-stored',
] as const
export type DeadLetterReason = (typeof deadLetterReasons)[number]

/** What could not be used, why and from where. It is one item of the accounting identity, or `items` of them. */
export interface DeadLetter {
  readonly type: 'dead-letter'
  readonly reason: DeadLetterReason
  /** What exactly was wrong, for a person. Never holds secrets. */
  readonly detail: string
  readonly source: DeviceId
  /** The device meant by the payload when that is not the source. */
  readonly device?: string
  readonly channel: Channel
  readonly topic: string
  readonly protocol?: Protocol
  readonly receivedAt: Instant
  /** Position of the frame, `partition:offset`. */
  readonly frame: string
  /** Raw bytes in base64; of an array frame only the item that failed, or an array of `items` that did. */
  readonly body: string
  /** Set when it holds more than one item of its frame. */
  readonly items?: number
}
