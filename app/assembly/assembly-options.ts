import type { ServiceToken } from '../../broker/config.ts'
import type { WrittenBindings } from '../../core/bindings/bindings.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'

import type { Backends } from '../engines/backends.ts'
import type { AccessToken, Config } from '../config.ts'
import type { Setting } from '../../core/setting.ts'
import type { RunningObserver } from '../run/observer.ts'
import type { NotifierLogin } from '../run/services.ts'
import type { Role } from '../run/roles.ts'
import type { ThreadMetrics, ThreadStatus } from '../run/thread-status.ts'

/** What the assembly of a thread is given. */
export interface AssemblyOptions {
  readonly roles: ReadonlySet<Role>
  readonly config: Config
  /** The same with its sources, for administrators; none where nobody shows them. */
  readonly settings?: readonly Setting[]
  readonly backends: Backends
  readonly observer: RunningObserver
  /** Folder of the shipped rule catalogue. */
  readonly catalogue: string
  readonly tokens: readonly AccessToken[]
  /** MQTT names of the crews and of the notifier, beside those of the configuration. */
  readonly services: readonly ServiceToken[]
  /** Where the notifier finds the broker, and with what it proves itself. */
  readonly notifier: NotifierLogin
  /** Latest word of every thread, for probes. */
  readonly board: () => Promise<readonly ThreadStatus[]>
  readonly metrics: () => Promise<readonly ThreadMetrics[]>
  readonly threads: readonly string[]
  /** Which of them this is; left out by commands that only borrow the stages. */
  readonly thread?: string
  /** The sample city, which anybody may enter (app/http/decide/sample-entrance.ts). */
  readonly sample?: boolean
  /** Offset of `readings` up to which the time series is filled again; left out when nothing was lost. */
  readonly refillUntil?: number | undefined
}

/** What every component is given. */
export type Shared = Pick<Backends, 'log' | 'clock'> & {
  readonly observer: RunningObserver
  readonly directory: DeviceDirectory
  readonly bindings: WrittenBindings
}
