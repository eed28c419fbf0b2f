/** What is written into the record of a case, by its name (docs/cases.md); `cases` checks that none is missing. */
import type { Words } from './bilingual.ts'
import { stageWords } from './case-terms.ts'

export const eventWords = {
  collected: stageWords.collected,
  filed: stageWords.filed,
  accepted: stageWords.accepted,
  unassigned: { zh: '未找到处置单位', en: 'No unit found' },
  dispatched: stageWords.dispatched,
  orderAccepted: { zh: '接单', en: 'Order accepted' },
  arrived: { zh: '到达现场', en: 'Arrived on site' },
  reported: { zh: '处置反馈', en: 'Handling reported' },
  returned: stageWords.returned,
  extensionAsked: { zh: '申请延期', en: 'Extension asked' },
  extended: { zh: '延期获准', en: 'Extension granted' },
  extensionRefused: { zh: '延期未获准', en: 'Extension refused' },
  verified: { zh: '核查通过', en: 'Verification passed' },
  rework: { zh: '核查不通过，返工', en: 'Not passed: rework' },
  closed: stageWords.closed,
  voided: stageWords.void,
  evidenceAttached: { zh: '附上告警证据', en: 'Alarm evidence attached' },
  folded: { zh: '同因告警并入', en: 'Alarms of the same cause folded in' },
  doubted: { zh: '传感器存疑', en: 'Sensor in doubt' },
  limitChanged: { zh: '时限缩短', en: 'Limit shortened' },
  severityChanged: { zh: '等级变化', en: 'Severity changed' },
  rechecked: { zh: '复查告警', en: 'Alarms looked at again' },
  commented: { zh: '备注', en: 'Comment' },
  overdue: { zh: '超期', en: 'Deadline passed' },
  deadlineMoved: { zh: '时限重新计算', en: 'Deadline computed anew' },
  notified: { zh: '已通知', en: 'Unit notified' },
  noticeFailed: { zh: '通知失败', en: 'Notice failed' },
} as const satisfies Words
