/** What whoever reported a problem is told of its course (进度查询), with its words. */
import type { Bilingual } from './bilingual.ts'

export const followedStages = [
  'received',
  'arranging',
  'handling',
  'verifying',
  'closed',
  'void',
] as const
export type FollowedStage = (typeof followedStages)[number]

export const followedStageWords = {
  received: { zh: '已收到，待审核', en: 'Received, to be looked at' },
  arranging: { zh: '已立案，安排处置', en: 'Taken up, being arranged' },
  handling: { zh: '处置中', en: 'Being handled' },
  verifying: { zh: '处置完毕，核查中', en: 'Handled, being verified' },
  closed: { zh: '已办结', en: 'Closed' },
  void: { zh: '未予办理', en: 'Not taken up' },
} as const satisfies Readonly<Record<FollowedStage, Bilingual>>

export const followedSteps = [
  'received',
  'filed',
  'arranged',
  'handled',
  'rework',
  'paused',
  'resumed',
  'closed',
  'void',
  'reopened',
] as const
export type FollowedStep = (typeof followedSteps)[number]

export const followedStepWords = {
  received: { zh: '收到反映', en: 'Received' },
  filed: { zh: '立案', en: 'Taken up' },
  arranged: { zh: '安排处置单位', en: 'Given to who mends it' },
  handled: { zh: '处置完毕', en: 'Handled' },
  rework: { zh: '核查未通过，重新处置', en: 'Not good yet, handled again' },
  paused: { zh: '暂缓处置', en: 'Put off' },
  resumed: { zh: '恢复处置', en: 'Gone on with' },
  closed: { zh: '办结', en: 'Closed' },
  void: { zh: '未予办理', en: 'Not taken up' },
  reopened: { zh: '重新办理', en: 'Opened again' },
} as const satisfies Readonly<Record<FollowedStep, Bilingual>>
