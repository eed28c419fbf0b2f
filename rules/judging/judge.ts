/**
 * The stage of the rules: a batch of readings, statuses and ticks against the state of a partition. Everything it
 * decides follows from the records, the state, the rules and the register; what it keeps in memory besides (bindings of
 * rules to devices, timers, standing alarms) is an index that can be rebuilt from the state at any time, and is rebuilt
 * when a batch did not become durable.
 */
import { consumers } from '../../core/consumers.ts'
import type { AlarmTransition } from '../../core/alarm.ts'
import { messageOf } from '../../core/errors.ts'
import type { RuleId } from '../../core/identity.ts'
import { mutesNothing, type Muting } from '../../core/muting.ts'
import type { LogRecord, PartitionState } from '../../core/log.ts'
import type { Reading } from '../../core/reading.ts'
import { instant } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import { absenceDueAt, firstKnown } from './absence.ts'
import { nothingWaits } from './allowance.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import type { CityClock } from './city-clock.ts'
import { AreaNotices } from './area-notices.ts'
import { Bindings, type Devices } from './bindings.ts'
import { InHand } from './in-hand.ts'
import { listened, type Listening } from './listening.ts'
import { inputsOf, type Stands } from './membership.ts'
import { migrate, retire } from './migration.ts'
import { PartitionClock } from './partition-clock.ts'
import type { Bound } from '../language/rule.ts'
import { standsNow, type Input, type RuleState } from './state.ts'
import { ruleOf, statesIn } from './state-key.ts'
import { dueAt, step } from './step.ts'
import { Timers } from './timers.ts'
import { placeOf, Unwritten } from './unwritten.ts'
import type { Told, Verdict } from './verdict.ts'

const {
  tick: { key: tickKey },
  lanes: { key: lanesKey },
  told: { prefix: toldPrefix },
  wait: { prefix: waitPrefix },
} = consumers.rules.remembers

const nothing: Told = { transitions: [], members: [] }

export class Judge {
  readonly #devices: Devices
  readonly #clock: CityClock
  readonly #muting: Pick<Muting, 'mutes' | 'mark'>
  #ruleSet: RuleSet
  #bindings: Bindings
  #areas: AreaNotices
  #sweptAt = -1
  #mutedAs = ''
  readonly #timers = new Timers()
  readonly #standing = new Map<string, RuleId>()
  #indexed = false
  #migrated = false
  readonly #state: Unwritten
  #hand: InHand
  #time!: PartitionClock
  /** By which rules and register everything that waits was judged. */
  #judgedBy = { ruleSet: undefined as RuleSet | undefined, revision: -1 }
  #revision = -1

  // While records are judged again.
  #place: Map<string, unknown> | undefined
  /** Rules that were not in force then. */
  #begun: ReadonlySet<string> = new Set()
  #owed: Told = nothing

  /** `allowed`: how much may wait to be written; without it every state is written with the batch that changed it. */
  constructor(
    devices: Devices,
    clock: CityClock,
    ruleSet: RuleSet,
    muting: Pick<Muting, 'mutes' | 'mark'> = mutesNothing,
    allowed = nothingWaits,
  ) {
    this.#devices = devices
    this.#muting = muting
    this.#clock = clock
    this.#ruleSet = ruleSet
    this.#state = new Unwritten(allowed)
    this.#hand = new InHand(this.#state, nothing)
    this.#bindings = new Bindings(devices, ruleSet)
    this.#areas = this.#areasOf(ruleSet, this.#bindings)
  }

  #areasOf(ruleSet: RuleSet, bindings: Bindings): AreaNotices {
    return new AreaNotices(ruleSet, this.#devices, bindings, {
      muting: this.#muting,
      timers: this.#timers,
      standing: this.#standing,
      hand: () => this.#hand,
      listening: () => this.#time.listening,
      told: () => this.#state.entries(toldPrefix),
    })
  }

  get ruleSet(): RuleSet {
    return this.#ruleSet
  }

  /** Other rules from the next batch on. */
  use(ruleSet: RuleSet): void {
    this.#ruleSet = ruleSet
    this.#bindings = new Bindings(this.#devices, ruleSet)
    this.#areas = this.#areasOf(ruleSet, this.#bindings)
    this.#migrated = false
    this.#indexed = false
    this.#sweptAt = -1
  }

  /** From where on records come to `again` before the first batch; undefined when all is durable. */
  begin(state: PartitionState): number | undefined {
    this.#state.over(state)
    return this.#state.again()?.offset
  }

  /**
   * Judges records that were judged before this judge began, for the states that were not written since. What was told
   * is not found again, as it was written with the states that told it, and they say up to which record they know all. Only where
   * the rules or the register were changed meanwhile somebody may be told something, with the first batch, whose first record is
   * of the instant `at`. What follows from the present, and not from the records, waits for that batch too.
   */
  again(records: readonly LogRecord<ReadingRecord>[], at: Instant): void {
    const [first] = records
    const from = this.#state.again()
    if (first === undefined || from === undefined) return
    const place = (this.#place ??= new Map([
      [tickKey, from.tick],
      [lanesKey, from.lanes],
    ]))
    const begin = placeOf(first.offset, (key) => place.get(key))
    this.#hand = new InHand(this.#state, this.#owed)
    this.#time = new PartitionClock(place, (key, value) => place.set(key, value))
    if (!this.#migrated) this.#migrate(at)
    if (!this.#indexed) this.#index()
    this.#take(records)
    this.#migrated = true
    this.#indexed = true
    this.#state.wait(this.#hand.changes, begin)
    this.#owed = this.#hand
  }

  work(records: readonly LogRecord<ReadingRecord>[], state: PartitionState): Verdict {
    // The timers of what was judged again are as they were there.
    if (this.#place !== undefined) this.#indexed = false
    this.#place = undefined
    this.#state.over(state)
    this.#hand = new InHand(this.#state, this.#owed)
    this.#time = new PartitionClock(this.#state, (key, value) => this.#hand.write(key, value))
    this.#revision = this.#devices.revision
    const first = records[0]
    if (first === undefined)
      return this.#hand.verdict(
        placeOf(0, () => undefined),
        0,
        0,
        true,
      )
    const begin = placeOf(first.offset, (key) => this.#state.get(key))
    if (!this.#migrated) this.#migrate(instantOf(first.value))
    if (!this.#indexed) this.#index(first.offset)
    // Until `completed` says otherwise the index may be ahead of what is durable.
    this.#indexed = false
    const readings = this.#take(records)
    const { ruleSet, revision } = this.#judgedBy
    // What waits is never judged again by other rules than those that it was judged by.
    const all = ruleSet !== this.#ruleSet || revision !== this.#revision
    return this.#hand.verdict(begin, (records.at(-1) ?? first).offset + 1, readings, all)
  }

  /** The effects of the last `work` are durable. */
  completed(ruleSet: RuleSet): void {
    this.#state.settled()
    this.#owed = nothing
    this.#judgedBy = { ruleSet, revision: this.#revision }
    this.#indexed = ruleSet === this.#ruleSet
    this.#migrated = ruleSet === this.#ruleSet
  }

  /** The number of readings. */
  #take(records: readonly LogRecord<ReadingRecord>[]): number {
    let readings = 0
    for (const { value, offset } of records) {
      if (value.type === 'reading') {
        readings += 1
        this.#read(value, offset)
      } else if (value.type === 'tick') {
        if (this.#time.tick(value)) this.#tick(offset)
      }
    }
    return readings
  }

  /** Whether a state is not concerned by a record that is judged again. */
  #isBehind(key: string, bound: Bound, offset: number): boolean {
    if (this.#place === undefined) return false
    const known = this.#hand.state(key)?.known ?? -1
    return known >= offset || this.#begun.has(bound.rule.id) || this.#hand.isForgotten(key)
  }

  #migrate(at: Instant): void {
    const around = {
      state: this.#state,
      clock: this.#clock,
      boundOf: (key: string) => this.#bindings.ofState(key),
    }
    const { changes, transitions, begun } = migrate(this.#ruleSet.rules, around, at)
    this.#begun = begun
    for (const { key, value } of changes) this.#hand.write(key, value)
    for (const transition of transitions) this.#note(transition, at)
  }

  /** `next`: of the first record that no state can know. */
  #index(next = Number.POSITIVE_INFINITY): void {
    this.#timers.clear()
    this.#standing.clear()
    this.#sweptAt = -1
    for (const [key, value] of statesIn(this.#state)) {
      const state = this.#hand.changes.has(key) ? this.#hand.state(key) : value
      const bound = this.#bindings.ofState(key)
      if (state === undefined) continue
      // Moved here from another log, or this one was set back.
      if (state.known !== undefined && state.known >= next) {
        const { known: _known, ...rest } = state
        this.#hand.write(key, rest)
      }
      if (standsNow(state)) this.#standing.set(key, ruleOf(key))
      if (bound !== undefined) this.#schedule(bound, state, true, true)
    }
    const waits = [...this.#state.entries(waitPrefix)].map(([key]) => key)
    for (const key of new Set([...waits, ...this.#hand.changes.keys()]))
      if (key.startsWith(waitPrefix)) this.#areas.scheduleWaits(key)
  }

  #read(reading: Reading, offset: number): void {
    const listening = this.#time.read(reading)
    for (const bound of this.#bindings.of(reading.device)) {
      if (this.#isBehind(bound.key, bound, offset)) continue
      this.#step(bound, this.#hand.state(bound.key), reading, listening, reading.receivedAt)
    }
  }

  #tick(offset: number): void {
    const at = instant(this.#time.listening.at)
    const now = listened(this.#time.listening)
    if (this.#place === undefined) this.#follow(at)
    for (let key = this.#timers.take(now); key !== undefined; key = this.#timers.take(now)) {
      const waits = key.startsWith(waitPrefix)
      const bound = waits ? undefined : this.#bindings.ofState(key)
      if (
        this.#place !== undefined &&
        (bound === undefined || this.#isBehind(key, bound, offset))
      ) {
        this.#timers.schedule(key, now + 1)
        continue
      }
      if (waits) {
        this.#areas.elapsed(key, now, at)
        continue
      }
      const before = this.#hand.state(key)
      if (before === undefined) continue
      if (bound === undefined) this.#drop(key, before, at)
      else this.#step(bound, before, { type: 'tick', at }, this.#time.listening, at)
    }
  }

  /** What is otherwise than at the tick before, and not by the records. */
  #follow(at: Instant): void {
    const mutedAs = this.#muting.mark(at)
    if (this.#sweptAt !== this.#devices.revision) this.#sweep(at)
    else if (this.#mutedAs !== mutedAs) this.#areas.tellAll(at)
    this.#mutedAs = mutedAs
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
      if (rebased === true) this.#hand.rebased += 1
      if (transitions.length > 0) this.#hand.write(bound.key, state)
      else if (state !== before) this.#hand.keep(bound.key, state)
      if (transitions.length > 0 && bound.rule.document.case.holdsBack !== undefined)
        this.#areas.tellOf(bound.device.id, decided)
      if (state === undefined) return
      this.#schedule(bound, state, input.type === 'tick', transitions.length > 0)
    } catch (error) {
      this.#hand.failures.push(`${bound.key}: ${messageOf(error)}`)
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
      for (const bound of this.#bindings.of(device.id)) {
        if (bound.rule.form !== 'absence' || this.#hand.get(bound.key) !== undefined) continue
        const state = firstKnown(at, this.#time.listening)
        this.#hand.write(bound.key, state)
        this.#schedule(bound, state, false, true)
      }
    }
    for (const key of [...this.#standing.keys()].sort()) {
      const state = this.#hand.state(key)
      if (state !== undefined && this.#bindings.ofState(key) === undefined)
        this.#drop(key, state, at)
    }
    this.#areas.registerChanged(at)
  }

  #drop(key: string, state: RuleState, at: Instant): void {
    const id = ruleOf(key)
    const title = this.#ruleSet.rules.find((rule) => rule.id === id)?.title ?? { zh: id, en: id }
    for (const cleared of retire(key, state, title, at)) this.#note(cleared, at)
    this.#hand.write(key, undefined)
  }

  #note(transition: AlarmTransition, decided: Instant, inputs: Stands['values'] = {}): void {
    this.#hand.transitions.push({ ...transition, decidedAt: decided })
    const { kind, past } = transition
    // They change nothing of what stands.
    if (past === true || kind === 'reminded' || kind === 'amended') return
    const key = `${transition.rule}/${transition.subject.device}`
    if (transition.kind === 'cleared') this.#standing.delete(key)
    else this.#standing.set(key, transition.rule)
    this.#areas.note(key, transition, decided, inputs)
  }
}

export function instantOf(record: ReadingRecord): Instant {
  return record.type === 'reading' ? record.receivedAt : record.at
}
