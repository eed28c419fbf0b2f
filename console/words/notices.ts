/** Words of what has just come: of crews and inspectors, and of the command centre. */
import type { Words } from '../../core/bilingual.ts'

export const noticeWords = {
  dispatched: { zh: '新工单 {id}', en: 'New order {id}' },
  rework: { zh: '返工 {id}', en: 'Rework {id}' },
  checkAsked: { zh: '新核实任务 {id}', en: 'To check on site: {id}' },
  reported: { zh: '新核查任务 {id}', en: 'To verify: {id}' },
  severityChanged: { zh: '工单 {id} 等级变化', en: 'Severity of order {id} changed' },
  look: { zh: '查看', en: 'Open' },
  heard: { zh: '知道了', en: 'Got it' },
  sound: { zh: '提示音：开', en: 'Sound: on' },
  muted: { zh: '提示音：关', en: 'Sound: off' },
} as const satisfies Words
