/** Words of the curve that proves a case. */
import type { Words } from '../../core/bilingual.ts'

export const evidenceWords = {
  curve: { zh: '证据曲线', en: 'Curve of the evidence' },
  span: { zh: '{from} 至 {to}', en: '{from} to {to}' },
  alarm: {
    zh: '没有曲线：告警登记中已没有这条告警',
    en: 'No curve: the register of alarms does not have this alarm any more',
  },
  device: {
    zh: '没有曲线：设备已不在台账中',
    en: 'No curve: the device is not in the register any more',
  },
  quantity: {
    zh: '没有曲线：这类设备不测量数值',
    en: 'No curve: devices of this kind measure no quantity',
  },
  readings: {
    zh: '没有曲线：这段时间没有读数，或读数的保存期已过',
    en: 'No curve: there are no readings of this time, or they are kept no longer',
  },
} as const satisfies Words
