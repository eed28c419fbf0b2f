import type { Access } from '../../core/access.ts'
import type { Observer } from '../../core/observer.ts'
import type { DurableLog } from '../../core/log.ts'
import type { Clock } from '../../core/time.ts'

export interface IngestApiDependencies {
  readonly access: Access
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
}
