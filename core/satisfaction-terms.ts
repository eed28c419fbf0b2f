/** What whoever reported a problem says of how it was dealt with (满意度), with its words. */
import type { Bilingual } from './bilingual.ts'

export const satisfactions = ['satisfied', 'fair', 'dissatisfied'] as const
export type Satisfaction = (typeof satisfactions)[number]

export const satisfactionWords = {
  satisfied: { zh: '满意', en: 'Satisfied' },
  fair: { zh: '基本满意', en: 'Fairly satisfied' },
  dissatisfied: { zh: '不满意', en: 'Dissatisfied' },
} as const satisfies Readonly<Record<Satisfaction, Bilingual>>
