import type { DeviceId } from './identity.ts'
import type { Instant } from './time.ts'

export const channels = ['telemetry', 'status', 'event', 'reply', 'configured'] as const
export type Channel = (typeof channels)[number]

/** Why the edge took bytes for good but will not pass them on as telemetry; they become a dead letter. */
export const refusals = [
  'payload-too-large',
  'topic-not-allowed',
  'topic-invalid',
  'rate-limited',
  'unknown-station',
  'wrong-password',
  'wrong-checksum',
  'unreadable-frame',
] as const
export type Refusal = (typeof refusals)[number]

/** How the bytes of a frame are read, where they are not our own JSON: as a station's, or by the binding that the topic has then. */
export const protocols = ['hj212', 'binding', 'sl651'] as const
export type Protocol = (typeof protocols)[number]
/** What stations speak. */
export type StationProtocol = Exclude<Protocol, 'binding'>

/** What a connection proved and sent; the source never comes from the payload. */
export interface Frame {
  readonly type: 'frame'
  /** Who the connection proved to be. It may be unknown to the registry (connected with the provisioning token). */
  readonly source: DeviceId
  readonly channel: Channel
  /** The topic as published, cut at 256 characters. */
  readonly topic: string
  readonly protocol?: Protocol
  /** The bytes as sent, a password in them left out; of a refused frame at most the first 64 KiB. */
  readonly body: Uint8Array
  readonly receivedAt: Instant
  /** A broker replayed it to us as state it had kept. RETAIN on a live publish does not make it one. */
  readonly retained: boolean
  readonly refused?: Refusal
  /** Set on a dead letter that was put back: its position in the dead-letters topic. */
  readonly redriveOf?: number
}

/**
 * Passing of time, written into the log by the broker every second. Everything received before `at` stands before it,
 * so rules that wait for time (hold, absence) never run ahead of readings that are still queued, and a replay of the
 * log takes the same decisions.
 */
export interface Tick {
  readonly type: 'tick'
  readonly at: Instant
  /**
   * The clock of the host was set since the tick before it: by so many milliseconds it went ahead (or back, below 0) of
   * what really elapsed. What stands behind this tick was received by the corrected clock, what stands before it was not.
   */
  readonly stepped?: number
  /** Where the frames come in several partitions: which one this tick came through. */
  readonly lane?: Lane
}

/** It is as late as the partition that is furthest behind. */
export interface Lane {
  readonly partition: number
  readonly partitions: number
}
