/** Words of repeats (重复) and look-alikes (疑似重复). */
import type { Words } from '../../core/bilingual.ts'

export const duplicateWords = {
  duplicateOf: { zh: '重复于', en: 'Repeat of' },
  duplicates: { zh: '重复案件', en: 'Repeats' },
  kept: { zh: '保留案件编号', en: 'Number of the case that is kept' },
  duplicateSure: {
    zh: '标为重复后本案不再办理，由保留案件继续；保留案件在办期间可以撤销。',
    en: 'A repeat ends here and the kept case goes on; it can be undone while that one is open.',
  },
  alike: { zh: '疑似重复', en: 'Look-alikes' },
  alikeHint: {
    zh: '距离、时间和类别相近的在办案件，是否重复由人判断。',
    en: 'Open cases near in place, time and category; whether one is a repeat is for a person to say.',
  },
  away: { zh: '相距', en: 'Away' },
  sameCell: { zh: '同一单元网格', en: 'Same cell' },
  markAsRepeat: { zh: '本案标为其重复', en: 'Mark this one as its repeat' },
} as const satisfies Words
