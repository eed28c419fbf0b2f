/** Runs the version that somebody wants to see beside the rules in force. Whatever becomes of it, those are not concerned. */
import { isRetryable, messageOf } from '../core/errors.ts'
import type { Observer } from '../core/observer.ts'
import type { Batch, PartitionState, StateChange } from '../core/log.ts'
import { noShadowResult, type ShadowResult } from '../core/rule-shadow.ts'
import { shadowOf, type RuleVersions } from '../core/rule-versions.ts'
import type { ReadingRecord } from '../core/topics.ts'
import { mistakeText } from '../runtime/yaml-source.ts'
import { checkCatalogue, type RuleSet } from './in-force/catalogue.ts'
import type { CityClock } from './judging/city-clock.ts'
import type { Devices } from './judging/bindings.ts'
import type { Verdict } from './judging/verdict.ts'
import { Shadow, shadowsLeft } from './judging/shadow.ts'

export interface ShadowBeside {
  /** Follows what people want, and tells the register what was seen; never rejects. */
  look(): Promise<void>
  /** What is to be kept with the batch; never throws. */
  work(batch: ShadowBatch, live: Verdict, rules: RuleSet, devices: Devices): ShadowWork
}

type ShadowBatch = Pick<Batch<ReadingRecord>, 'partition' | 'records' | 'state'>

interface ShadowWork {
  readonly changes: readonly StateChange[]
  /** The batch is durable. */
  readonly completed: () => void
}

interface Running {
  readonly shadow: Shadow
  readonly inForce: RuleSet
  told?: ShadowResult
}

interface Wanted {
  readonly number: number
  readonly version: RuleSet
}

const nothing: ShadowWork = { changes: [], completed: () => {} }

export interface ShadowDependencies {
  readonly versions: RuleVersions
  /** Those the city chose. */
  readonly profiles: readonly string[]
  readonly clock: CityClock
  readonly observer: Observer
}

export function shadowBeside({
  versions,
  profiles,
  clock,
  observer,
}: ShadowDependencies): ShadowBeside {
  let wanted: Wanted | undefined
  /** Whether the register was asked yet: until then what is kept may be of one that runs. */
  let asked = false
  /** The change whose shadow failed here; it is not tried again. */
  let failed = 0
  let running = new WeakMap<PartitionState, Running>()
  let swept = new WeakSet<PartitionState>()
  /** What the register was not told yet, by partition. */
  const untold = new Map<number, { readonly number: number; readonly result: ShadowResult }>()

  const want = (next: Wanted | undefined): void => {
    wanted = next
    running = new WeakMap()
    swept = new WeakSet()
  }

  const fail = (number: number, partition: number, error: unknown): void => {
    const failure = messageOf(error)
    failed = number
    want(undefined)
    untold.set(partition, { number, result: { ...noShadowResult, failure } })
    observer.emit('rules.shadow-failed', { message: failure })
  }

  const follow = async (): Promise<void> => {
    const change = await shadowOf(versions)
    asked = true
    if (change === undefined) {
      if (wanted !== undefined) want(undefined)
      return
    }
    const { number, version } = change
    if (number === wanted?.number || number === failed) return
    const texts = (await versions.texts(version)) ?? new Map<string, string>()
    const { ruleSet, mistakes } = checkCatalogue({ texts, mistakes: [] }, profiles)
    if (ruleSet === undefined) fail(number, 0, new Error(mistakes.map(mistakeText).join('; ')))
    else want({ number, version: ruleSet })
  }

  const tell = async (): Promise<void> => {
    for (const [partition, told] of [...untold]) {
      await versions.keepShadow(told.number, partition, told.result)
      if (untold.get(partition) === told) untold.delete(partition)
    }
  }

  const sweep = ({ state }: ShadowBatch): ShadowWork => {
    if (!asked || swept.has(state)) return nothing
    return { changes: shadowsLeft(state), completed: () => void swept.add(state) }
  }

  return {
    async look() {
      try {
        await follow()
        await tell()
      } catch (error) {
        if (!isRetryable(error)) observer.emit('rules.shadow-failed', { message: messageOf(error) })
      }
    },
    work(batch, live, inForce, devices) {
      if (wanted === undefined) return sweep(batch)
      const { number, version } = wanted
      const { partition, records, state } = batch
      try {
        let found = running.get(state)
        if (found?.inForce !== inForce) {
          const shadow = new Shadow(devices, clock, { number, version, inForce })
          found = { shadow, inForce }
          running.set(state, found)
        }
        const current = found
        const { shadow } = current
        const { changes, result } = shadow.work(records, state, live)
        return {
          changes,
          completed: () => {
            shadow.completed()
            if (same(current.told, result)) return
            current.told = result
            untold.set(partition, { number, result })
          },
        }
      } catch (error) {
        fail(number, partition, error)
        return nothing
      }
    },
  }
}

/** What is kept comes back as another object. */
const same = (told: ShadowResult | undefined, result: ShadowResult): boolean =>
  told !== undefined && JSON.stringify(told) === JSON.stringify(result)
