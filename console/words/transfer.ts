/** Words of a transfer to an authority outside (移送). */
import type { Words } from '../../core/bilingual.ts'

export const transferWords = {
  transfer: { zh: '移送', en: 'Transfer' },
  addressee: { zh: '移送单位', en: 'Authority' },
  number: { zh: '移送文号', en: 'Number of the letter' },
  until: { zh: '预计反馈时间（可不填）', en: 'Answer expected by (may be left out)' },
  outcome: { zh: '反馈结果', en: 'Outcome' },
  feedback: { zh: '反馈', en: 'Feedback' },
} as const satisfies Words
