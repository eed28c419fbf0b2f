import type { Channel, Frame, Protocol, Refusal } from '../../core/frame.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import { printableTopic } from '../rights/topics.ts'

const maxRefusedBytes = 65_536

/** RETAIN of a client asks to keep the message (MQTT 3.1.1 3.3.1.3); what comes here is never a replay. */
export const live = false

export interface Publish {
  readonly source: DeviceId
  readonly channel: Channel
  readonly topic: string
  readonly protocol?: Protocol
  readonly body: Uint8Array
  readonly receivedAt: Instant
  readonly retained: boolean
}

/** The record of a publish; of one that is refused for good only what may stand in records and logs. */
export const frameOf = (publish: Publish, refused: Refusal | undefined): Frame =>
  refused === undefined
    ? { type: 'frame', ...publish }
    : {
        type: 'frame',
        ...publish,
        topic: printableTopic(publish.topic),
        body: publish.body.subarray(0, maxRefusedBytes),
        refused,
      }
