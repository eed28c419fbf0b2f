/** Words of the counts of the daily report (日报). */
import type { Words } from './bilingual.ts'
import { stageWords } from './case-terms.ts'

export const reportFigureWords = {
  collected: stageWords.collected,
  filed: stageWords.filed,
  dispatched: stageWords.dispatched,
  reported: { zh: '处置反馈', en: 'Reported' },
  closed: stageWords.closed,
  voided: stageWords.void,
  returned: stageWords.returned,
  reworked: { zh: '返工', en: 'Reworked' },
  overdue: { zh: '超期', en: 'Overdue' },
  openAtEnd: { zh: '日末在办', en: 'Open at the end' },
  recurred: { zh: '复发', en: 'Came back' },
} as const satisfies Words

/** Of a closed case: none of its deadlines had passed. */
export const inTimeWords = { zh: '按期结案', en: 'Closed on time' } as const
