/** A rule ready to judge, and what it is on one device. Built by check.ts and bind.ts, used by step.ts. */
import type { LinkTemplate } from '../../core/link-template.ts'
import type { CaseTemplate } from '../../core/alarm.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { fitsCategory } from '../../core/categories.ts'
import type { Severity } from '../../core/severity.ts'
import type { Device } from '../../core/device.ts'
import type { RuleId } from '../../core/identity.ts'
import type { Quantity } from '../../core/quantities.ts'
import type { WeekHours } from '../../core/week-hours.ts'
import type { Condition, DeviceFacts } from './condition.ts'
import type { RuleDocument } from './document.ts'
import type { LimitTree } from './limits.ts'
import type { Operator } from '../judging/entry.ts'
import type { Entry } from './entry.ts'

interface Absence {
  readonly text: string
  readonly after: { readonly periods: number } | { readonly ms: number }
  readonly atLeast: number
  /** In which silence counts. */
  readonly hours: WeekHours | undefined
  /** The name of them, where a device may have its own. */
  readonly schedule: string | undefined
}

interface LevelBase {
  readonly severity: Severity
  readonly hold: number
  readonly clearHold: number
  readonly filing: CaseTemplate['filing']
  readonly limit: string
}

export interface ConditionLevel extends LevelBase {
  readonly when: Condition
  /** undefined: as soon as `when` is false. */
  readonly clear: Condition | undefined
  /** Milliseconds between two reminders. */
  readonly remind: number | undefined
}

export interface AbsenceLevel extends LevelBase {
  readonly absence: Absence
}

interface RuleBase {
  readonly id: RuleId
  readonly title: Bilingual
  /** Content hash of the document without title and note. */
  readonly version: string
  /** Changes when the entries of `let` mean something else; then they start empty. */
  readonly inputs: string
  readonly document: RuleDocument
  readonly source: string
  readonly cooldown: number
}

export interface ConditionRule extends RuleBase {
  readonly form: 'condition'
  readonly flapping: RuleDocument['flapping']
  readonly late: RuleDocument['late']
  /** Readings are judged at their receipt, all of them. */
  readonly byReceipt: boolean
  /** The slot of how far behind its receipt a reading's own instant lies, where that is asked for. */
  readonly lag: number | undefined
  readonly levels: readonly ConditionLevel[]
  readonly quantities: readonly { readonly quantity: Quantity; readonly slot: number }[]
  /** Slots that hold whether a value is outside of the range of its quantity. */
  readonly marks: readonly { readonly quantity: Quantity; readonly slot: number }[]
  /** In the order they are written; each may read those before it. */
  readonly entries: readonly Entry[]
  /** What stands in each slot: quantities and entries by name. */
  readonly slotNames: readonly string[]
}

export interface AbsenceRule extends RuleBase {
  readonly form: 'absence'
  readonly levels: readonly AbsenceLevel[]
}

export type Rule = ConditionRule | AbsenceRule

/** What a rule asks of time and of what was said, see judging/needs.ts. */
export interface Needs {
  /** What part of time the conditions of a rule ask for, or the windows that they read. */
  readonly asking: 'nothing' | 'day' | 'hour'
  /** Names of the schedules that they ask for. */
  readonly schedules: readonly string[]
  /** Whether the values of a reading are asked for once more: by the clock, or by another reading of the instant. */
  readonly values: boolean
  /** Whether it is judged by the clock alone. */
  readonly timed: boolean
}

/** A rule on one device, with everything that does not change from reading to reading worked out. */
export interface Bound {
  /** With the holds, silences and hours of this device. */
  readonly rule: Rule
  readonly device: Device
  readonly key: string
  readonly facts: DeviceFacts
  readonly limits: LimitTree
  readonly schedules: ReadonlyMap<string, WeekHours>
  /** Of the rule's entries, in their order. */
  readonly operators: readonly Operator[]
  readonly needs: Needs
  /** Milliseconds between two readings. */
  readonly period: number
}

export function applies(rule: Rule, device: Device): boolean {
  const { kind, site, zone } = rule.document.on
  return (
    device.active &&
    device.kind === kind &&
    contains(site, device.site) &&
    (zone === undefined || (device.zone !== undefined && contains(zone, device.zone)))
  )
}

const contains = <T>(wanted: T | readonly T[] | undefined, value: T): boolean =>
  wanted === undefined ||
  (Array.isArray(wanted) ? (wanted as readonly T[]).includes(value) : wanted === value)

function categoryOf({ rule, device }: Bound): string {
  const { category } = rule.document.case
  if (typeof category === 'string') return category
  return device.component?.slice(6, 10) ?? category.otherwise
}

/** Whether a fault of its sensor that stands explains what the other rule says of the same device. */
export const explains = (fault: Bound, bound: Bound): boolean =>
  bound.rule.document.case.work === 'incident' &&
  (fault.rule.document.case.holdsBack ?? []).some((pattern) =>
    fitsCategory(pattern, categoryOf(bound)),
  )

/** What its alarm has devices do. */
export const linkOf = ({ rule }: Bound): { readonly link?: LinkTemplate } => {
  const { link } = rule.document
  return link === undefined ? {} : { link }
}

export function caseTemplate(bound: Bound, level: LevelBase): CaseTemplate {
  const { work, lead, holdsBack } = bound.rule.document.case
  return {
    work,
    category: categoryOf(bound),
    filing: level.filing,
    limit: level.limit,
    lead,
    ...(holdsBack !== undefined && { holdsBack }),
  }
}
