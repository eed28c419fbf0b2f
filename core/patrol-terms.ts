/** Words of patrols (巡查). */
import type { Bilingual } from './bilingual.ts'

/**
 * coming: planned for later today. open: its time runs and nobody has started. walking: somebody is under way. done: whoever started
 * has ended it. unfinished: nobody ended it in time. missed: its time is over and nobody started.
 */
export const patrolStates = ['coming', 'open', 'walking', 'done', 'unfinished', 'missed'] as const
export type PatrolState = (typeof patrolStates)[number]

export const patrolStateWords = {
  coming: { zh: '未到时间', en: 'Later today' },
  open: { zh: '待巡查', en: 'To be walked' },
  walking: { zh: '巡查中', en: 'Under way' },
  done: { zh: '已完成', en: 'Done' },
  unfinished: { zh: '未结束', en: 'Not ended' },
  missed: { zh: '漏巡', en: 'Missed' },
} as const satisfies Readonly<Record<PatrolState, Bilingual>>

/** By what patrols are counted; the person is who walked, of a missed one everybody who could have. */
export const patrolDimensions = ['all', 'person', 'grid', 'plan'] as const
export type PatrolDimension = (typeof patrolDimensions)[number]
