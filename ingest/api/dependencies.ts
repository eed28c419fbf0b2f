import type { Access } from '../../core/access.ts'
import { readerRoles, type Role } from '../../core/actor.ts'
import type { DeviceDirectory } from '../../core/device-directory.ts'
import type { Observer } from '../../core/events.ts'
import type { DurableLog } from '../../core/log.ts'
import type { Registry } from '../../core/registry.ts'
import type { Clock } from '../../core/time.ts'
import type { Grid } from '../grid.ts'
import type { DeviceCheck } from '../import-decision.ts'
import type { SeriesStore } from '../ports.ts'

export interface IngestApiDependencies {
  readonly access: Access
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly registry: Registry
  readonly directory: DeviceDirectory
  readonly grid: Grid
  readonly series: SeriesStore
  /** IANA zone of the city: days in the readings begin at its midnight. */
  readonly zone: string
  /** What units and rules know of a device that will have no effect; an import warns of it. */
  readonly deviceChecks?: () => Promise<readonly DeviceCheck[]>
}

export const readers: readonly Role[] = readerRoles
export const administrators: readonly Role[] = ['administrator']
/** Who may adopt a device and put dead letters back. */
export const operators: readonly Role[] = ['operator', 'administrator']
