import { background } from '../runtime/background.ts'
import type { Component } from '../runtime/component.ts'
import type { DeviceDirectory } from '../runtime/device-directory.ts'
import { consumers } from '../core/consumers.ts'
import type { Observer } from '../core/events.ts'
import type { DurableLog, Effects } from '../core/log.ts'
import { pump } from '../runtime/pump.ts'
import type { Clock } from '../core/time.ts'
import { framesTopic } from '../core/topics.ts'
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

/** Refusals that the register may have outdated already. */
const registerReasons = ['unknown-device', 'inactive-device', 'not-your-device'] as const

export function createIngest({
  log,
  clock,
  observer,
  directory,
  config,
}: IngestDependencies): Component {
  const pending = new WeakMap<Effects, Tally>()
  return background('ingest', observer, {
    frames: (signal) =>
      pump(
        {
          log,
          clock,
          observer,
          topic: framesTopic,
          group: consumers.ingest.group,
          consume: { maxRecords: config.batch, linger: config.linger },
          async handler(batch) {
            let normalised = normalise(batch, directory, config)
            const doubted = registerReasons.some((reason) => normalised.tally.reasons.has(reason))
            // The stage is pure, so asking the register once more and starting over costs only time.
            if (doubted && (await directory.follow())) {
              normalised = normalise(batch, directory, config)
            }
            const { tally, ...effects } = normalised
            pending.set(effects, tally)
            return effects
          },
          completed: (_batch, effects) => pending.get(effects)?.tell(observer),
        },
        signal,
      ),
  })
}
