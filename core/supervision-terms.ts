/** The enumerations of supervision (督办) and of what waits for whoever decides (待办), each with its words. */
import type { Bilingual } from './bilingual.ts'

/**
 * timeout: its deadline has passed, and no reason for that was given or the one that was is rejected. leader: somebody above wants
 * it. important: the matter is grave.
 */
export const supervisionKinds = ['timeout', 'leader', 'important'] as const
export type SupervisionKind = (typeof supervisionKinds)[number]

export const supervisionKindWords = {
  timeout: { zh: '超时督办', en: 'For lateness' },
  leader: { zh: '领导督办', en: 'For a leader' },
  important: { zh: '重点督办', en: 'For importance' },
} as const satisfies Readonly<Record<SupervisionKind, Bilingual>>

/** On whose behalf: the government of the district, or the department of the city. */
export const supervisionLevels = ['district', 'city'] as const
export type SupervisionLevel = (typeof supervisionLevels)[number]

export const supervisionLevelWords = {
  district: { zh: '区级', en: 'District' },
  city: { zh: '市级', en: 'City' },
} as const satisfies Readonly<Record<SupervisionLevel, Bilingual>>

/** ended: the case ended before it was lifted. */
export const supervisionStates = ['demanded', 'answered', 'lifted', 'ended'] as const
export type SupervisionState = (typeof supervisionStates)[number]

export const supervisionStateWords = {
  demanded: { zh: '待答复', en: 'To be answered' },
  answered: { zh: '已答复，待审', en: 'Answered, to be judged' },
  lifted: { zh: '已解除', en: 'Lifted' },
  ended: { zh: '随案办结', en: 'Ended with the case' },
} as const satisfies Readonly<Record<SupervisionState, Bilingual>>

/**
 * What of a case waits for a supervisor or a manager. supervision: it is late, nobody said why or was believed, and nobody supervises it.
 * answer: who is supervised has answered, or has not in time. extension, reason: asked or said, and not judged. dispute: units gave it
 * back so often that somebody has to say whose it is (争议). dissatisfied: whoever reported it says so after its closing (不满意).
 * feedback: an authority outside has it and has not answered (移送). coordination: the city has not decided (市级协调).
 */
export const waitings = [
  'supervision',
  'answer',
  'extension',
  'reason',
  'dispute',
  'dissatisfied',
  'feedback',
  'coordination',
] as const
export type Waiting = (typeof waitings)[number]

export const waitingWords = {
  supervision: { zh: '督办候选', en: 'To supervise' },
  answer: { zh: '督办待审', en: 'Supervision to judge' },
  extension: { zh: '延期待批', en: 'Extensions asked' },
  reason: { zh: '超期说明待审', en: 'Reasons to judge' },
  dispute: { zh: '争议待裁', en: 'Disputes' },
  dissatisfied: { zh: '不满意', en: 'Dissatisfied reporters' },
  feedback: { zh: '移送待反馈', en: 'Transferred, no feedback' },
  coordination: { zh: '待市级协调', en: 'For the city to decide' },
} as const satisfies Readonly<Record<Waiting, Bilingual>>
