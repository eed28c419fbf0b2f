import type { DurableLog } from '../../core/log.ts'
import type { Registry } from '../../core/registry.ts'
import type { Room } from '../../core/room.ts'
import type { Clock } from '../../core/time.ts'

import type { OpenLog, Ports } from './ports.ts'

/**
 * The engines under the system. One machine and a metropolis differ in the configuration from which engines.ts makes this
 * record and in nothing else. The stores are opened by the roles that ask for them, once.
 */
export interface Backends
  extends
    AsyncDisposable,
    Pick<OpenLog, 'retain' | 'bytes'>,
    Pick<Ports, 'series' | 'cases' | 'sessions' | 'accounts' | 'operations'> {
  readonly clock: Clock
  readonly log: DurableLog
  readonly registry: Registry
  /** Left out where the sessions of MQTT clients end with the broker. */
  readonly mqttSessions?: Ports['mqttSessions']
  /** The disk under the data folder. */
  readonly room: Room
}
