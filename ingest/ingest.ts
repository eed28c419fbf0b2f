import { background } from '../core/background.ts'
import type { Component } from '../core/component.ts'
import type { DeviceDirectory } from '../core/device-directory.ts'
import type { Observer } from '../core/events.ts'
import type { DurableLog, Effects } from '../core/log.ts'
import { pump } from '../core/pump.ts'
import type { Clock } from '../core/time.ts'
import { framesTopic } from '../core/topics.ts'
import { accountingFrom, accountingKey, addAccounting, noAccounting } from './accounting.ts'
import type { Accounting } from './accounting.ts'
import type { IngestConfig } from './config.ts'
import { normalise } from './normalise.ts'
import type { Tally } from './tally.ts'

export interface IngestDependencies {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly directory: DeviceDirectory
  readonly config: IngestConfig
}

export interface Ingest extends Component {
  /** Totals of all partitions worked on since the start; undefined before the first batch. */
  accounting(): Accounting | undefined
}

/** Refusals that the register may have outdated already. */
const registerReasons = ['unknown-device', 'inactive-device', 'not-your-device'] as const

export function createIngest({
  log,
  clock,
  observer,
  directory,
  config,
}: IngestDependencies): Ingest {
  const pending = new WeakMap<Effects, { readonly tally: Tally; readonly total: Accounting }>()
  const totals = new Map<number, Accounting>()
  const component = background('ingest', observer, {
    frames: (signal) =>
      pump(
        {
          log,
          clock,
          observer,
          topic: framesTopic,
          group: 'ingest',
          consume: { maxRecords: config.batch, linger: config.linger },
          async handler({ records, state }) {
            let normalised = normalise(records, state, directory, config)
            const doubted = registerReasons.some((reason) => normalised.tally.reasons.has(reason))
            // The stage is pure, so asking the register once more and starting over costs only time.
            if (doubted && (await directory.follow())) {
              normalised = normalise(records, state, directory, config)
            }
            const { tally, ...effects } = normalised
            const before = accountingFrom(state.get(accountingKey))
            pending.set(effects, { tally, total: addAccounting(before, tally.accounting) })
            return effects
          },
          completed({ partition }, effects) {
            const done = pending.get(effects)
            if (done === undefined) return
            totals.set(partition, done.total)
            done.tally.tell(observer)
          },
        },
        signal,
      ),
  })
  return {
    ...component,
    accounting: () =>
      totals.size === 0 ? undefined : [...totals.values()].reduce(addAccounting, noAccounting),
  }
}
