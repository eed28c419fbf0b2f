import type { Component } from '../runtime/component.ts'
import type { DeviceDirectory } from '../runtime/device-directory.ts'
import { consumers } from '../core/consumers.ts'
import type { Observer } from '../core/observer.ts'
import type { DurableLog } from '../core/log.ts'
import { stage } from '../runtime/stage.ts'
import type { Clock } from '../core/time.ts'
import type { IngestConfig } from './config.ts'
import { normalise } from './normalise.ts'

export interface IngestDependencies {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly directory: DeviceDirectory
  readonly config: IngestConfig
}

/** Refusals that the register may have outdated already. */
const registerReasons = ['unknown-device', 'inactive-device', 'not-your-device'] as const

export const createIngest = ({ directory, config, ...shared }: IngestDependencies): Component =>
  stage({
    ...shared,
    name: 'ingest',
    consumer: consumers.ingest,
    consume: { maxRecords: config.batch, linger: config.linger },
    async work(batch) {
      let normalised = normalise(batch, directory, config)
      const doubted = registerReasons.some((reason) => normalised.tally.reasons.has(reason))
      // The stage is pure, so asking the register once more and starting over costs only time.
      if (doubted && (await directory.follow())) normalised = normalise(batch, directory, config)
      const { tally, ...effects } = normalised
      return { effects, told: tally }
    },
    committed: (tally) => tally.tell(shared.observer),
  })
