import type { Access } from '../../core/access.ts'
import type { WrittenBindings } from '../../core/bindings/bindings.ts'
import type { Observer } from '../../core/observer.ts'
import type { DurableLog } from '../../core/log.ts'
import type { Clock } from '../../core/time.ts'
import type { DeviceLookup } from '../denied.ts'

interface PushLimits {
  /** Of the platforms, by the names that bindings call them. */
  readonly secrets: Readonly<Record<string, string>>
  /** Messages a second of one binding, and at once before that. */
  readonly pushRate: number
  readonly pushBurst: number
}

export interface IngestApiDependencies {
  readonly access: Access
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  /** By which letters of topics that had none are put back, and what is pushed over HTTP is taken. */
  readonly bindings: WrittenBindings
  readonly push: PushLimits
  /** By which it is said whether a device is registered that a binding names. */
  readonly directory: DeviceLookup & { follow(): Promise<unknown> }
}
