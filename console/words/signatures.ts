/** Words of the lines that an office signs on. */
import type { Words } from '../../core/bilingual.ts'

export const signatureWords = {
  signatures: { zh: '签字', en: 'Signatures' },
  author: { zh: '制表', en: 'Made by' },
  checked: { zh: '审核', en: 'Checked by' },
  signed: { zh: '签发', en: 'Signed by' },
  seal: { zh: '单位（盖章）', en: 'Office (seal)' },
} as const satisfies Words
