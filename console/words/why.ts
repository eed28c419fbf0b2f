/** Words of the page that says why a rule did, or did not (溯因). */
import type { Words } from '../../core/bilingual.ts'

export const whyWords = {
  title: { zh: '溯因', en: 'Why' },
  help: {
    zh: '把当时收到的数据按现行规则重新判断一遍，逐条说明结果和所用数值。',
    en: 'What was heard is judged again by the rules in force; each says what it made of it, with its numbers.',
  },
  ask: { zh: '为什么告警或没有告警', en: 'Why, or why not' },
  of: { zh: '{device}，截至 {at}', en: '{device}, up to {at}' },
  at: { zh: '时刻（{zone}）', en: 'At ({zone})' },
  look: { zh: '查看', en: 'Look' },
  now: { zh: '现在', en: 'Now' },
  newest: { zh: '最新数据', en: 'Newest reading' },
  observed: { zh: '采集于', en: 'Observed' },
  received: { zh: '收到于', en: 'Received' },
  nothingHeard: { zh: '没有收到该设备的数据', en: 'Nothing was heard of the device' },
  noRules: { zh: '没有适用于该类设备的规则', en: 'No rule is for devices of this kind' },
  otherRules: { zh: '不监测该设备的规则', en: 'Rules that do not watch it' },

  stands: { zh: '告警持续中', en: 'An alarm stands' },
  holding: { zh: '条件成立，等待持续时间', en: 'True, not yet held long enough' },
  unknown: { zh: '无法判断：缺少数值', en: 'Unknown: a value is missing' },
  notTrue: { zh: '条件不成立', en: 'Not true' },
  neverJudged: { zh: '没有可判断的数据', en: 'Nothing to judge' },
  trueNow: { zh: '条件成立', en: 'True' },

  level: { zh: '等级', en: 'Level' },
  condition: { zh: '条件', en: 'Condition' },
  result: { zh: '结果', en: 'Result' },
  numbers: { zh: '数值', en: 'Numbers' },
  hold: { zh: '持续', en: 'Held' },
  holdOf: { zh: '{lasted}，需 {needed}', en: '{lasted} of {needed}' },
  holdNeeded: { zh: '需 {needed}', en: 'to be held for {needed}' },
  clears: { zh: '解除条件', en: 'Clears when' },
  missing: { zh: '缺失', en: 'unknown' },
  entries: { zh: '中间值', en: 'Values made on the way' },
  rests: { zh: '上次告警后静默至 {at}', en: 'No further alarm before {at}' },

  again: { zh: '重新判断的经过', en: 'When it is judged again' },
  recorded: { zh: '当时未解除的告警', en: 'Alarms that stood then, by the register' },
  muted: { zh: '被搁置', en: 'held back' },
} as const satisfies Words
