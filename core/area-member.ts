/**
 * What a rule over an area hears: an alarm of one device stands in the area, or stands there no more. It carries the rule as
 * it was, so that what is decided of an area follows from these records alone.
 */
import type { CaseTemplate, ClearedBecause } from './alarm.ts'
import type { Bilingual } from './bilingual.ts'
import type { AlarmId, CellCode, DeviceId, RuleId } from './identity.ts'
import type { Severity } from './severity.ts'
import type { Instant } from './time.ts'

/** What the names of areas begin with that are power feeds. */
export const powerArea = 'power:'

/** Everything that is named must hold. */
export interface AreaLevel {
  readonly severity: Severity
  /** So many devices have an alarm. */
  readonly devices?: number
  /** Such a part of the devices that are registered in the area, 0 to 1. */
  readonly share?: number
  /** Alarms milder than this are not counted by `devices`, `share` and `sum`. */
  readonly from?: Severity
  /** One alarm is as grave. */
  readonly worst?: Severity
  /** The sum of what the alarms were raised with, by name. */
  readonly sum?: Readonly<Record<string, number>>
  /** Milliseconds of listening for which it must be reached before it stands, and not be reached before it ends. */
  readonly hold?: number
  readonly clearHold?: number
  readonly filing: CaseTemplate['filing']
  readonly limit: string
}

export interface AreaMeaning {
  readonly version: string
  readonly title: Bilingual
  /** In metres: the area is what lies so near to a device that has an alarm. Without it an area has a name. */
  readonly radius?: number
  /** From the mildest to the gravest. */
  readonly levels: readonly AreaLevel[]
  readonly case: Pick<CaseTemplate, 'work' | 'category' | 'lead'> & {
    /** The category is that of the component, where the device has one. */
    readonly component?: true
  }
}

interface About {
  readonly type: 'area-member'
  /** The rule over the area. */
  readonly rule: RuleId
  /** Such as `cell:330102001001001`; empty where areas are found by a radius. */
  readonly area: string
  /** Whose alarm it is. */
  readonly member: RuleId
  readonly device: DeviceId
  readonly at: Instant
  readonly decidedAt: Instant
  /** Listening time of whoever tells it; absent in what older versions wrote. */
  readonly told?: number
}

export interface Standing {
  readonly alarm: AlarmId
  readonly severity: Severity
  readonly since: Instant
  readonly values: Readonly<Record<string, number>>
  readonly longitude: number
  readonly latitude: number
  readonly cell?: CellCode
  readonly component?: string
}

export type AreaMember = About &
  (
    | {
        readonly kind: 'stands'
        readonly standing: Standing
        readonly meaning: AreaMeaning
        /** How many devices are registered in the area, where the rule asks for that. */
        readonly registered?: number
      }
    | {
        readonly kind: 'left'
        readonly because: ClearedBecause
        /** As it is now, of a rule with holds. */
        readonly meaning?: AreaMeaning
      }
    /** So many milliseconds have passed since it was told that the alarm stands or left, by `told`. */
    | { readonly kind: 'elapsed'; readonly waited: number }
  )

/** What belongs together: one rule on one area. */
export const areaKey = ({ rule, area }: Pick<AreaMember, 'rule' | 'area'>): string =>
  `${rule}/${area}`
