/** Why a unit cannot go on with an order (挂账), and what became of its asking. */
import type { Bilingual } from './bilingual.ts'
import type { DeadlineKind } from './case-terms.ts'
import type { Instant } from './time.ts'

export const suspensionReasons = [
  'weather',
  'materials',
  'works',
  'dispute',
  'access',
  'procedure',
  'other',
] as const
export type SuspensionReason = (typeof suspensionReasons)[number]

export const suspensionReasonWords = {
  weather: { zh: '天气原因', en: 'Weather' },
  materials: { zh: '等待材料设备', en: 'Waits for materials' },
  works: { zh: '其他工程影响', en: 'Other works' },
  dispute: { zh: '产权争议', en: 'Dispute of property' },
  access: { zh: '无法进入现场', en: 'No access' },
  procedure: { zh: '等待审批手续', en: 'Waits for a permit' },
  other: { zh: '其他', en: 'Other' },
} as const satisfies Readonly<Record<SuspensionReason, Bilingual>>

/** lapsed: the order was over before the answer. ended: its clocks run again, or the case has ended. */
export const suspensionStates = ['asked', 'suspended', 'refused', 'lapsed', 'ended'] as const
export type SuspensionState = (typeof suspensionStates)[number]

export const suspensionStateWords = {
  asked: { zh: '挂账待批', en: 'Suspension asked' },
  suspended: { zh: '挂账中', en: 'Suspended' },
  refused: { zh: '挂账未获准', en: 'Suspension refused' },
  lapsed: { zh: '挂账申请失效', en: 'Request lapsed' },
  ended: { zh: '挂账已结束', en: 'Suspension over' },
} as const satisfies Readonly<Record<SuspensionState, Bilingual>>

/** Who answers, by how long it is to be; each answers what those before it do. */
export const suspensionLevels = ['dispatcher', 'supervisor', 'manager'] as const
export type SuspensionLevel = (typeof suspensionLevels)[number]

/** A deadline that stands still: what is left of it, in milliseconds of the clock that `limit` runs by. */
export interface Stopped {
  readonly kind: DeadlineKind
  readonly left: number
  readonly limit: string
}

/** The last one that was asked for. `state` is its first member in the register, which finds it by its text. */
export interface Suspension {
  readonly state: SuspensionState
  readonly reason: SuspensionReason
  readonly until: Instant
  /** Who has to answer, or had to. */
  readonly level: SuspensionLevel
  /** When it was granted. */
  readonly since?: Instant
  /** While it lasts. */
  readonly stopped?: readonly Stopped[]
}
