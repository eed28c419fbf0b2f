/** The enumerations of a case, each with its words. */
import type { Bilingual } from './bilingual.ts'

/**
 * Where a case stands. The seven stages of the chain 采集 -> 立案 -> 受理 -> 派遣 -> 处置 -> 核查 -> 结案, and beside it
 * 退回 returned (waits for the dispatcher again), 返工 rework (with the same unit again), 作废 void and 重复 duplicate (of a case
 * that is kept).
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
  'duplicate',
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
  duplicate: { zh: '重复', en: 'Repeat' },
} as const satisfies Readonly<Record<Stage, Bilingual>>

export const finalStages = ['closed', 'void', 'duplicate'] as const satisfies readonly Stage[]
export const isFinal = (stage: Stage): boolean => finalStages.some((final) => final === stage)
/** A crew has something to do on site. */
export const workStages: readonly Stage[] = ['dispatched', 'handling', 'rework']
export const openStages: readonly Stage[] = stages.filter((stage) => !isFinal(stage))

/**
 * check: until an inspector has looked whether a problem is one (核实). dispatch: until a unit has the order. arrival: of an emergency, until the
 * crew is on site. handling: until the
 * crew reports. verification: until an inspector has decided (核查). supervision: until whoever is supervised answers (督办). support: until a supporting unit has done its part (配合). transfer: until the authority
 * that a case was transferred to has answered (移送). coordination: until the city has decided (市级协调).
 */
export const deadlineKinds = [
  'check',
  'dispatch',
  'arrival',
  'handling',
  'verification',
  'supervision',
  'support',
  'transfer',
  'coordination',
] as const
export type DeadlineKind = (typeof deadlineKinds)[number]

export const deadlineWords = {
  check: { zh: '核实', en: 'On-site check' },
  dispatch: { zh: '派遣', en: 'Dispatch' },
  arrival: { zh: '到场', en: 'Arrival' },
  handling: { zh: '处置', en: 'Handling' },
  verification: { zh: '核查', en: 'Verification' },
  supervision: { zh: '督办答复', en: 'Answer to supervision' },
  support: { zh: '配合', en: 'Support' },
  transfer: { zh: '移送反馈', en: 'Feedback to the transfer' },
  coordination: { zh: '市级协调', en: 'Decision of the city' },
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
/**
 * How a problem was found. manual: a person, of whom no more is known. patrol: a grid inspector (网格员) on the round. hotline: 12319,
 * 12345. transfer: another department. police: 110.
 */
export const sources = [
  'sensor',
  'manual',
  'patrol',
  'hotline',
  'citizen',
  'transfer',
  'police',
] as const
export type Source = (typeof sources)[number]

export const sourceWords = {
  sensor: { zh: '传感器告警', en: 'Sensor alarm' },
  manual: { zh: '人工上报', en: 'Reported by a person' },
  patrol: { zh: '网格员巡查', en: 'Patrol' },
  hotline: { zh: '热线 12319/12345', en: 'Hotline 12319, 12345' },
  citizen: { zh: '市民上报', en: 'Citizen' },
  transfer: { zh: '部门移送', en: 'Other department' },
  police: { zh: '110 联动', en: 'Police 110' },
} as const satisfies Readonly<Record<Source, Bilingual>>

/** What people report: all but what sensors do. */
export type ReportedSource = Exclude<Source, 'sensor'>
export const reportedSources = sources.filter(
  (source): source is ReportedSource => source !== 'sensor',
)

/** What speaks against a picture as proof (cases/life/photo-proof.ts). */
export const photoDoubtWords = {
  'taken-before': { zh: '拍摄时间早于本环节', en: 'Taken before this step began' },
  'taken-later': { zh: '拍摄时间晚于上传', en: 'Taken later than it was sent' },
  'taken-elsewhere': { zh: '拍摄位置不在现场', en: 'Taken elsewhere' },
  'used-before': { zh: '照片此前已用过', en: 'Used before' },
} as const satisfies Readonly<Record<string, Bilingual>>

/** Whether somebody has looked on site that the problem is one, before it is filed (核实). */
export const checks = ['needed', 'asked', 'confirmed', 'denied'] as const
export type Check = (typeof checks)[number]

export const checkWords = {
  needed: { zh: '须先核实', en: 'Needed before filing' },
  asked: { zh: '核实中', en: 'Under way' },
  confirmed: { zh: '情况属实', en: 'Confirmed on site' },
  denied: { zh: '情况不实', en: 'Not found on site' },
} as const satisfies Readonly<Record<Check, Bilingual>>
