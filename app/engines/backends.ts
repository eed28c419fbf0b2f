import type { SessionJournal } from '../../broker/ports.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { DurableLog } from '../../core/log.ts'
import type { OperationsStore } from '../../core/operations.ts'
import type { Registry } from '../../core/registry.ts'
import type { Room } from '../../core/room.ts'
import type { Clock } from '../../core/time.ts'
import type { SeriesStore } from '../../core/series.ts'

import type { SessionStore } from './session-store.ts'

/**
 * The engines under the system. One machine and a metropolis differ in the configuration from which engines.ts makes this
 * record and in nothing else. The stores are opened by the roles that ask for them, once.
 */
export interface Backends extends AsyncDisposable {
  readonly clock: Clock
  readonly log: DurableLog
  readonly registry: Registry
  series(): Promise<SeriesStore>
  cases(): Promise<CaseStore>
  /** Who is signed in. */
  sessions(): Promise<SessionStore>
  /** Where the sessions of a broker that runs alone outlive it; left out where they end with it. */
  mqttSessions?(): Promise<SessionJournal>
  /** Where points for dashboards go; left out where there is nothing to write them to. */
  operations?(): OperationsStore
  /** Work of the log's own: retention. One thread does it. */
  retain(): Promise<void>
  /** What the log takes on the disk of this machine. */
  bytes(): number
  /** The disk under the data folder. */
  readonly room: Room
}
