/** Words of administrative acts. */
import type { Words } from '../../core/bilingual.ts'

export const actWords = {
  title: { zh: '管理操作记录', en: 'Administrative acts' },
  help: {
    zh: '谁在何时、从哪个网络地址进行了什么管理操作，结果如何。每次操作前先写入记录，记录不可修改，并由封条封存。',
    en: 'Who administered what, when and from which network address, and what came of it. Each is written down before it is done; nobody can change it, and seals cover it.',
  },
  day: { zh: '日期', en: 'Day' },
  who: { zh: '操作人', en: 'Who' },
  what: { zh: '操作', en: 'What' },
  of: { zh: '对象', en: 'Of what' },
  from: { zh: '网络地址', en: 'From' },
  outcome: { zh: '结果', en: 'Outcome' },
  done: { zh: '完成', en: 'done' },
  refused: { zh: '未执行（{status}）', en: 'not done ({status})' },
  failed: { zh: '失败，可能已执行（{status}）', en: 'failed, may be done ({status})' },
  cut: { zh: '中断，可能已执行', en: 'cut off, may be done' },
  intact: {
    zh: '当日记录完整，未被改动。',
    en: 'The record of the day is whole and as it was written.',
  },
  wrong: { zh: '以下编号与写入时不符：{numbers}', en: 'Not as they were written: {numbers}' },
} as const satisfies Words
