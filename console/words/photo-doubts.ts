/** Words about pictures that are doubtful as proof. */
import type { Words } from '../../core/bilingual.ts'

export const doubtWords = {
  doubt: { zh: '照片 {number} 存疑：{what}', en: 'Photo {number} is doubtful: {what}' },
  metres: { zh: '距案发位置 {metres} 米', en: '{metres} m from the place' },
  elsewhere: { zh: '见案件 {id}', en: 'by case {id}' },
  event: { zh: '见记录第 {version} 条', en: 'by event {version} of the record' },
} as const satisfies Words
