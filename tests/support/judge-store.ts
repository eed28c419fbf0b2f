/** A judge with the state that it would keep in a log. */
import type { AlarmTransition } from '../../core/alarm.ts'
import type { AreaMember } from '../../core/area-member.ts'
import type { LogRecord, PartitionState } from '../../core/log.ts'
import { mutesNothing, type Muting } from '../../core/muting.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import type { RuleSet } from '../../rules/in-force/catalogue.ts'
import { Allowance, type Amount } from '../../rules/judging/allowance.ts'
import { cityClock } from '../../rules/judging/city-clock.ts'
import type { Devices } from '../../rules/judging/bindings.ts'
import { deviceStates } from '../../rules/judging/device-states.ts'
import { Judge } from '../../rules/judging/judge.ts'
import { bind } from '../../rules/language/bind.ts'
import { noLimits } from '../../rules/language/limits.ts'
import type { Rule } from '../../rules/language/rule.ts'
import type { RuleState } from '../../rules/judging/state.ts'
import { isOfRule } from '../../rules/judging/state-key.ts'
import type { Verdict } from '../../rules/judging/verdict.ts'
import { step } from '../../rules/judging/step.ts'
import { city, deviceOf } from './rules-city.ts'

/** As a log cuts what is judged again. */
const page = 7

const nothing: Amount = { records: 0, states: 0 }

export class JudgeStore {
  /** As the log keeps it. */
  state = new Map<string, unknown>()
  alarms: AlarmTransition[] = []
  /** What areas were told. */
  members: AreaMember[] = []
  rebased = 0
  /** Records that were judged again, and how often a state was written. */
  again = 0
  written = 0
  judge: Judge
  readonly #devices: Devices
  readonly #muting: Pick<Muting, 'mutes' | 'mark'>
  readonly #most: Amount
  readonly #log: LogRecord<ReadingRecord>[] = []
  readonly #kept: PartitionState = {
    get: (key) => this.state.get(key),
    entries: (prefix) =>
      [...this.state]
        .filter(([key]) => key.startsWith(prefix))
        .sort((a, b) => (a[0] < b[0] ? -1 : 1)),
  }
  #statesOf: ReturnType<typeof deviceStates> | undefined
  #begun = false

  /** `isFormer`: as versions before kept states, one by one. */
  constructor(
    rules: RuleSet,
    devices: Devices,
    muting = mutesNothing,
    most = nothing,
    isFormer = false,
  ) {
    this.#devices = devices
    this.#muting = muting
    this.#most = most
    this.#statesOf = isFormer ? undefined : deviceStates()
    this.judge = this.#judgeOf(rules)
  }

  stateOf(key: string): RuleState | undefined {
    return this.#view().get(key) as RuleState | undefined
  }

  /** All that is remembered, each state by itself. */
  entries(): ReturnType<PartitionState['entries']> {
    return this.#view().entries('')
  }

  /** This version goes on with what one before kept. */
  upgrade(): void {
    this.#statesOf = deviceStates()
    this.restart()
  }

  #view(): PartitionState {
    return this.#statesOf?.(this.#kept) ?? this.#kept
  }

  run(records: readonly ReadingRecord[], fate: 'kept' | 'lost' | 'crash' = 'kept'): void {
    const batch = records.map((value, index): LogRecord<ReadingRecord> => ({
      partition: 0,
      offset: this.#log.length + index,
      value,
    }))
    this.#begin(batch[0])
    const verdict = this.judge.work(batch, this.#view())
    if (fate === 'crash') this.restart()
    if (fate !== 'kept') return this.run(records)
    this.#keep(verdict)
    for (const record of batch) this.#log.push(record)
  }

  /** Another process goes on with what was kept. */
  restart(rules: RuleSet = this.judge.ruleSet): void {
    this.judge = this.#judgeOf(rules)
    this.#begun = false
    if (this.#statesOf !== undefined) this.#statesOf = deviceStates()
  }

  /** A stop in order. */
  stop(): void {
    this.#begin(this.#log.at(-1))
    this.#keep(this.judge.work([], this.#view()))
    this.restart()
  }

  #judgeOf(rules: RuleSet): Judge {
    const allowance = new Allowance(this.#most)
    allowance.own([0])
    return new Judge(this.#devices, cityClock(city), rules, this.#muting, allowance.of(0))
  }

  #begin(first: LogRecord<ReadingRecord> | undefined): void {
    if (this.#begun || first === undefined) return
    this.#begun = true
    const from = this.judge.begin(this.#view()) ?? this.#log.length
    const { value } = first
    const at = value.type === 'reading' ? value.receivedAt : value.at
    for (let offset = from; offset < this.#log.length; offset += page) {
      const records = this.#log.slice(offset, offset + page)
      this.judge.again(records, at)
      this.again += records.length
    }
  }

  #keep({ effects, transitions, rebased }: Verdict): void {
    this.alarms.push(...transitions)
    this.rebased += rebased
    for (const { topic, values } of effects.append ?? [])
      if (topic.name === 'area-members') this.members.push(...(values as readonly AreaMember[]))
    this.written += (effects.state ?? []).filter(({ key }) => isOfRule(key)).length
    const kept = this.#statesOf?.(this.#kept).kept(effects) ?? effects
    for (const { key, value } of kept.state ?? []) {
      if (value === undefined) this.state.delete(key)
      else this.state.set(key, structuredClone(value))
    }
    this.judge.completed(this.judge.ruleSet)
  }
}

/** The records through the bare step. */
export function runSteps(
  rule: Rule,
  records: readonly ReadingRecord[],
  device = deviceOf(),
): { transitions: AlarmTransition[]; state: RuleState | undefined } {
  const clock = cityClock(city)
  const bound = bind(rule, device, noLimits)
  const transitions: AlarmTransition[] = []
  let state: RuleState | undefined
  for (const record of records) {
    if (record.type === 'status') continue
    const outcome = step(bound, state, record, clock)
    state = outcome.state
    transitions.push(...outcome.transitions)
  }
  return { transitions, state }
}
