/**
 * What areas are told of alarms of devices (membership.ts), and what is remembered of it: with the batch in hand, and under keys
 * beside the states that the alarms are of.
 */
import type { AlarmTransition } from '../../core/alarm.ts'
import { consumers } from '../../core/consumers.ts'
import type { DeviceId, RuleId } from '../../core/identity.ts'
import type { Muting } from '../../core/muting.ts'
import type { Instant } from '../../core/time.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import { explains } from '../language/rule.ts'
import { elapsed, nextDue, waitsFor, type Wait } from './area-waits.ts'
import type { Bindings, Devices } from './bindings.ts'
import type { InHand } from './in-hand.ts'
import { listeningAt, type Listening } from './listening.ts'
import {
  Membership,
  standsAfter,
  standsIn,
  type Occasion,
  type Stands,
  type Told,
} from './membership.ts'
import { standsNow } from './state.ts'
import type { Timers } from './timers.ts'

const {
  told: { prefix: toldPrefix },
  wait: { prefix: waitPrefix },
} = consumers.rules.remembers

/** What it has in common with the judge that it is part of. */
interface OfJudge {
  readonly muting: Pick<Muting, 'mutes'>
  readonly timers: Timers
  /** Rules of the alarms that stand. */
  readonly standing: ReadonlyMap<string, RuleId>
  readonly hand: () => InHand
  readonly listening: () => Listening
  /** What areas know, before the batch in hand. */
  readonly told: () => Iterable<readonly [key: string, value: unknown]>
}

export class AreaNotices {
  readonly #membership: Membership
  readonly #bindings: Bindings
  readonly #judge: OfJudge

  constructor({ rules, areas }: RuleSet, devices: Devices, bindings: Bindings, judge: OfJudge) {
    this.#bindings = bindings
    this.#judge = judge
    this.#membership = new Membership(
      rules,
      areas,
      { get: (id) => devices.get(id), all: () => devices.all?.() ?? devices.values() },
      (key, standing, at) => this.#isMuted(key, standing, at),
    )
  }

  /** A transition of an alarm that stands, or stood. */
  note(
    key: string,
    transition: Exclude<AlarmTransition, { readonly kind: 'reminded' | 'amended' }>,
    decidedAt: Instant,
    inputs: Stands['values'],
  ): void {
    const told = this.#judge.hand().get(toldPrefix + key) as Told | undefined
    if (told === undefined && !this.#membership.watches(transition.rule)) return
    this.#tell(key, standsAfter(transition, told?.standing, inputs), {
      ...{ at: transition.at, decidedAt },
      because: transition.kind === 'cleared' ? transition.because : 'recovered',
    })
  }

  registerChanged(at: Instant): void {
    this.#membership.registerChanged()
    this.tellAll(at)
  }

  tellAll(at: Instant): void {
    this.#tellAgain(this.#toldOrStanding(), at)
  }

  /** Of the alarms of a device: one of them holds others back. */
  tellOf(device: DeviceId, at: Instant): void {
    this.#tellAgain(this.#watchedOf(device), at)
  }

  /** What areas have to know of alarms that stand may be another thing now. */
  #tellAgain(keys: readonly string[], at: Instant): void {
    for (const key of keys) {
      const bound = this.#bindings.ofState(key)
      const state = this.#judge.hand().state(key)
      const known = this.#judge.hand().get(toldPrefix + key) as Told | undefined
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
    for (const [key, rule] of this.#judge.standing)
      if (this.#membership.watches(rule)) keys.add(key)
    for (const [key] of this.#judge.told()) {
      if (this.#judge.hand().get(key) !== undefined) keys.add(key.slice(toldPrefix.length))
    }
    return [...keys].sort()
  }

  #watchedOf(device: DeviceId): readonly string[] {
    return this.#bindings
      .of(device)
      .filter(({ key, rule }) => this.#membership.watches(rule.id) && this.#standsNow(key))
      .map(({ key }) => key)
  }

  #tell(key: string, standing: Stands | undefined, occasion: Omit<Occasion, 'told'>): void {
    const before = this.#judge.hand().get(toldPrefix + key) as Told | undefined
    const listening = listeningAt(this.#judge.listening(), occasion.decidedAt)
    const now = { ...occasion, told: listening }
    const { records, told } = this.#membership.tell(key, now, before, standing)
    if (records.length === 0 && told?.standing === before?.standing) return
    this.#judge.hand().members.push(...records)
    this.#judge.hand().write(toldPrefix + key, told)
    this.#wait(waitPrefix + key, [...this.#waits(waitPrefix + key), ...waitsFor(records)])
  }

  #waits(key: string): readonly Wait[] {
    return (this.#judge.hand().get(key) as readonly Wait[] | undefined) ?? []
  }

  #wait(key: string, waits: readonly Wait[]): void {
    if (waits.length === 0 && this.#judge.hand().get(key) === undefined) return
    this.#judge.hand().write(key, waits.length === 0 ? undefined : waits)
    this.scheduleWaits(key)
  }

  scheduleWaits(key: string): void {
    const waits = this.#waits(key)
    if (waits.length > 0) this.#judge.timers.schedule(key, nextDue(waits))
  }

  elapsed(key: string, now: number, at: Instant): void {
    const { records, rest } = elapsed(key.slice(waitPrefix.length), this.#waits(key), now, at)
    this.#judge.hand().members.push(...records)
    this.#wait(key, rest)
  }

  #isMuted(key: string, { alarm, severity }: Stands, at: Instant): boolean {
    const bound = this.#bindings.ofState(key)
    if (bound === undefined) return false
    const { rule, device } = bound
    const faults = this.#bindings.of(device.id).filter((other) => explains(other, bound))
    if (faults.some((fault) => this.#standsNow(fault.key))) return true
    const silence = rule.form === 'absence'
    return this.#judge.muting.mutes({ alarm, rule: rule.id, severity, device, silence }, at)
  }

  #standsNow(key: string): boolean {
    return standsNow(this.#judge.hand().state(key))
  }
}
