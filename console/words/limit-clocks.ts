import type { Words } from '../../core/bilingual.ts'

/** The clocks of a limit (cases/working-time), in the words that the API reads. */
export const clockWords = {
  minutes: { zh: '分钟', en: 'minutes' },
  'urgent hours': { zh: '紧急工作时', en: 'urgent hours' },
  'working hours': { zh: '工作时', en: 'working hours' },
  'working days': { zh: '工作日', en: 'working days' },
  'natural days': { zh: '自然日', en: 'natural days' },
} as const satisfies Words
