/** Words of the list of alarms. */
import type { Words } from '../../core/bilingual.ts'

export const alarmListWords = {
  title: { zh: '告警', en: 'Alarms' },
  list: { zh: '告警列表', en: 'List of alarms' },
  state: { zh: '状态', en: 'State' },
  standing: { zh: '未恢复', en: 'Standing' },
  over: { zh: '已恢复', en: 'Cleared' },
  rule: { zh: '规则', en: 'Rule' },
  device: { zh: '设备编号', en: 'Device' },
  from: { zh: '发生日期 起', en: 'Raised from' },
  to: { zh: '止', en: 'until' },
  none: { zh: '没有符合条件的告警', en: 'No alarm fits the filters' },
  notAll: { zh: '先列出前 {count} 条', en: 'The first {count}' },
  more: { zh: '读取更多告警', en: 'Read more alarms' },
} as const satisfies Words
