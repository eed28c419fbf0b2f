/** Words of the escalation of a case (docs/escalation.md). */
import type { Words } from '../../core/bilingual.ts'

export const escalationWords = {
  heading: { zh: '逐级催办', en: 'Escalation' },
  tell: { zh: '告知', en: 'Tells' },
  number: { zh: '第几次', en: 'Time' },
  when: { zh: '时间', en: 'When' },
  about: { zh: '内容', en: 'What' },
} as const satisfies Words
