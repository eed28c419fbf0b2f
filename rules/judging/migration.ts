/**
 * What becomes of remembered state when the rules change. State belongs to (rule, device). A rule that is gone clears
 * its alarms; a rule that reads other windows starts them empty; the levels of a standing alarm are matched by severity,
 * and one that stands at another severity than before says so. What a changed condition does to holds, see basis.ts.
 */
import { consumers } from '../../core/consumers.ts'
import type { AlarmTransition } from '../../core/alarm.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { compareSeverity, type Severity } from '../../core/severity.ts'
import { alarmId } from '../../core/identity.ts'
import type { PartitionState, StateChange } from '../../core/log.ts'
import { instant } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'
import type { CityClock } from './city-clock.ts'
import type { Bound, Rule } from '../language/rule.ts'
import { isInput } from '../language/slots.ts'
import { AlarmTimers } from './alarm-timers.ts'
import { clearedPast } from './late.ts'
import { nothing } from './entry.ts'
import { noWindows, type AlarmState, type RuleState } from './state.ts'
import { deviceOf, ruleOf, statesIn } from './state-key.ts'

/** What the state of a rule was written by; kept under `~rule/<id>`. */
interface RuleMark {
  readonly version: string
  readonly form: Rule['form']
  readonly inputs: string
  readonly slots: readonly string[]
  readonly levels: readonly Severity[]
  readonly title: Bilingual
}

const { prefix } = consumers.rules.remembers.mark

const markOf = (rule: Rule): RuleMark => ({
  version: rule.version,
  form: rule.form,
  inputs: rule.inputs,
  slots: rule.form === 'condition' ? rule.slotNames : [],
  levels: rule.levels.map(({ severity }) => severity),
  title: rule.title,
})

export interface Migration {
  readonly changes: readonly StateChange[]
  readonly transitions: readonly AlarmTransition[]
  /** Rules that begin anew with this. */
  readonly begun: ReadonlySet<string>
}

export interface Surroundings {
  readonly state: PartitionState
  readonly clock: CityClock
  /** The rule of a state on its device as it is now; undefined when it does not watch it any more. */
  readonly boundOf: (key: string) => Bound | undefined
}

export function migrate(rules: readonly Rule[], around: Surroundings, at: Instant): Migration {
  const { state } = around
  const changes: StateChange[] = []
  const transitions: AlarmTransition[] = []
  const marks = new Map(
    [...state.entries(prefix)].map(([key, mark]) => [key.slice(prefix.length), mark as RuleMark]),
  )
  const current = new Map<string, Rule>(rules.map((rule) => [rule.id, rule]))
  const states = statesByRule(state)
  for (const [id, mark] of marks) {
    const rule = current.get(id)
    if (rule !== undefined && rule.form === mark.form) continue
    for (const [key, old] of states(id)) {
      transitions.push(...retire(key, old, mark.title, at))
      changes.push({ key, value: undefined })
    }
    if (rule === undefined) changes.push({ key: prefix + id, value: undefined })
  }
  const begun = new Set<string>()
  for (const rule of rules) {
    const before = marks.get(rule.id)
    const after = markOf(rule)
    if (before !== undefined && same(before, after)) continue
    changes.push({ key: prefix + rule.id, value: after })
    if (before === undefined || before.form !== after.form) {
      begun.add(rule.id)
      continue
    }
    const windows = before.inputs === after.inputs
    const slots = same(before.slots, after.slots)
    if (windows && slots && same(before.levels, after.levels)) continue
    for (const [key, old] of states(rule.id)) {
      const { past, before: _before, ...live } = old
      if (past !== undefined) transitions.push(...clearedPast(past, whatOf(key, rule.title)))
      const alarm = old.alarm === null ? null : moved(old.alarm, before, after, windows)
      changes.push({
        key,
        value: {
          ...live,
          windows: windows ? carriedStates(old.windows, before, after) : noWindows,
          ...(old.taken !== undefined && !(windows && slots) && { taken: windows ? -1 : 0 }),
          alarm,
          ...(old.values !== undefined && {
            values: carriedValues(old.values, before, after, windows),
          }),
        },
      })
      const severity = before.levels[old.alarm?.level ?? -1]
      if (alarm === null || severity === undefined) continue
      transitions.push(...regraded(around, key, { ...old, alarm }, severity, at))
    }
  }
  return { changes, transitions, begun }
}

type KeyedState = readonly [key: string, state: RuleState]

/** What is remembered by each rule, walked through once and only where it is asked for. */
function statesByRule(state: PartitionState): (rule: string) => readonly KeyedState[] {
  let found: Map<string, KeyedState[]> | undefined
  return (rule) => {
    found ??= grouped(statesIn(state))
    return found.get(rule) ?? []
  }
}

function grouped(states: Iterable<KeyedState>): Map<string, KeyedState[]> {
  const groups = new Map<string, KeyedState[]>()
  for (const each of states) {
    const rule = ruleOf(each[0])
    const group = groups.get(rule)
    if (group === undefined) groups.set(rule, [each])
    else group.push(each)
  }
  return groups
}

/** What a state is of. */
function whatOf(key: string, title: Bilingual) {
  return { rule: ruleOf(key), title, subject: { device: deviceOf(key) } }
}

/** The end of what stands of a rule that does not watch its device any more. */
export function retire(
  key: string,
  { alarm, past }: RuleState,
  title: Bilingual,
  at: Instant,
): readonly AlarmTransition[] {
  const what = whatOf(key, title)
  const before = past === undefined ? [] : clearedPast(past, what)
  if (alarm === null || alarm.level < 0) return before
  const id = alarmId(what.rule, what.subject.device, instant(alarm.began))
  return [
    ...before,
    { type: 'alarm', alarm: id, ...what, at, kind: 'cleared', because: 'rule-retired' },
  ]
}

/** What an alarm says when the level it stands at has another severity than the one everybody knows. */
function regraded(
  { boundOf, clock }: Surroundings,
  key: string,
  state: RuleState,
  before: Severity,
  at: Instant,
): readonly AlarmTransition[] {
  const bound = boundOf(key)
  if (bound === undefined || bound.rule.form !== 'condition' || state.alarm === null) return []
  const { rule } = bound
  const now = rule.levels[state.alarm.level]?.severity
  if (now === undefined || now === before) return []
  const setting = { bound, rule, clock, judged: state.judged, pace: bound.period }
  const timers = new AlarmTimers(setting, state.alarm, state)
  const graver = compareSeverity(now, before) > 0
  timers.say(at, graver ? 'escalated' : 'eased')
  return timers.transitions
}

/** By name; the value of a window that means something else is forgotten. */
const carriedValues = (
  values: readonly (number | null)[],
  before: RuleMark,
  after: RuleMark,
  windows: boolean,
): readonly (number | null)[] =>
  after.slots.map((name) =>
    windows || isInput(name) ? (values[before.slots.indexOf(name)] ?? null) : null,
  )

/** By name: the same entries may be written in another order. */
function carriedStates(
  states: RuleState['windows'],
  before: RuleMark,
  after: RuleMark,
): RuleState['windows'] {
  const names = before.slots.filter((name) => !isInput(name))
  return after.slots
    .filter((name) => !isInput(name))
    .map((name) => states[names.indexOf(name)] ?? nothing)
}

/** A level that is no more hands its alarm to the nearest lower one, or to the lowest. */
function moved(alarm: AlarmState, before: RuleMark, after: RuleMark, windows: boolean): AlarmState {
  const placeOf = (level: number): number => {
    for (let index = level; index >= 0; index -= 1) {
      const severity = before.levels[index]
      const place = severity === undefined ? -1 : after.levels.indexOf(severity)
      if (place >= 0) return place
    }
    return 0
  }
  const carried = (values: readonly number[] | undefined) =>
    after.levels.map((severity) => values?.[before.levels.indexOf(severity)] ?? 0)
  const level = alarm.level < 0 ? -1 : placeOf(alarm.level)
  let reached = level < 0 ? 0 : 1 << level
  before.levels.forEach((severity, index) => {
    const place = after.levels.indexOf(severity)
    if (place >= 0 && (alarm.reached & (1 << index)) !== 0) reached |= 1 << place
  })
  return {
    level,
    began: alarm.began,
    reached,
    held: carried(alarm.held),
    clearing: carried(alarm.clearing),
    confirmed: carried(alarm.confirmed),
    basis: carried(alarm.basis),
    values: carriedValues(alarm.values, before, after, windows),
    readings: alarm.readings,
    ...(alarm.flaps === undefined ? {} : { flaps: alarm.flaps }),
    ...(alarm.told === undefined ? {} : { told: alarm.told }),
    ...(alarm.amended === undefined ? {} : { amended: alarm.amended }),
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
