/** Words of the queues of cases and of their order. */
import type { Words } from '../../core/bilingual.ts'

export const queueWords = {
  intake: { zh: '待立案受理', en: 'To file and accept' },
  dispatch: { zh: '待派遣', en: 'To dispatch' },
  working: { zh: '处置中', en: 'Being handled' },
  verify: { zh: '待核查', en: 'To verify' },
  overdue: { zh: '超期', en: 'Overdue' },
  suspended: { zh: '挂账', en: 'Suspended' },
  transferred: { zh: '移送', en: 'Transferred' },
  coordination: { zh: '市级协调', en: 'For the city' },
  given: { zh: '已交他区', en: 'Given to others' },
  open: { zh: '全部在办', en: 'All open' },
  ended: { zh: '已办结', en: 'Ended' },
} as const satisfies Words

export const orderWords = {
  deadline: { zh: '按时限', en: 'By deadline' },
  newest: { zh: '最新在前', en: 'Newest first' },
  severity: { zh: '按等级，再按时限', en: 'By severity, then deadline' },
} as const satisfies Words

export const dayWords = {
  from: { zh: '采集日期 起', en: 'Collected from' },
  to: { zh: '止', en: 'until' },
} as const satisfies Words
