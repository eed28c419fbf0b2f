import type { Bilingual } from './bilingual.ts'
import type { Work } from './case-terms.ts'
import type { AlarmId, CellCode, DeviceId, ReadingId, RuleId } from './identity.ts'
import type { LinkTemplate } from './link-template.ts'
import type { Severity } from './severity.ts'
import type { Instant } from './time.ts'

/** What the rule wants to happen on the case platform when its alarm is raised. */
export interface CaseTemplate {
  readonly work: Work
  /** Category code (大类+小类), four digits, or a local extension. */
  readonly category: string
  /** automatic: filed at once. confirm: collected, an operator files or voids it. none: an alarm only. */
  readonly filing: 'automatic' | 'confirm' | 'none'
  /** Handling limit in the words of the filing standard, e.g. `2 urgent hours`, `4 working hours`, `1 working day`. */
  readonly limit: string
  /** Duty the unit must have (`drainage`, `road`, `enforcement`, ...); the dispatch table finds the unit by it. */
  readonly lead: string
  /**
   * The alarm is a fault of the sensor. While it stands, what the device alarms in these categories (four digits, or a head
   * and `*`) is held back.
   */
  readonly holdsBack?: readonly string[]
}

/** What proves the transition: the rule as it was, the numbers it saw, the readings they came from. */
export interface Evidence {
  /** Content hash of the rule document. */
  readonly version: string
  /** The condition that became true, as written. */
  readonly condition: string
  /** Every name the condition read, with its value then. */
  readonly values: Readonly<Record<string, number | string | boolean | null>>
  /** Newest last, at most 8. */
  readonly readings: readonly { readonly id: ReadingId; readonly frame: string }[]
  /** When the condition first held (start of the hold). */
  readonly since: Instant
}

interface Subject {
  /** Of an area the gravest of its devices when it was raised, or the one it lies around. */
  readonly device: DeviceId
  readonly cell?: CellCode
  /** Of a rule over an area. */
  readonly area?: string
}

interface TransitionBase {
  readonly type: 'alarm'
  readonly alarm: AlarmId
  readonly rule: RuleId
  readonly title: Bilingual
  readonly subject: Subject
  /** When it happened, by the clock of the device. */
  readonly at: Instant
  /** When the record that decided it was received, by our clock. Absent in what older versions wrote. */
  readonly decidedAt?: Instant
  /** Found in readings that came late: it was over when it was found. Listed, and pages nobody. */
  readonly past?: true
}

/** Why an alarm was cleared. */
export type ClearedBecause = 'recovered' | 'rule-retired' | 'shelved' | 'late-data-over'

/** One step in the life of an alarm. `(alarm, kind, severity, at)` identifies it; a repeat has no effect. */
export type AlarmTransition = TransitionBase &
  (
    | {
        /** reminded: it stands still. amended: a reading of the time in which it stood came late; the verdict is the same. */
        readonly kind: 'raised' | 'escalated' | 'eased' | 'reminded' | 'amended'
        readonly severity: Severity
        readonly evidence: Evidence
        readonly case: CaseTemplate
        /** What it has devices do. */
        readonly link?: LinkTemplate
      }
    | {
        readonly kind: 'cleared'
        readonly because: ClearedBecause
      }
  )

export const transitionWords = {
  raised: { zh: '触发', en: 'Raised' },
  escalated: { zh: '升级', en: 'Escalated' },
  eased: { zh: '降级', en: 'Eased' },
  reminded: { zh: '再次提醒', en: 'Reminded' },
  amended: { zh: '补充证据', en: 'Amended' },
  cleared: { zh: '解除', en: 'Cleared' },
} as const satisfies Readonly<Record<AlarmTransition['kind'], Bilingual>>

export const clearedWords = {
  recovered: { zh: '恢复正常', en: 'Recovered' },
  'rule-retired': { zh: '规则停用', en: 'Rule retired' },
  shelved: { zh: '搁置', en: 'Shelved' },
  'late-data-over': { zh: '补传数据结束', en: 'Late data ended' },
} as const satisfies Readonly<Record<ClearedBecause, Bilingual>>
