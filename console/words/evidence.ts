/** Words of the curve that proves a case. */
import type { Words } from '../../core/bilingual.ts'

export const evidenceWords = {
  curve: { zh: '证据曲线', en: 'Curve of the evidence' },
  span: { zh: '{from} 至 {to}', en: '{from} to {to}' },
  alarm: {
    zh: '没有曲线：查不到这条告警，或不在您的辖区',
    en: 'No curve: this alarm is not there any more, or not in your part of the city',
  },
  device: {
    zh: '没有曲线：设备不在台账中，或不在您的辖区',
    en: 'No curve: the device is not in the register, or not in your part of the city',
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
