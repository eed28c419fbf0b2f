/** The enumeration of supporting units (配合单位), with its words. */
import type { Bilingual } from './bilingual.ts'

/** lapsed: the lead unit reported, or the case ended, before it was done. */
export const supportStates = [
  'asked',
  'accepted',
  'done',
  'declined',
  'withdrawn',
  'lapsed',
] as const
export type SupportState = (typeof supportStates)[number]

export const supportStateWords = {
  asked: { zh: '待接受', en: 'To be accepted' },
  accepted: { zh: '配合中', en: 'Under way' },
  done: { zh: '已完成', en: 'Done' },
  declined: { zh: '已谢绝', en: 'Declined' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  lapsed: { zh: '随案终止', en: 'Over with the order' },
} as const satisfies Readonly<Record<SupportState, Bilingual>>

/** The unit has still to do it. */
export const isSupportOpen = (state: SupportState): boolean =>
  state === 'asked' || state === 'accepted'
