/** Words of what waits for a supervisor or manager (待办). */
import type { Words } from '../../core/bilingual.ts'

export const decidingWords = {
  title: { zh: '待办', en: 'To decide' },
  help: {
    zh: '等待督办员或管理人员决定的案件，最早到期的在前。',
    en: 'Cases that wait for a supervisor or manager, the one that runs out first on top.',
  },
  views: { zh: '待办类别', en: 'What waits' },
  none: { zh: '没有待办的案件', en: 'No case waits for this' },
} as const satisfies Words

export const boundaryWords = {
  title: { zh: '职责界线', en: 'Boundaries between units' },
  help: {
    zh: '争议指定时划定；同类同处的案件派遣给该单位，直至撤销。',
    en: 'Drawn when a disputed case was designated; what is alike goes to that unit until revoked.',
  },
  none: { zh: '没有划定的界线', en: 'No boundary was drawn' },
  holds: { zh: '适用于', en: 'Holds for' },
  since: { zh: '自', en: 'Since' },
  by: { zh: '划定人', en: 'Drawn by' },
  why: { zh: '理由', en: 'Reason' },
  revoke: { zh: '撤销', en: 'Revoke' },
  revoked: { zh: '{at} 由 {by} 撤销：{reason}', en: 'Revoked {at} by {by}: {reason}' },
} as const satisfies Words
