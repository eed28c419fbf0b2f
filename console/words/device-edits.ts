/** Words of what people changed of a device in the register. */
import type { Words } from '../../core/bilingual.ts'

export const editWords = {
  title: { zh: '台账修改记录', en: 'Changes in the register' },
  none: { zh: '没有修改记录', en: 'No change is recorded' },
  at: { zh: '时间', en: 'When' },
  by: { zh: '修改人', en: 'Who' },
  what: { zh: '修改内容', en: 'What' },
  added: { zh: '登记设备', en: 'came to the register' },
  change: { zh: '{field}：{before} → {after}', en: '{field}: {before} → {after}' },
  nothing: { zh: '无', en: 'none' },
} as const satisfies Words
