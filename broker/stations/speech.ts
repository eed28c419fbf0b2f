/** What a listener must know of the protocol that its stations speak. Each connection has one of its own. */
import type { DeviceCommand } from '../../core/device-command.ts'
import type { Refusal } from '../../core/frame.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'

export interface Speech {
  push(chunk: Uint8Array): readonly Piece[]
  /** Nothing comes any more. */
  end(): readonly Piece[]
  /** Bytes on end that are no frame, as one. */
  stray(pieces: readonly Stray[]): RefusedBytes
  /** Messages whose packets do not come any more. */
  abandoned(): readonly Spoken[]
}

export type Piece = Stray | SpokenFrame

/** Bytes that are no frame. */
export interface Stray {
  readonly type: 'stray'
  readonly bytes: Uint8Array
  /** It would be one, but for its checksum. */
  readonly isBroken: boolean
}

export interface SpokenFrame {
  readonly type: 'frame'
  /** Asked twice where the register may know more by then; only what is proven changes anything. */
  hear(directory: Pick<DeviceDirectory, 'station'>, now: Instant): Heard | RefusedBytes
}

/** Of a station that proved who it is, without its password. */
export interface Spoken {
  readonly device: DeviceId
  readonly topic: string
  readonly body: Uint8Array
}

/** `packet`: one that waits for others. `reply`: to a command of ours. */
type FrameKind = 'data' | 'notice' | 'reply' | 'other' | 'packet'

/** A command in the words that the station understands; undefined where it has none for it. */
export type Tongue = (command: DeviceCommand, now: Instant) => Uint8Array | undefined

export interface Heard extends Omit<Spoken, 'body'> {
  readonly type: 'heard'
  readonly kind: FrameKind
  /** To be durable before it is answered. */
  readonly body?: Uint8Array
  readonly answer?: Uint8Array | undefined
  /** How the station is told something, where this frame says so. */
  readonly tongue?: Tongue
  /** Of a reply: what the station calls the command. */
  readonly exchange?: string
  /** Packets of a message that another one took the place of. */
  readonly abandoned?: Spoken | undefined
}

/** Bytes of which nobody proved that they are his. */
export interface RefusedBytes {
  readonly type: 'refused'
  readonly refusal: Refusal
  /** What the station calls itself. */
  readonly name?: string
  /** How the checksum would fit, where it does not as the register says. */
  readonly fits?: string
  readonly body: Uint8Array
}
