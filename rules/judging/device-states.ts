/**
 * What all rules remember of a device, kept as one thing: a reading changes the states of nearly all of them, and a log pays for
 * each key by itself, wherever it lies. Who judges sees a state for each rule on a device, as before. Versions before kept them so,
 * too; what is left of that is read, and goes when something of its device is written.
 */
import { consumers } from '../../core/consumers.ts'
import type { RuleId } from '../../core/identity.ts'
import type { Effects, PartitionState, StateChange } from '../../core/log.ts'
import type { RuleState } from './state.ts'
import { deviceOf, isOfRule, ruleOf } from './state-key.ts'

const { prefix } = consumers.rules.remembers.device

/** The stored form. */
interface KeptDevice {
  /** Their names in order, with spaces between: the same text for all devices that the same rules watch. */
  readonly rules: string
  readonly states: readonly RuleState[]
}

const nothing: KeptDevice = { rules: '', states: [] }

const placesByRules = new Map<string, ReadonlyMap<string, number>>()

/** Where the state of each rule stands. */
function placesIn({ rules }: KeptDevice): ReadonlyMap<string, number> {
  let places = placesByRules.get(rules)
  if (places === undefined) {
    const names = rules === '' ? [] : rules.split(' ')
    places = new Map(names.map((name, place) => [name, place]))
    placesByRules.set(rules, places)
  }
  return places
}

/** A device in the batch in hand. */
interface Found {
  readonly kept: KeptDevice
  readonly places: ReadonlyMap<string, number>
}

export class DeviceStates implements PartitionState {
  readonly #log: PartitionState
  readonly #found = new Map<string, Found>()
  /** By device, the rules whose states are kept one by one; unknown until all was walked through. */
  #apart: Map<string, RuleId[]> | undefined

  constructor(log: PartitionState) {
    this.#log = log
  }

  /** Another batch: the log may remember something else than before. */
  begin(): void {
    this.#found.clear()
  }

  get(key: string): unknown {
    if (!isOfRule(key)) return this.#log.get(key)
    const device = deviceOf(key)
    const { kept, places } = this.#find(device)
    const place = places.get(ruleOf(key))
    if (place !== undefined) return kept.states[place]
    return this.#apart === undefined || this.#apart.has(device) ? this.#log.get(key) : undefined
  }

  /** Those of rules in the order of their devices. */
  *entries(wanted: string): Iterable<readonly [key: string, value: unknown]> {
    if (!isOfRule(wanted)) yield* this.#log.entries(wanted)
    else for (const entry of this.#walk()) if (entry[0].startsWith(wanted)) yield entry
  }

  *#walk(): Iterable<readonly [key: string, value: unknown]> {
    const apart = new Map<string, RuleId[]>()
    // Of each name one text: a slice of a key would hold all of the key.
    const names = new Map<string, RuleId>()
    for (const entry of this.#log.entries('')) {
      const [key, value] = entry
      if (key.startsWith(prefix)) {
        yield* statesOf(key.slice(prefix.length), value)
        continue
      }
      if (isOfRule(key)) {
        const name = names.get(ruleOf(key)) ?? ruleOf(key)
        names.set(name, name)
        const rules = apart.get(deviceOf(key))
        if (rules === undefined) apart.set(deviceOf(key), [name])
        else rules.push(name)
      }
      yield entry
    }
    this.#apart = apart
  }

  /** A batch as the log is to take it. */
  kept({ state, ...effects }: Effects): Effects {
    return state === undefined || state.length === 0
      ? effects
      : { ...effects, state: this.#kept(state) }
  }

  #kept(changes: readonly StateChange[]): readonly StateChange[] {
    const others: StateChange[] = []
    const devices = new Map<string, Map<string, RuleState | undefined>>()
    for (const change of changes) {
      if (!isOfRule(change.key)) {
        others.push(change)
        continue
      }
      const device = deviceOf(change.key)
      let states = devices.get(device)
      if (states === undefined) devices.set(device, (states = new Map()))
      states.set(ruleOf(change.key), change.value as RuleState | undefined)
    }
    const kept = [...devices].flatMap(([device, states]) => this.#keepOne(device, states))
    return [...kept, ...others]
  }

  #keepOne(
    device: string,
    changed: ReadonlyMap<string, RuleState | undefined>,
  ): readonly StateChange[] {
    const apart = this.#rulesApart(device).flatMap((rule) => {
      const state = this.#log.get(`${rule}/${device}`) as RuleState | undefined
      return state === undefined ? [] : [[rule, state] as const]
    })
    if (apart.length === 0) this.#apart?.delete(device)
    const value = withChanges(this.#find(device), [...apart, ...changed])
    const gone = apart.map(([rule]) => ({ key: `${rule}/${device}`, value: undefined }))
    return [{ key: prefix + device, value }, ...gone]
  }

  #rulesApart(device: string): readonly RuleId[] {
    while (this.#apart === undefined) for (const _ of this.#walk());
    return this.#apart.get(device) ?? []
  }

  #find(device: string): Found {
    let found = this.#found.get(device)
    if (found === undefined) {
      found = foundIn(this.#log.get(prefix + device))
      this.#found.set(device, found)
    }
    return found
  }
}

/** Those of a batch, by what its partition remembers in the log. */
export function deviceStates(): (log: PartitionState) => DeviceStates {
  const known = new WeakMap<PartitionState, DeviceStates>()
  return (log) => {
    const states = known.get(log) ?? new DeviceStates(log)
    known.set(log, states)
    states.begin()
    return states
  }
}

function* statesOf(
  device: string,
  value: unknown,
): Iterable<readonly [key: string, value: unknown]> {
  const { kept, places } = foundIn(value)
  for (const [rule, place] of places) yield [`${rule}/${device}`, kept.states[place]]
}

function foundIn(value: unknown): Found {
  const kept = value === undefined ? nothing : (value as KeptDevice)
  return { kept, places: placesIn(kept) }
}

/** Undefined when no state is left. */
function withChanges(
  { kept, places }: Found,
  changes: readonly (readonly [rule: string, state: RuleState | undefined])[],
): KeptDevice | undefined {
  const states = [...kept.states]
  const isSame = changes.every(([rule, state]) => {
    const place = places.get(rule)
    if (place === undefined || state === undefined) return false
    states[place] = state
    return true
  })
  if (isSame) return { rules: kept.rules, states }
  const byRule = new Map<string, RuleState | undefined>(
    [...places].map(([rule, place]) => [rule, kept.states[place]]),
  )
  for (const [rule, state] of changes) byRule.set(rule, state)
  const left = [...byRule]
    .flatMap(([rule, state]) => (state === undefined ? [] : [[rule, state] as const]))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  if (left.length === 0) return undefined
  return { rules: left.map(([rule]) => rule).join(' '), states: left.map(([, state]) => state) }
}
