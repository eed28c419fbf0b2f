/** Words of values and their marks: on the first page of everybody, who is not to wait for those of all pages of devices. */
import type { Bilingual, Words } from '../../core/bilingual.ts'
import type { Quality } from '../../core/quantities.ts'

export const switchWords = {
  yes: { zh: '是', en: 'yes' },
  no: { zh: '否', en: 'no' },
} as const satisfies Words

/** Data flags of HJ 212-2017 Table 8, and what ingest finds out itself (core/quantities.ts). */
export const qualityWords = {
  N: { zh: '正常', en: 'normal' },
  F: { zh: '停运', en: 'stopped' },
  M: { zh: '维护', en: 'maintenance' },
  S: { zh: '手工输入', en: 'set by hand' },
  D: { zh: '故障', en: 'fault' },
  C: { zh: '校准', en: 'calibrating' },
  T: { zh: '超上限', en: 'above range' },
  B: { zh: '通信异常', en: 'communication fault' },
  late: { zh: '迟到', en: 'late' },
  future: { zh: '时钟超前', en: 'clock ahead' },
  range: { zh: '超出量程', en: 'out of range' },
  stuck: { zh: '数值不变', en: 'stuck' },
} as const satisfies Readonly<Record<Quality, Bilingual>>

export const timingWords: Readonly<Record<string, Bilingual>> = {
  live: { zh: '实时', en: 'live' },
  late: { zh: '迟到', en: 'late' },
  clamped: { zh: '时钟超前，按接收时间', en: 'clock ahead, instant of receipt' },
  resent: { zh: '补传', en: 'resent' },
}
