/**
 * The stage of the rules: a batch of readings, statuses and ticks against the state of a partition. Everything it
 * decides follows from the records, the state, the rules and the register; what it keeps in memory besides (bindings of
 * rules to devices, timers, standing alarms) is an index that can be rebuilt from the state at any time, and is rebuilt
 * when a batch did not become durable.
 */
import { consumers } from '../../core/consumers.ts'
import type { AlarmTransition } from '../../core/alarm.ts'
import type { AreaMember } from '../../core/area-member.ts'
import { messageOf } from '../../core/errors.ts'
import type { DeviceId, RuleId } from '../../core/identity.ts'
import { mutesNothing, type Muting } from '../../core/muting.ts'
import type { LogRecord, PartitionState } from '../../core/log.ts'
import type { Reading } from '../../core/reading.ts'
import type { RegisteredDevice } from '../../core/registry.ts'
import { instant } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import { absenceDueAt, firstKnown } from './absence.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import type { CityClock } from './city-clock.ts'
import { elapsed, nextDue, waitsFor, type Wait } from './area-waits.ts'
import { listened, listeningAt, type Listening } from './listening.ts'
import {
  inputsOf,
  Membership,
  standsAfter,
  standsIn,
  type Occasion,
  type Stands,
  type Told,
} from './membership.ts'
import { migrate, retire } from './migration.ts'
import { bind } from '../language/bind.ts'
import { PartitionClock } from './partition-clock.ts'
import { applies, explains, type Bound } from '../language/rule.ts'
import type { Input, RuleState } from './state.ts'
import { dueAt, step } from './step.ts'
import { Timers } from './timers.ts'
import { effectsOf, type Verdict } from './verdict.ts'

const {
  told: { prefix: toldPrefix },
  wait: { prefix: waitPrefix },
} = consumers.rules.remembers

export interface Devices {
  readonly revision: number
  get(id: string): RegisteredDevice | undefined
  values(): Iterable<RegisteredDevice>
  /** Where `values` are those of one partition: all of them. */
  all?(): Iterable<RegisteredDevice>
}

export class Judge {
  readonly #devices: Devices
  readonly #clock: CityClock
  readonly #muting: Pick<Muting, 'mutes' | 'mark'>
  #ruleSet: RuleSet
  #membership: Membership
  #bindings = new Map<string, readonly Bound[]>()
  #boundAt = -1
  #sweptAt = -1
  #mutedAs = ''
  readonly #timers = new Timers()
  readonly #standing = new Map<string, RuleId>()
  #indexed = false
  #migrated = false

  // The batch in hand.
  #state: PartitionState | undefined
  #changes = new Map<string, unknown>()
  #transitions: AlarmTransition[] = []
  #members: AreaMember[] = []
  #failures: string[] = []
  #rebased = 0
  #time!: PartitionClock

  constructor(
    devices: Devices,
    clock: CityClock,
    ruleSet: RuleSet,
    muting: Pick<Muting, 'mutes' | 'mark'> = mutesNothing,
  ) {
    this.#devices = devices
    this.#muting = muting
    this.#clock = clock
    this.#ruleSet = ruleSet
    this.#membership = this.#membershipOf(ruleSet)
  }

  #membershipOf({ rules, areas }: RuleSet): Membership {
    const devices = this.#devices
    return new Membership(
      rules,
      areas,
      { get: (id) => devices.get(id), all: () => devices.all?.() ?? devices.values() },
      (key, standing, at) => this.#isMuted(key, standing, at),
    )
  }

  get ruleSet(): RuleSet {
    return this.#ruleSet
  }

  /** Other rules from the next batch on. */
  use(ruleSet: RuleSet): void {
    this.#ruleSet = ruleSet
    this.#membership = this.#membershipOf(ruleSet)
    this.#migrated = false
    this.#indexed = false
    this.#boundAt = -1
    this.#sweptAt = -1
  }

  work(records: readonly LogRecord<ReadingRecord>[], state: PartitionState): Verdict {
    this.#state = state
    this.#changes = new Map()
    this.#transitions = []
    this.#members = []
    this.#failures = []
    this.#rebased = 0
    this.#time = new PartitionClock(state, (key, value) => this.#changes.set(key, value))
    const first = records[0]
    if (!this.#migrated && first !== undefined) this.#migrate(instantOf(first.value))
    if (!this.#indexed) this.#index()
    // Until `completed` says otherwise the index may be ahead of what is durable.
    this.#indexed = false
    let readings = 0
    for (const { value } of records) {
      if (value.type === 'reading') {
        readings += 1
        this.#read(value)
      } else if (value.type === 'tick') {
        if (this.#time.tick(value)) this.#tick()
      }
    }
    return {
      effects: effectsOf(this.#transitions, this.#members, this.#changes),
      transitions: this.#transitions,
      readings,
      rebased: this.#rebased,
      failures: this.#failures,
    }
  }

  /** The effects of the last `work` are durable. */
  completed(ruleSet: RuleSet): void {
    this.#indexed = ruleSet === this.#ruleSet
    this.#migrated = ruleSet === this.#ruleSet
  }

  #get(key: string): unknown {
    return this.#changes.has(key) ? this.#changes.get(key) : this.#state?.get(key)
  }

  #stands(key: string): boolean {
    const state = this.#get(key) as RuleState | undefined
    return state !== undefined && state.alarm !== null && state.alarm.level >= 0
  }

  #migrate(at: Instant): void {
    if (this.#state === undefined) return
    const around = {
      state: this.#state,
      clock: this.#clock,
      boundOf: (key: string) => this.#boundOf(key),
    }
    const { changes, transitions } = migrate(this.#ruleSet.rules, around, at)
    for (const { key, value } of changes) this.#changes.set(key, value)
    for (const transition of transitions) this.#note(transition, at)
  }

  #index(): void {
    this.#timers.clear()
    this.#standing.clear()
    this.#sweptAt = -1
    for (const [key] of this.#state?.entries('') ?? []) {
      if (key.startsWith('~')) continue
      const state = this.#get(key) as RuleState | undefined
      const bound = this.#boundOf(key)
      if (state === undefined) continue
      if (this.#stands(key)) this.#standing.set(key, key.slice(0, key.indexOf('/')) as RuleId)
      if (bound !== undefined) this.#schedule(bound, state, true, true)
    }
    const waits = [...(this.#state?.entries(waitPrefix) ?? [])].map(([key]) => key)
    for (const key of new Set([...waits, ...this.#changes.keys()]))
      if (key.startsWith(waitPrefix)) this.#scheduleWaits(key)
  }

  #bounds(id: string): readonly Bound[] {
    if (this.#boundAt !== this.#devices.revision) {
      this.#bindings = new Map()
      this.#boundAt = this.#devices.revision
    }
    let bounds = this.#bindings.get(id)
    if (bounds === undefined) {
      const device = this.#devices.get(id)?.device
      const { rules, limits } = this.#ruleSet
      bounds =
        device === undefined
          ? []
          : rules.filter((rule) => applies(rule, device)).map((rule) => bind(rule, device, limits))
      this.#bindings.set(id, bounds)
    }
    return bounds
  }

  #boundOf(key: string): Bound | undefined {
    return this.#bounds(key.slice(key.indexOf('/') + 1)).find((bound) => bound.key === key)
  }

  #read(reading: Reading): void {
    const listening = this.#time.read(reading)
    for (const bound of this.#bounds(reading.device)) {
      const before = this.#get(bound.key) as RuleState | undefined
      this.#step(bound, before, reading, listening, reading.receivedAt)
    }
  }

  #tick(): void {
    const at = instant(this.#time.listening.at)
    const now = listened(this.#time.listening)
    const mutedAs = this.#muting.mark(at)
    if (this.#sweptAt !== this.#devices.revision) this.#sweep(at)
    else if (this.#mutedAs !== mutedAs) this.#tellAgain(this.#toldOrStanding(), at)
    this.#mutedAs = mutedAs
    for (let key = this.#timers.take(now); key !== undefined; key = this.#timers.take(now)) {
      if (key.startsWith(waitPrefix)) {
        this.#elapsed(key, now, at)
        continue
      }
      const before = this.#get(key) as RuleState | undefined
      if (before === undefined) continue
      const bound = this.#boundOf(key)
      if (bound === undefined) this.#drop(key, before, at)
      else this.#step(bound, before, { type: 'tick', at }, this.#time.listening, at)
    }
  }

  #step(
    bound: Bound,
    before: RuleState | undefined,
    input: Input,
    listening: Listening,
    decided: Instant,
  ): void {
    try {
      const { state, transitions, rebased } = step(bound, before, input, this.#clock, listening)
      for (const one of transitions) this.#note(one, decided, inputsOf(bound, state))
      if (rebased === true) this.#rebased += 1
      if (state !== before) this.#changes.set(bound.key, state)
      if (transitions.length > 0 && bound.rule.document.case.holdsBack !== undefined)
        this.#tellAgain(this.#watchedOf(bound.device.id), decided)
      if (state === undefined) return
      this.#schedule(bound, state, input.type === 'tick', transitions.length > 0)
    } catch (error) {
      this.#failures.push(`${bound.key}: ${messageOf(error)}`)
    }
  }

  #schedule(bound: Bound, state: RuleState, ticked: boolean, turned: boolean): void {
    const { rule } = bound
    let due: Instant | undefined
    if (rule.form === 'condition') {
      due = dueAt(bound, rule, state, this.#clock, this.#time.listening)
    } else {
      // A sign of life moves the end of patience away; the timer that runs finds that out when it comes up.
      if (!turned && this.#timers.has(bound.key)) return
      due = absenceDueAt(bound, rule, state, this.#time.listening)
    }
    if (due === undefined) return
    this.#timers.schedule(
      bound.key,
      ticked ? Math.max(due, listened(this.#time.listening) + 1) : due,
    )
  }

  /** Devices that came, and standing alarms of devices that a rule does not watch any more. */
  #sweep(at: Instant): void {
    this.#sweptAt = this.#devices.revision
    for (const { device } of this.#devices.values()) {
      for (const bound of this.#bounds(device.id)) {
        if (bound.rule.form !== 'absence' || this.#get(bound.key) !== undefined) continue
        const state = firstKnown(at, this.#time.listening)
        this.#changes.set(bound.key, state)
        this.#schedule(bound, state, false, true)
      }
    }
    for (const key of [...this.#standing.keys()].sort()) {
      const state = this.#get(key) as RuleState | undefined
      if (state !== undefined && this.#boundOf(key) === undefined) this.#drop(key, state, at)
    }
    this.#membership.registerChanged()
    this.#tellAgain(this.#toldOrStanding(), at)
  }

  /** What areas have to know of alarms that stand may be another thing now. */
  #tellAgain(keys: readonly string[], at: Instant): void {
    for (const key of keys) {
      const bound = this.#boundOf(key)
      const state = this.#get(key) as RuleState | undefined
      const known = this.#get(toldPrefix + key) as Told | undefined
      if (bound === undefined || state === undefined) continue
      this.#tell(key, known?.standing ?? standsIn(bound, state), {
        ...{ at, decidedAt: at },
        because: 'recovered',
      })
    }
  }

  /** Alarms that areas know of, or may have to be told of since the rules or the register changed. */
  #toldOrStanding(): readonly string[] {
    const keys = new Set<string>()
    for (const [key, rule] of this.#standing) if (this.#membership.watches(rule)) keys.add(key)
    for (const [key] of this.#state?.entries(toldPrefix) ?? []) {
      if (this.#get(key) !== undefined) keys.add(key.slice(toldPrefix.length))
    }
    return [...keys].sort()
  }

  #watchedOf(device: DeviceId): readonly string[] {
    return this.#bounds(device)
      .filter(({ key, rule }) => this.#membership.watches(rule.id) && this.#stands(key))
      .map(({ key }) => key)
  }

  #tell(key: string, standing: Stands | undefined, occasion: Omit<Occasion, 'told'>): void {
    const before = this.#get(toldPrefix + key) as Told | undefined
    const listening = listeningAt(this.#time.listening, occasion.decidedAt)
    const now = { ...occasion, told: listening }
    const { records, told } = this.#membership.tell(key, now, before, standing)
    if (records.length === 0 && told?.standing === before?.standing) return
    this.#members.push(...records)
    this.#changes.set(toldPrefix + key, told)
    this.#wait(waitPrefix + key, [...this.#waits(waitPrefix + key), ...waitsFor(records)])
  }

  #waits(key: string): readonly Wait[] {
    return (this.#get(key) as readonly Wait[] | undefined) ?? []
  }

  #wait(key: string, waits: readonly Wait[]): void {
    if (waits.length === 0 && this.#get(key) === undefined) return
    this.#changes.set(key, waits.length === 0 ? undefined : waits)
    this.#scheduleWaits(key)
  }

  #scheduleWaits(key: string): void {
    const waits = this.#waits(key)
    if (waits.length > 0) this.#timers.schedule(key, nextDue(waits))
  }

  #elapsed(key: string, now: number, at: Instant): void {
    const { records, rest } = elapsed(key.slice(waitPrefix.length), this.#waits(key), now, at)
    this.#members.push(...records)
    this.#wait(key, rest)
  }

  #isMuted(key: string, { alarm, severity }: Stands, at: Instant): boolean {
    const bound = this.#boundOf(key)
    if (bound === undefined) return false
    const { rule, device } = bound
    const faults = this.#bounds(device.id).filter((other) => explains(other, bound))
    if (faults.some((fault) => this.#stands(fault.key))) return true
    const silence = rule.form === 'absence'
    return this.#muting.mutes({ alarm, rule: rule.id, severity, device, silence }, at)
  }

  #drop(key: string, state: RuleState, at: Instant): void {
    const id = key.slice(0, key.indexOf('/'))
    const title = this.#ruleSet.rules.find((rule) => rule.id === id)?.title ?? { zh: id, en: id }
    for (const cleared of retire(key, state, title, at)) this.#note(cleared, at)
    this.#changes.set(key, undefined)
  }

  #note(transition: AlarmTransition, decided: Instant, inputs: Stands['values'] = {}): void {
    this.#transitions.push({ ...transition, decidedAt: decided })
    const { kind, past } = transition
    // They change nothing of what stands.
    if (past === true || kind === 'reminded' || kind === 'amended') return
    const key = `${transition.rule}/${transition.subject.device}`
    if (transition.kind === 'cleared') this.#standing.delete(key)
    else this.#standing.set(key, transition.rule)
    const told = this.#get(toldPrefix + key) as Told | undefined
    if (told === undefined && !this.#membership.watches(transition.rule)) return
    this.#tell(key, standsAfter(transition, told?.standing, inputs), {
      ...{ at: transition.at, decidedAt: decided },
      because: transition.kind === 'cleared' ? transition.because : 'recovered',
    })
  }
}

function instantOf(record: ReadingRecord): Instant {
  return record.type === 'reading' ? record.receivedAt : record.at
}
