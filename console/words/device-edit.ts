/** Words of writing into the register of devices what somebody changed on the page of one. */
import type { Words } from '../../core/bilingual.ts'

export const editWords = {
  edit: { zh: '修改设备', en: 'Edit the device' },
  title: { zh: '修改设备 {id}', en: 'Edit device {id}' },
  save: { zh: '写入设备台账', en: 'Write into the register' },
  saved: { zh: '已写入设备台账。', en: 'Written into the register.' },
  unchanged: { zh: '没有改动。', en: 'Nothing was changed.' },
} as const satisfies Words
