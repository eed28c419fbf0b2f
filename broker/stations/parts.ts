/** What the connections of one listener share. */
import type { Socket } from 'node:net'

import type { StationProtocol } from '../../core/frame.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { Backpressure } from '../edge/gate.ts'
import type { Answer } from '../edge/intake.ts'
import type { ListenerConfig } from './config.ts'
import type { StationOrders } from './orders.ts'
import type { StationPresence } from './presence.ts'
import type { RefusedBytes, Speech, Spoken } from './speech.ts'

export interface StationParts {
  readonly protocol: StationProtocol
  readonly config: ListenerConfig
  readonly clock: Clock
  readonly observer: Observer
  readonly directory: DeviceDirectory
  readonly backpressure: Backpressure
  readonly presence: StationPresence
  /** Of a protocol that has words for commands. */
  readonly orders: StationOrders | undefined
  readonly speech: () => Speech
  /** Aborted when the listener stops. */
  readonly signal: AbortSignal
  /** Looks once more into the register; true when something had changed. */
  readonly follow: () => Promise<boolean>
  readonly store: {
    data(spoken: Spoken, answer: Answer): void
    reply(spoken: Spoken, answer: Answer): void
    status(station: DeviceId, topic: string, online: boolean): void
  }
  readonly refuse: (socket: Socket, refused: RefusedBytes) => void
}
