/** Words of how good the alarms are. */
import type { Words } from '../../core/bilingual.ts'

export const qualityWords = {
  quality: { zh: '告警质量', en: 'Alarm quality' },
  summary: {
    zh: '近 7 天：{alarms} 条告警，{cases} 件案件，其中作废 {voided} 件；每台设备每天 {share} 件',
    en: 'Last 7 days: {alarms} alarms, {cases} cases, {voided} of them void; {share} cases a day from each device',
  },
  rule: { zh: '规则', en: 'Rule' },
  device: { zh: '设备', en: 'Device' },
  alarms: { zh: '告警', en: 'Alarms' },
  cases: { zh: '案件', en: 'Cases' },
  voided: { zh: '作废', en: 'Void' },
  byRule: { zh: '按规则', en: 'By rule' },
  worst: { zh: '告警最多的设备', en: 'Worst devices' },
  chattering: { zh: '反复告警（一天超过 10 次）', en: 'Chattering (more than 10 on a day)' },
  inOneDay: { zh: '一天次数', en: 'On one day' },
  stale: { zh: '长期未解除（超过 7 天）', en: 'Stale (standing for more than 7 days)' },
  since: { zh: '始于', en: 'Since' },
  none: { zh: '没有', en: 'None' },
} as const satisfies Words
