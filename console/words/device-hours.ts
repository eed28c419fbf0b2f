/** Words of the business hours of a device. */
import type { Words } from '../../core/bilingual.ts'

export const hoursWords = {
  hours: { zh: '营业时段', en: 'Business hours' },
  notGiven: { zh: '未单独设定', en: 'none of its own' },
  edit: { zh: '修改营业时段', en: 'Edit the business hours' },
  help: {
    zh: '写作 Mo-Fr 10:00-14:00, 16:30-21:00; Sa,Su 18:00-02:00（周一至周日为 Mo Tu We Th Fr Sa Su）。留空则按权属单位、街道、区或全市的时段。',
    en: 'Written Mo-Fr 10:00-14:00, 16:30-21:00; Sa,Su 18:00-02:00. Left empty, those of its owner, street, district or the city hold.',
  },
} as const satisfies Words
