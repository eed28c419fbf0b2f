/** The alarms that transitions of rules are, from the first to the last, and what would have become of each. */
import type { AlarmTransition, CaseTemplate, Evidence } from '../../core/alarm.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { AlarmId, DeviceId, RuleId } from '../../core/identity.ts'
import { compareSeverity, type Severity } from '../../core/severity.ts'
import type { Instant } from '../../core/time.ts'

export interface WouldBe {
  readonly alarm: AlarmId
  readonly rule: RuleId
  readonly device: DeviceId
  readonly raisedAt: Instant
  /** Absent while it stands. */
  readonly clearedAt?: Instant
  /** The gravest it got. */
  readonly severity: Severity
  /** The most that it asked the cases for, of what no suppression held back. */
  readonly filing: CaseTemplate['filing']
  /** The suppression that held all of it back. */
  readonly muted?: string
  readonly flapping: boolean
  readonly condition: string
  /** What the condition read when it was raised. */
  readonly values: Evidence['values']
}

export type Raising = Exclude<AlarmTransition, { readonly kind: 'cleared' }>

/** What holds a transition back, by the register of suppressions. */
export type Muting = (transition: Raising) => string | undefined

const filings = ['none', 'confirm', 'automatic'] as const satisfies readonly WouldBe['filing'][]

/** Nobody reads more, and they are kept in memory. */
const mostAlarms = 200_000

export class WouldBes {
  readonly #alarms = new Map<AlarmId, WouldBe>()
  readonly #muting: Muting

  constructor(muting: Muting) {
    this.#muting = muting
  }

  take(transition: AlarmTransition): void {
    const { alarm, at } = transition
    const known = this.#alarms.get(alarm)
    if (transition.kind === 'cleared') {
      if (known !== undefined) this.#alarms.set(alarm, { ...known, clearedAt: at })
      return
    }
    if (known === undefined && this.#alarms.size >= mostAlarms)
      throw new UrbanBrainError(
        'request-invalid',
        `the rules raise more than ${mostAlarms} alarms by ${new Date(at).toISOString()}; ask for fewer days, devices or rules`,
      )
    this.#alarms.set(alarm, this.#after(known, transition))
  }

  /** Those raised in the span, and those raised before it; the oldest first, whoever told of it when. */
  all(): readonly WouldBe[] {
    return [...this.#alarms.values()].sort(
      (a, b) => a.raisedAt - b.raisedAt || (a.alarm < b.alarm ? -1 : 1),
    )
  }

  #after(known: WouldBe | undefined, transition: Raising): WouldBe {
    const { alarm, rule, subject, at, severity, evidence } = transition
    const mutedNow = transition.kind === 'eased' ? known?.muted : this.#muting(transition)
    const through = mutedNow === undefined || (known !== undefined && known.muted === undefined)
    const asked = mutedNow === undefined ? transition.case.filing : 'none'
    return {
      alarm,
      rule,
      device: subject.device,
      raisedAt: known?.raisedAt ?? at,
      severity:
        known !== undefined && compareSeverity(known.severity, severity) > 0
          ? known.severity
          : severity,
      filing: known === undefined ? asked : more(known.filing, asked),
      ...(!through && mutedNow !== undefined && { muted: known?.muted ?? mutedNow }),
      flapping: known?.flapping === true || evidence.values['flapping'] !== undefined,
      condition: known?.condition ?? evidence.condition,
      values: known?.values ?? evidence.values,
    }
  }
}

const more = (a: WouldBe['filing'], b: WouldBe['filing']) =>
  filings.indexOf(a) > filings.indexOf(b) ? a : b
