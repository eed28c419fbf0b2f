/** Words of a suspension (挂账), for the desk and the phone. */
import type { Words } from '../../core/bilingual.ts'

export const suspensionWords = {
  suspension: { zh: '挂账', en: 'Suspension' },
  because: { zh: '挂账原因', en: 'Why it cannot go on' },
  until: { zh: '挂账至', en: 'Until' },
  untilNeeded: { zh: '请填写挂账截止时间。', en: 'Please say until when.' },
  lasts: { zh: '挂账中，至 {until}', en: 'Suspended until {until}' },
  asked: { zh: '申请挂账至 {until}，待{level}审批', en: 'Asked until {until}; waits for: {level}' },
  left: { zh: '{kind}暂停，剩余 {left}', en: '{kind} stands still, left: {left}' },
  counts: {
    zh: '挂账 {count} 次，已结束的共 {time}',
    en: 'Suspended {count} times, those that are over for {time}',
  },
  paused: { zh: '暂停时长', en: 'Stood still for' },
  ended: { zh: '恢复计时', en: 'Clocks run since' },
  level: { zh: '审批', en: 'Answered by' },
  stopped: { zh: '暂停的时限', en: 'Deadlines that stand still' },
} as const satisfies Words
