import type { Bindings } from '../core/bindings/bindings.ts'
import type { Component } from '../runtime/component.ts'
import type { DeviceDirectory } from '../runtime/device-directory.ts'
import { consumers } from '../core/consumers.ts'
import type { Observer } from '../core/observer.ts'
import type { DurableLog, PartitionState } from '../core/log.ts'
import { stage } from '../runtime/stage.ts'
import type { Clock } from '../core/time.ts'
import type { IngestConfig } from './config.ts'
import { Memory } from './memory.ts'
import { normalise } from './normalise.ts'

export interface IngestDependencies {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly directory: DeviceDirectory
  /** How messages on topics that are not ours are read; without it nobody's are. */
  readonly bindings?: Bindings
  readonly config: IngestConfig
}

/** Refusals that the register may have outdated already. */
const registerReasons = ['unknown-device', 'inactive-device', 'not-your-device'] as const

export function createIngest({
  directory,
  config,
  bindings,
  ...shared
}: IngestDependencies): Component {
  const memories = new WeakMap<PartitionState, Memory>()
  /** A partition that comes back from another worker comes with another state. */
  const memoryOf = (state: PartitionState): Memory => {
    const memory = memories.get(state) ?? new Memory(state)
    memories.set(state, memory)
    return memory
  }
  return stage({
    ...shared,
    name: 'ingest',
    consumer: consumers.ingest,
    consume: { maxRecords: config.batch, linger: config.linger },
    async work({ records, partition, partitions, state }) {
      const memory = memoryOf(state)
      const batch = { records, partition, partitions, state: memory }
      let normalised = normalise(batch, directory, config, bindings)
      const doubted = registerReasons.some((reason) => normalised.tally.reasons.has(reason))
      // The stage is pure, so asking the register once more and starting over costs only time.
      if (doubted && (await directory.follow()))
        normalised = normalise(batch, directory, config, bindings)
      const { append, tally } = normalised
      const effects = { append, state: memory.settle(normalised.state, normalised.additions) }
      return { effects, told: { tally, memory } }
    },
    committed({ tally, memory }) {
      memory.settled()
      tally.tell(shared.observer)
    },
  })
}
