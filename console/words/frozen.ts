/** Words of evaluations that stay as they were published. */
import type { Words } from '../../core/bilingual.ts'

export const frozenWords = {
  title: { zh: '已冻结的考评', en: 'Frozen evaluations' },
  never: { zh: '未冻结', en: 'Not frozen' },
  freeze: { zh: '冻结', en: 'Freeze' },
  sign: { zh: '签发', en: 'Sign' },
  reopen: { zh: '重新打开', en: 'Open again' },
  freezeHelp: {
    zh: '保存期内全部数字、公式及每个数字对应的案件，之后不再变化。',
    en: 'Keeps all numbers of the period, the formulas and the cases behind each number as they are.',
  },
  signHelp: {
    zh: '以您的名义签发；此后重新打开须说明理由。',
    en: 'Signed in your name; to open it again takes a reason.',
  },
  reopenHelp: {
    zh: '可再次冻结为新的一版，原版保留。',
    en: 'It can be frozen again as another edition; this one stays.',
  },
  comment: { zh: '说明（可不填）', en: 'Comment (may be left out)' },
  reason: { zh: '理由', en: 'Reason' },
  period: { zh: '期间', en: 'Period' },
  edition: { zh: '版次', en: 'Edition' },
  cases: { zh: '案件数', en: 'Cases' },
  frozenAt: { zh: '冻结', en: 'Frozen' },
  signedAt: { zh: '签发', en: 'Signed' },
  reopenedAt: { zh: '重新打开', en: 'Opened again' },
  shown: { zh: '第 {edition} 版，冻结时的数字。', en: 'Edition {edition}, as it was frozen.' },
  live: { zh: '查看现时数字', en: 'Show it as it is now' },
  differences: { zh: '与现时数字的差异', en: 'What differs now' },
  same: {
    zh: '现时计算的数字与冻结时相同。',
    en: 'Counted now, every number is as it was frozen.',
  },
  row: { zh: '对象', en: 'Of' },
  figure: { zh: '数字', en: 'Number' },
  asFrozen: { zh: '冻结时', en: 'As frozen' },
  now: { zh: '现时', en: 'Now' },
  change: { zh: '差', en: 'Change' },
} as const satisfies Words

export const stageOfFrozen = {
  frozen: { zh: '已冻结，待签发', en: 'Frozen, not signed' },
  signed: { zh: '已签发', en: 'Signed' },
  reopened: { zh: '已重新打开，待再次冻结', en: 'Open again, to be frozen anew' },
} as const satisfies Words
