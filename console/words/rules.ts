/** Words of the rule pages. */
import type { Words } from '../../core/bilingual.ts'

export const ruleWords = {
  title: { zh: '规则', en: 'Rules' },
  help: {
    zh: '点开规则可看条件原文和未解除的告警，并可修改。',
    en: 'Open one for its document and its standing alarms, and to edit it.',
  },
  filters: { zh: '筛选', en: 'Filters' },
  search: { zh: '搜索（名称、编号）', en: 'Search (title, id)' },
  kind: { zh: '设备类别', en: 'Device kind' },
  all: { zh: '全部', en: 'All' },
  onlyStanding: { zh: '只看有未解除告警的规则', en: 'Only rules with standing alarms' },
  rule: { zh: '规则', en: 'Rule' },
  id: { zh: '编号', en: 'Id' },
  applies: { zh: '适用范围', en: 'Applies to' },
  everywhere: { zh: '全部点位', en: 'every site' },
  zones: { zh: '声功能区 {zones}', en: 'noise zones {zones}' },
  /** Between two names in a row. */
  comma: { zh: '、', en: ', ' },
  levels: { zh: '预警级别', en: 'Levels' },
  standing: { zh: '未解除告警', en: 'Standing alarms' },
  standingCount: { zh: '{count} 条', en: '{count}' },
  count: {
    zh: '{count} 条规则，{standing} 条告警未解除',
    en: '{count} rules, {standing} alarms standing',
  },
  noRules: { zh: '没有符合条件的规则', en: 'No rule fits these filters' },
  version: { zh: '版本', en: 'Version' },
  versionHelp: { zh: '规则内容的哈希值', en: 'Hash of what the rule means' },
  severity: { zh: '级别', en: 'Severity' },
  when: { zh: '触发条件', en: 'Condition' },
  clear: { zh: '解除条件', en: 'Clears when' },
  hold: { zh: '持续', en: 'Hold' },
  clearHold: { zh: '解除持续', en: 'Clear hold' },
  filing: { zh: '立案方式', en: 'Filing' },
  handling: { zh: '处置时限', en: 'Handling limit' },
  atOnce: { zh: '立即', en: 'at once' },
  silentPeriods: { zh: '{count} 个上报周期没有读数', en: 'no reading for {count} periods' },
  silentTime: { zh: '{time}没有读数', en: 'no reading for {time}' },
  atLeast: { zh: '至少{time}', en: 'at least {time}' },
  between: { zh: '仅 {hours}', en: 'only {hours}' },
  clockWrong: {
    zh: '设备时间超前，或滞后且每小时追回不到{time}',
    en: 'the time of the device is ahead, or behind and catches up by less than {time} an hour',
  },
  clockInTime: { zh: '设备时间正常', en: 'the time of the device is right' },
  /** Between two parts of a condition. */
  pause: { zh: '，', en: ', ' },
  anyReading: { zh: '收到任何读数', en: 'any reading' },
  document: { zh: '规则原文', en: 'Document as written' },
  limitsTitle: { zh: '限值', en: 'Limits' },
  limitsHelp: {
    zh: '限值来自全市限值表，设备自有限值优先；随功能区和昼夜变化，故按设备显示。',
    en: 'Limits come of the city table, a device’s own win; they depend on zone and time of day, so they are shown for one device.',
  },
  forDevice: { zh: '设备', en: 'Device' },
  limitNow: { zh: '当前限值', en: 'Limit now' },
  noNumber: { zh: '该条件没有数值限值', en: 'no number in this condition' },
  noDevices: { zh: '没有在用设备适用该规则', en: 'No device in service to which the rule applies' },
  notListed: { zh: '规则尚未应用于该设备', en: 'The rule does not apply to this device' },
  alarms: { zh: '告警未解除的设备', en: 'Devices whose alarm stands' },
  noStanding: { zh: '没有未解除的告警', en: 'No alarm stands' },
  cut: {
    zh: '未解除告警过多，只列出前 {count} 条',
    en: 'Too many alarms stand; the first {count} are listed',
  },
  source: { zh: '依据', en: 'Source' },
  noSource: { zh: '未注明', en: 'none given' },
  certainty: { zh: '可靠程度', en: 'How sure' },
  notVerified: { zh: '含未核实限值', en: 'numbers not verified' },
  notVerifiedHelp: {
    zh: '该规则或其所用限值未对照标准原文核实，使用前请核对。',
    en: 'The rule, or a limit that it reads, was not read in its standard. Check it before relying on it.',
  },
  sourcesTitle: { zh: '限值来源', en: 'Where the numbers come from' },
  limit: { zh: '限值项', en: 'Limit' },
  value: { zh: '数值', en: 'Value' },
  ofDevices: { zh: '由设备给出', en: 'given by device' },
  devicesOfKind: { zh: '查看该类设备', en: 'Devices of this kind' },
  back: { zh: '返回规则列表', en: 'Back to the rules' },
} as const satisfies Words

export const filingWords = {
  automatic: { zh: '自动立案', en: 'filed at once' },
  confirm: { zh: '人工确认', en: 'an operator confirms' },
  none: { zh: '仅告警', en: 'alarm only' },
} as const satisfies Words

/** How sure a number is (rules/language/certainty.ts). */
export const certaintyWords = {
  verified: { zh: '已核实', en: 'verified' },
  'second-hand': { zh: '转引，未见原文', en: 'second hand, standard not read' },
  recalled: { zh: '凭记忆，未核实', en: 'recalled, not verified' },
  proposed: { zh: '建议值，无标准依据', en: 'proposed, of no standard' },
} as const satisfies Words

/** Clocks of handling limits in the words of the filing standard (cases/life/working-time.ts). */
export const limitWords = {
  'urgent minute': { zh: '{count} 分钟', en: '{count} minutes' },
  minute: { zh: '{count} 分钟', en: '{count} minutes' },
  'urgent hour': { zh: '{count} 紧急工作时', en: '{count} urgent hours' },
  'working hour': { zh: '{count} 工作时', en: '{count} working hours' },
  'working day': { zh: '{count} 工作日', en: '{count} working days' },
  'natural day': { zh: '{count} 自然日', en: '{count} natural days' },
  'urgent day': { zh: '{count} 紧急工作日', en: '{count} urgent days' },
} as const satisfies Words
