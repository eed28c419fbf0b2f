/**
 * What a rule without holds makes of readings, found the slow way: every sample is kept, and each value is worked out anew
 * from all of them by its definition (oracle-values.ts). Shares no code with the rules.
 */
import type { WallClock } from './oracle-clock.ts'
import { asksHours, namesIn, truth, type Cond, type Known } from './oracle-conditions.ts'
import {
  changeValue,
  countValue,
  sequenceValue,
  windowValue,
  type ChangeDraft,
  type Draft,
  type Sample,
} from './oracle-values.ts'

export interface Heard {
  readonly at: number
  readonly received: number
  /** Of good quality only. */
  readonly values: Readonly<Record<string, number>>
  readonly bad: readonly string[]
  readonly outside: readonly string[]
}

export interface Plan {
  readonly entries: readonly (readonly [name: string, draft: Draft])[]
  readonly when: Cond
  readonly quantities: readonly string[]
  /** Of the quantities and entries those in dB. */
  readonly levels: ReadonlySet<string>
  /** Milliseconds. */
  readonly period: number
}

const conditionsOf = (draft: Draft): readonly Cond[] => {
  if (draft.form === 'count') return [draft.count]
  if (draft.form === 'sequence') return [draft.first, draft.next]
  return draft.where === undefined ? [] : [draft.where]
}

const isMark = (draft: Draft): draft is ChangeDraft =>
  draft.form === 'change' && draft.change === 'outOfRange'

/** Where what is known of the mark of a quantity stands. */
const markOf = (name: string): string => `${name}.range`

const readBy = (draft: Draft): readonly string[] => [
  ...('of' in draft && draft.form !== 'count' && !isMark(draft) ? [draft.of] : []),
  ...conditionsOf(draft).flatMap(namesIn),
]

export class RulesOracle {
  changes: (readonly [at: number, what: 'raised' | 'cleared'])[] = []
  /** By name, at the newest judged instant. */
  known: Known = new Map()
  readonly #plan: Plan
  readonly #clock: WallClock
  readonly #samples = new Map<string, Sample[]>()
  readonly #takes = new Map<string, number>()
  readonly #used: ReadonlySet<string>
  /** Quantities whose marks are asked for. */
  readonly #marked: ReadonlySet<string>
  readonly #judged: number[] = []
  #received = 0
  #asked = 0
  #done = 0
  #standing = false

  constructor(plan: Plan, clock: WallClock) {
    this.#plan = plan
    this.#clock = clock
    for (const [name, draft] of plan.entries) {
      const every = readBy(draft).map((one) => this.#finishing(one) ?? 0)
      const longest = Math.max(0, ...every)
      if (longest > 0) this.#takes.set(name, longest)
    }
    const drafts = plan.entries.map(([, draft]) => draft)
    this.#marked = new Set(drafts.filter(isMark).map(({ of }) => of))
    const names = [...namesIn(plan.when), ...plan.entries.flatMap(([, draft]) => readBy(draft))]
    this.#used = new Set(names.filter((name) => plan.quantities.includes(name)))
  }

  hear(heard: Heard): void {
    const own = new Map(Object.entries(heard.values).filter(([name]) => this.#used.has(name)))
    for (const name of this.#marked) {
      if (heard.outside.includes(name)) own.set(markOf(name), 1)
      else if (name in heard.values) own.set(markOf(name), 0)
    }
    if (own.size === 0) return
    const newest = this.#judged.at(-1) ?? 0
    if (heard.at < newest) return this.#late(heard, own)
    this.#pass(Math.max(heard.at, this.#deviceClock(heard.received)), false)
    const again = heard.at === newest
    const silenced = [...heard.bad, ...heard.outside]
    const known = new Map(own)
    if (again) {
      for (const name of this.#used) {
        const value = this.known.get(name)
        const says = own.has(name) || silenced.includes(name)
        if (!says && value !== undefined) known.set(name, value)
      }
      for (const name of this.#marked) {
        const value = this.known.get(markOf(name))
        const says = own.has(markOf(name)) || silenced.includes(name)
        if (!says && value !== undefined) known.set(markOf(name), value)
      }
    } else {
      this.#judged.push(heard.at)
    }
    this.#received = heard.received
    for (const [name, draft] of this.#plan.entries) {
      if (!this.#takes.has(name)) this.#take(name, draft, known, heard.at, again ? own : undefined)
      this.#learn(known, name, this.#value(name, draft, known, heard.at))
    }
    this.known = known
    this.#judge(heard.at, known)
    // What the clock decided is decided again with this reading.
    this.#asked = 0
  }

  /** Nothing more is heard until then. */
  end(at: number): void {
    this.#pass(this.#deviceClock(at), true)
  }

  /** The lag of the newest judged reading is taken for the device's own, and a second more. */
  #deviceClock(now: number): number {
    const newest = this.#judged.at(-1)
    return newest === undefined ? 0 : newest + Math.max(0, now - this.#received - 1_000)
  }

  #samplesOf(name: string): Sample[] {
    const found = this.#samples.get(name) ?? []
    this.#samples.set(name, found)
    return found
  }

  #finishing(name: string): number | undefined {
    const draft = this.#plan.entries.find(([one]) => one === name)?.[1]
    if (draft?.form === 'window' && draft.every !== undefined) return draft.every
    return this.#takes.get(name)
  }

  #learn(known: Map<string, number>, name: string, value: number | undefined): void {
    if (value === undefined) known.delete(name)
    else known.set(name, value)
  }

  /** `own`: what another reading of the instant says itself. */
  #take(name: string, draft: Draft, known: Known, at: number, own?: Known): void {
    if (isMark(draft)) return
    const samples = this.#samplesOf(name)
    const ask = (cond: Cond) => truth(cond, known, at, this.#clock)
    if (draft.form === 'count') {
      const holds = ask(draft.count)
      if (holds !== undefined) samples.push({ at, value: holds ? 1 : 0, ordered: true })
      return
    }
    if (draft.form === 'sequence') {
      const value = ask(draft.first) === true ? 1 : 0
      samples.push({ at, value, next: ask(draft.next), ordered: true })
      return
    }
    const value = known.get(draft.of)
    if (value === undefined || (draft.where !== undefined && ask(draft.where) !== true)) return
    if (
      draft.form === 'window' &&
      draft.every !== undefined &&
      at < this.#done &&
      !this.#takes.has(name)
    ) {
      const closed = this.#clock.part(at, draft.every)[1] <= this.#done
      if (closed || draft.aggregate === 'timeMean') return
    }
    const taken = samples.some((one) => one.at === at && one.ordered)
    if (own !== undefined && !own.has(draft.of) && taken) return
    samples.push({ at, value, ordered: true })
  }

  #late({ at, received }: Heard, own: Known): void {
    const passed = Math.max(this.#done, this.#deviceClock(received))
    for (const [name, draft] of this.#plan.entries) {
      if (draft.form !== 'window' || draft.session !== undefined || this.#takes.has(name)) continue
      const value = own.get(draft.of)
      if (value === undefined) continue
      if (draft.where !== undefined && truth(draft.where, own, at, this.#clock) !== true) continue
      if (draft.every !== undefined) {
        if (draft.aggregate === 'timeMean') continue
        if (this.#clock.part(at, draft.every)[1] <= passed) continue
      }
      this.#samplesOf(name).push({ at, value, ordered: false })
    }
  }

  #value(name: string, draft: Draft, known: Known, at: number, ending?: number) {
    const samples = this.#samplesOf(name)
    const of = 'of' in draft && draft.form !== 'count' ? draft.of : ''
    const asking = {
      at,
      apart: this.#takes.get(name) ?? this.#plan.period,
      level: this.#plan.levels.has(of),
      derived: this.#takes.has(name),
      clock: this.#clock,
    }
    if (draft.form === 'window') return windowValue(draft, samples, asking, ending)
    if (draft.form === 'count') return countValue(draft, samples, asking)
    if (draft.form === 'change')
      return changeValue(draft, samples, known.get(isMark(draft) ? markOf(of) : of), asking)
    return sequenceValue(draft, samples)
  }

  /** Windows of the clock that end, counts that begin anew, and turns of the clock, until then. */
  #pass(until: number, inclusive: boolean): void {
    for (;;) {
      const heard = this.#judged.at(-1) ?? 0
      const ends = this.#plan.entries
        .flatMap(([name, draft]) => this.#endsOf(name, draft))
        .filter((one) => one > this.#done && one > heard)
      const end = Math.min(...ends)
      const turn = this.#turn()
      const at = Math.min(end, turn)
      if (at > until || at === Number.POSITIVE_INFINITY) return
      const isEnd = (form: Draft['form']) =>
        at === end &&
        this.#plan.entries.some(
          ([name, draft]) => draft.form === form && this.#endsOf(name, draft).includes(at),
        )
      const finishing = isEnd('window')
      const before = at < until || inclusive
      if (!finishing && !before) return
      const changes = this.changes
      if (finishing) this.#finish(at)
      const anew = before && isEnd('count')
      if (anew || (before && at === turn)) {
        this.#judgeAgain(at, anew)
        // What the end of a window changes and the clock changes back at that instant was no change.
        if (this.changes.length === changes.length + 2) this.changes = changes
      }
      if (at === end) this.#done = at
    }
  }

  /** When the rule is judged because day and night or the date turn: windows that it reads keep these apart. */
  #turn(): number {
    const names = namesIn(this.#plan.when)
    const apart = this.#plan.entries.some(
      ([name, draft]) =>
        draft.form === 'window' && draft.within !== undefined && names.includes(name),
    )
    const opens = asksHours(this.#plan.when)
    if ((!apart && !opens) || this.#judged.length === 0) return Number.POSITIVE_INFINITY
    const from = Math.max(this.#judged.at(-1) ?? 0, this.#asked)
    const next = Math.min(
      ...(apart ? [this.#clock.unit(from, 'period')[1], this.#clock.unit(from, 'day')[1]] : []),
      ...(opens ? [this.#clock.nextTurn(from)] : []),
    )
    return next <= this.#goodUntil() ? next : Number.POSITIVE_INFINITY
  }

  #endsOf(name: string, draft: Draft): readonly number[] {
    const samples = this.#samplesOf(name)
    if (draft.form === 'window' && draft.every !== undefined) {
      const { every } = draft
      return samples.map(({ at }) => this.#clock.part(at, every)[1])
    }
    if (draft.form !== 'count' || typeof draft.in !== 'string') return []
    const unit = draft.in
    const asking = { apart: 0, level: false, derived: false, clock: this.#clock }
    return samples
      .filter(({ at }) => countValue(draft, samples, { ...asking, at }) > 0)
      .map(({ at }) => this.#clock.unit(at, unit)[1])
  }

  #finish(end: number): void {
    const known = new Map(
      [...this.known].filter(([name]) => this.#used.has(name) || name.includes('.')),
    )
    const lengths = new Set<number>()
    for (const [name, draft] of this.#plan.entries) {
      if (lengths.has(this.#takes.get(name) ?? 0)) this.#take(name, draft, known, end - 1)
      const ends =
        draft.form === 'window' &&
        draft.every !== undefined &&
        this.#endsOf(name, draft).includes(end)
      if (ends) lengths.add(draft.every)
      this.#learn(known, name, this.#value(name, draft, known, end - 1, ends ? end : undefined))
    }
    // What a window says is of the time in it.
    this.#judge(end, this.#believed(known, end), end - 1)
  }

  #judgeAgain(at: number, anew: boolean): void {
    const known = new Map(this.known)
    for (const [name, draft] of this.#plan.entries) {
      this.#learn(known, name, this.#value(name, draft, known, at))
    }
    this.#judge(at, anew ? this.#believed(known, at) : known)
  }

  /** What a device said stands for two of its periods and the time it is waited for. */
  #goodUntil(): number {
    const { period } = this.#plan
    const [older = 0, old = older, newest = 0] = this.#judged.slice(-3)
    const gaps = this.#judged.length < 3 ? [0] : [newest - old, old - older]
    const pace = Math.max(period, Math.min(10 * period, ...gaps))
    const patience = Math.min(Math.max(period, 60_000), 300_000)
    return (this.#judged.at(-1) ?? 0) + 2 * pace + patience
  }

  /** Without what the device said itself, where it has been silent for too long. */
  #believed(known: Map<string, number>, at: number): Known {
    const { entries } = this.#plan
    if (at <= this.#goodUntil()) return known
    const lasting = entries.filter(
      ([name, draft]) =>
        this.#takes.has(name) ||
        (draft.form === 'window' && draft.every !== undefined) ||
        (draft.form === 'count' && typeof draft.in === 'string'),
    )
    const names = new Set(lasting.map(([name]) => name))
    return new Map([...known].filter(([name]) => names.has(name)))
  }

  #judge(at: number, known: Known, of = at): void {
    this.#asked = at
    const holds = truth(this.#plan.when, known, of, this.#clock)
    if (holds === undefined || holds === this.#standing) return
    this.#standing = holds
    this.changes = [...this.changes, [at, holds ? 'raised' : 'cleared']]
  }
}
