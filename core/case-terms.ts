/** The enumerations of a case, each with its words. */
import type { Bilingual } from './bilingual.ts'

/**
 * Where a case stands. The seven stages of the chain 采集 -> 立案 -> 受理 -> 派遣 -> 处置 -> 核查 -> 结案, and beside it
 * 退回 returned (waits for the dispatcher again), 返工 rework (with the same unit again) and 作废 void.
 */
export const stages = [
  'collected',
  'filed',
  'accepted',
  'returned',
  'dispatched',
  'handling',
  'rework',
  'verifying',
  'closed',
  'void',
] as const
export type Stage = (typeof stages)[number]

export const stageWords = {
  collected: { zh: '采集', en: 'Collected' },
  filed: { zh: '立案', en: 'Filed' },
  accepted: { zh: '受理', en: 'Accepted' },
  returned: { zh: '退回', en: 'Returned' },
  dispatched: { zh: '派遣', en: 'Dispatched' },
  handling: { zh: '处置', en: 'Handling' },
  rework: { zh: '返工', en: 'Rework' },
  verifying: { zh: '核查', en: 'Verifying' },
  closed: { zh: '结案', en: 'Closed' },
  void: { zh: '作废', en: 'Void' },
} as const satisfies Readonly<Record<Stage, Bilingual>>

export const finalStages = ['closed', 'void'] as const satisfies readonly Stage[]
export const isFinal = (stage: Stage): boolean => finalStages.some((final) => final === stage)
export const openStages: readonly Stage[] = stages.filter((stage) => !isFinal(stage))

/** dispatch: until a unit has the order. handling: until the crew reports. verification: until an inspector has decided. */
export const deadlineKinds = ['dispatch', 'handling', 'verification'] as const
export type DeadlineKind = (typeof deadlineKinds)[number]

export const deadlineWords = {
  dispatch: { zh: '派遣', en: 'Dispatch' },
  handling: { zh: '处置', en: 'Handling' },
  verification: { zh: '核查', en: 'Verification' },
} as const satisfies Readonly<Record<DeadlineKind, Bilingual>>

/** incident: a case of the city. maintenance: a work order for the device itself. */
export const works = ['incident', 'maintenance'] as const
export type Work = (typeof works)[number]

export const workWords = {
  incident: { zh: '网格案件', en: 'Grid case' },
  maintenance: { zh: '设备维护工单', en: 'Maintenance order' },
} as const satisfies Readonly<Record<Work, Bilingual>>

/**
 * shelving (搁置): an operator puts a nuisance aside for a while. maintenance (检修): work on devices or their network.
 * permit (作业许可): works that the city allowed, by the number of the paper: a cover opened, an emergency repair, night work.
 */
export const suppressionKinds = ['shelving', 'maintenance', 'permit'] as const
export type SuppressionKind = (typeof suppressionKinds)[number]

export const suppressionWords = {
  shelving: { zh: '搁置', en: 'Shelved' },
  maintenance: { zh: '检修', en: 'Maintenance' },
  permit: { zh: '作业许可', en: 'Works permit' },
} as const satisfies Readonly<Record<SuppressionKind, Bilingual>>

/** What became of the request for more time (延期). */
export const extensions = ['asked', 'granted', 'refused', 'lapsed'] as const
export type Extension = (typeof extensions)[number]

/** What became of the reason for a deadline that passed (超期说明); one that was rejected may be followed by another. */
export const latenesses = ['given', 'accepted', 'rejected'] as const
export type Lateness = (typeof latenesses)[number]

export const latenessWords = {
  given: { zh: '待审', en: 'To be judged' },
  accepted: { zh: '已认可', en: 'Accepted' },
  rejected: { zh: '不予认可', en: 'Rejected' },
} as const satisfies Readonly<Record<Lateness, Bilingual>>
