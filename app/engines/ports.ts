import type { BrokerDeps } from '../../broker/broker.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { Observer } from '../../core/observer.ts'
import type { DurableLog } from '../../core/log.ts'
import type { OperationsStore } from '../../core/operations.ts'
import type { Registry } from '../../core/registry.ts'
import type { Room } from '../../core/room.ts'
import type { SeriesStore } from '../../core/series.ts'
import type { Clock } from '../../core/time.ts'

import type { Config } from '../config.ts'
import type { AccountStore } from './account-store.ts'
import type { SessionStore } from './session-store.ts'

/** A log, and what its engine does beside it. */
export interface OpenLog extends AsyncDisposable {
  readonly log: DurableLog
  /** Work of the log's own: retention. One thread does it. */
  retain(): Promise<void>
  /** What the log takes on the disk of this machine. */
  bytes(): number
}

/** Where the sessions of MQTT clients outlive a connection: a journal of one broker, or a cluster of several. */
type MqttSessions = Pick<BrokerDeps, 'journal' | 'cluster'>

/** What the engines of a system offer together. Each is opened once, by a role that asks for it. */
export interface Ports {
  readonly log: () => Promise<OpenLog>
  readonly registry: () => Promise<Registry>
  /** Rejects with `store-missing` when the registers are not those of the log; left out where both lie in one data folder. */
  readonly ofOneCity?: (log: DurableLog) => Promise<void>
  readonly series: () => Promise<SeriesStore>
  readonly cases: () => Promise<CaseStore>
  /** Who is signed in. */
  readonly sessions: () => Promise<SessionStore>
  /** Who may sign in by name. */
  readonly accounts: () => Promise<AccountStore>
  readonly mqttSessions: () => Promise<MqttSessions>
  /** Where points for dashboards go; left out where there is nothing to write them to. */
  readonly operations?: () => Promise<OperationsStore>
}

/** What an engine opens its ports with. */
export interface EngineParts {
  readonly config: Config
  readonly clock: Clock
  readonly observer: Observer
  /** The disk under the data folder. */
  readonly room: Room
  /** Closes it with the others, in reverse. */
  readonly hold: <Engine extends AsyncDisposable>(name: string, engine: Engine) => Engine
  /** Waits for what may not be there yet. */
  readonly there: <Engine>(open: () => Promise<Engine>) => Promise<Engine>
}
