/** Births of Sparkplug B, by the connection that they came by: what is remembered of metrics until data says their aliases. */
import type { BornMetric } from '../core/bindings/sparkplug.ts'
import { consumers } from '../core/consumers.ts'
import type { DeviceId } from '../core/identity.ts'
import type { PartitionState, StateChange } from '../core/log.ts'

interface Birth {
  readonly owner: string
  readonly metrics: readonly BornMetric[]
}

const { prefix } = consumers.ingest.remembers.births

/** Of one connection; what was born first is forgotten, and its data are dead letters until it is born again. */
const mostOwners = 1_000
const mostMetrics = 20_000

export class Births {
  readonly #state: Pick<PartitionState, 'get'>
  readonly #changed = new Map<DeviceId, readonly Birth[]>()

  constructor(state: Pick<PartitionState, 'get'>) {
    this.#state = state
  }

  changes(): readonly StateChange[] {
    return [...this.#changed].map(([source, value]) => ({ key: `${prefix}${source}`, value }))
  }

  of(source: DeviceId, owner: string): readonly BornMetric[] | undefined {
    return this.#all(source).find((one) => one.owner === owner)?.metrics
  }

  /** The same birth again writes nothing. */
  born(source: DeviceId, owner: string, metrics: readonly BornMetric[]): void {
    const before = this.of(source, owner)
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(metrics)) return
    const others = this.#all(source).filter((one) => one.owner !== owner)
    const kept = [...others, { owner, metrics }].slice(-mostOwners)
    let count = kept.reduce((sum, one) => sum + one.metrics.length, 0)
    while (count > mostMetrics && kept.length > 1) count -= kept.shift()?.metrics.length ?? 0
    this.#changed.set(source, kept)
  }

  #all(source: DeviceId): readonly Birth[] {
    const stored = this.#state.get(`${prefix}${source}`) as readonly Birth[] | undefined
    return this.#changed.get(source) ?? stored ?? []
  }
}
