/** What the connections of stations share. */
import type { Socket } from 'node:net'

import type { Refusal } from '../../core/frame.ts'
import type { ChecksumMode } from '../../core/hj212/checksum.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { Backpressure } from '../edge/gate.ts'
import type { Answer } from '../edge/intake.ts'
import type { StationsConfig } from './config.ts'
import type { StationPresence } from './presence.ts'

/** Bytes of which nobody proved that they are his. */
export interface RefusedBytes {
  readonly refusal: Refusal
  readonly mn?: string
  readonly fits?: ChecksumMode
  readonly body: Uint8Array
}

export interface StationParts {
  readonly config: StationsConfig
  readonly clock: Clock
  readonly observer: Observer
  readonly directory: DeviceDirectory
  readonly backpressure: Backpressure
  readonly presence: StationPresence
  /** Aborted when the listener stops. */
  readonly signal: AbortSignal
  /** Looks once more into the register; true when something had changed. */
  readonly follow: () => Promise<boolean>
  readonly store: {
    data(station: DeviceId, topic: string, body: Uint8Array, answer: Answer): void
    status(station: DeviceId, topic: string, online: boolean): void
  }
  readonly refuse: (socket: Socket, refused: RefusedBytes) => void
}
