/** Words of supporting units (配合单位). */
import type { Words } from '../../core/bilingual.ts'

export const supportWords = {
  supports: { zh: '配合单位', en: 'Supporting units' },
  unit: { zh: '配合单位', en: 'Supporting unit' },
  task: { zh: '配合事项', en: 'What is asked' },
  timed: { zh: '规定完成时限', en: 'With a deadline' },
  within: { zh: '完成时限', en: 'To be done within' },
  until: { zh: '应于 {at} 前完成', en: 'To be done by {at}' },
  late: { zh: '已超期', en: 'late' },
  mine: { zh: '配合任务（{count}）', en: 'To support ({count})' },
  none: { zh: '没有需要配合的案件。', en: 'No unit needs support.' },
  why: {
    zh: '配合单位尚未完成，不再等待的理由',
    en: 'A supporting unit is not done: why you do not wait for it',
  },
  whyNeeded: {
    zh: '配合单位尚未完成，请写明不再等待的理由。',
    en: 'A supporting unit is not done: say why you do not wait.',
  },
  declineReason: { zh: '谢绝原因', en: 'Why you decline' },
  submitDecline: { zh: '确认谢绝', en: 'Decline' },
  doneText: { zh: '配合情况', en: 'What was done' },
  submitDone: { zh: '提交配合反馈', en: 'Report that it is done' },
} as const satisfies Words
