import type { RegisteredDevice } from '../../core/registry.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import { bind } from '../language/bind.ts'
import { applies, type Bound } from '../language/rule.ts'
import { deviceOf } from './state-key.ts'

export interface Devices {
  readonly revision: number
  get(id: string): RegisteredDevice | undefined
  values(): Iterable<RegisteredDevice>
  /** Where `values` are those of one partition: all of them. */
  all?(): Iterable<RegisteredDevice>
}

/** Which rules watch a device, bound to it; found again when the register changed. */
export class Bindings {
  readonly #devices: Devices
  readonly #ruleSet: RuleSet
  #bounds = new Map<string, readonly Bound[]>()
  #boundAt = -1

  constructor(devices: Devices, ruleSet: RuleSet) {
    this.#devices = devices
    this.#ruleSet = ruleSet
  }

  of(id: string): readonly Bound[] {
    if (this.#boundAt !== this.#devices.revision) {
      this.#bounds = new Map()
      this.#boundAt = this.#devices.revision
    }
    let bounds = this.#bounds.get(id)
    if (bounds === undefined) {
      const device = this.#devices.get(id)?.device
      const { rules, limits } = this.#ruleSet
      bounds =
        device === undefined
          ? []
          : rules.filter((rule) => applies(rule, device)).map((rule) => bind(rule, device, limits))
      this.#bounds.set(id, bounds)
    }
    return bounds
  }

  /** The rule of a state on its device; undefined when it does not watch it any more. */
  ofState(key: string): Bound | undefined {
    return this.of(deviceOf(key)).find((bound) => bound.key === key)
  }
}
