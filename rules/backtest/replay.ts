/** Records judged once more, by the judge of the engine itself, from an empty state. */
import type { AlarmTransition } from '../../core/alarm.ts'
import type { RegisteredDevice } from '../../core/registry.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import { Remembered } from '../../runtime/remembered.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import type { CityClock } from '../judging/city-clock.ts'
import type { Devices } from '../judging/bindings.ts'
import { Judge } from '../judging/judge.ts'
import type { RuleState } from '../judging/state.ts'

/** The register as it is now and stays while something is judged again. */
export function devicesOf(registered: Iterable<RegisteredDevice>): Devices {
  const devices = new Map([...registered].map((one) => [String(one.device.id), one]))
  return { revision: 0, get: (id) => devices.get(id), values: () => devices.values() }
}

export class Replay {
  readings = 0
  /** What the judge could not judge, some of it. */
  readonly failures = new Set<string>()
  readonly #judge: Judge
  readonly #state = new Remembered()

  constructor(ruleSet: RuleSet, devices: Devices, clock: CityClock) {
    // Nobody asks what areas are told.
    this.#judge = new Judge(devices, clock, { ...ruleSet, areas: [] })
  }

  take(records: readonly ReadingRecord[]): readonly AlarmTransition[] {
    const batch = records.map((value) => ({ partition: 0, offset: 0, value }))
    const { effects, transitions, readings, failures } = this.#judge.work(batch, this.#state)
    this.#state.apply(effects.state)
    this.#judge.completed(this.#judge.ruleSet)
    this.readings += readings
    for (const failure of failures)
      if (this.failures.size < mostFailures) this.failures.add(failure)
    return transitions
  }

  stateOf(key: string): RuleState | undefined {
    return this.#state.get(key) as RuleState | undefined
  }
}

const mostFailures = 20
