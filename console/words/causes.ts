/** Words of what explains an alarm and what muted it: its cause, the case that it is folded into, the paper that held it back. */
import type { Words } from '../../core/bilingual.ts'

export const causeWords = {
  cause: { zh: '同因', en: 'Cause' },
  gateway: { zh: '网关 {device} 失联', en: 'Gateway {device} is silent' },
  fault: {
    zh: '传感器 {device} 存疑：其故障告警未解除',
    en: 'Sensor {device} in doubt: a fault of it stands',
  },
  storm: { zh: '告警风暴：{what}', en: 'Storm of alarms: {what}' },
  wholeUnit: { zh: '全单位', en: 'all cells of the unit' },
  red: { zh: '红色', en: 'red ones' },
  samePlace: {
    zh: '与案件是同一设备、部件，或在其邻近范围内',
    en: 'The same device or component as the case, or within its reach',
  },
  folded: { zh: '并入案件 {id} 的同因告警', en: 'Alarms folded into case {id}' },
  foldedHelp: {
    zh: '这些告警与案件同因，照常记录，不另立案。',
    en: 'They have the cause of the case, are kept each by itself and open no case of their own.',
  },
  page: { zh: '第 {page} 页', en: 'Page {page}' },

  muted: { zh: '搁置依据', en: 'Held back by' },
  mutedBy: { zh: '{by} · {from} 至 {until}', en: '{by} · {from} to {until}' },
  endedBy: { zh: '{by} 于 {at} 提前结束：{reason}', en: 'Ended by {by} at {at}: {reason}' },
} as const satisfies Words
