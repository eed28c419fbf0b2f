/** What lint and the reading of rules say, in both languages. A mistake is a code with what stands in its open places. */
import {
  filled,
  openPlace,
  type Bilingual,
  type Filling,
  type Open,
  type Words,
} from '../../core/bilingual.ts'
import { severityWords, type Severity } from '../../core/severity.ts'
import { chineseOf } from '../../core/chinese-of.ts'

export const mistakeWords = {
  // Levels.
  levelOrder: { zh: '必须高于前一级', en: 'must be above the level before it' },
  oneForm: {
    zh: '一条规则要么用条件（when），要么用断传（absence），不能两者都用',
    en: 'a rule has conditions or absences, not both',
  },
  notWithAbsence: { zh: '不能与断传（absence）同用', en: 'does not go with absence' },
  whenOrAbsence: { zh: "需要 'when' 或 'absence'", en: "needs 'when' or 'absence'" },
  lateByReceipt: {
    zh: "不能与 'time: receipt' 同用：后者判断所有读数",
    en: "does not go with 'time: receipt', which judges all readings",
  },
  noHysteresis: {
    zh: '没有回差：第一个回落的数值就会解除告警',
    en: 'has no hysteresis: it clears with the first value below',
  },
  neverFires: { zh: '永远不会触发：{reason}', en: 'can never fire: {reason}' },
  saysTheSame: {
    zh: '与“{other}”的条件相同：请改点位类型或类别，或合并为一条规则的不同级别',
    en: "raises on the same condition as '{other}': give them other sites or categories, or make them levels of one rule",
  },
  reminderLength: { zh: '必须不少于 10m', en: 'must be 10m or more' },
  limitForm: {
    zh: '时限写作 `2 urgent hours`、`4 working hours`、`1 working day`、`3 natural days` 或 `30 minutes`',
    en: 'a limit is written `2 urgent hours`, `4 working hours`, `1 working day`, `3 natural days` or `30 minutes`',
  },
  unknownCategory: {
    zh: "'{code}' 不在类别代码表（core/case-codes.ts）中，也不是设备种类的类别",
    en: "'{code}' is no code of the table in core/case-codes.ts or of a kind",
  },
  categoryForm: { zh: '类别是带引号的四位数字', en: 'a category has four digits, in quotes' },
  categoryOrComponent: {
    zh: '类别是带引号的四位数字，或写作 { from: component, otherwise: "0123" }',
    en: 'a category has four digits, in quotes, or is { from: component, otherwise: "0123" }',
  },
  heldBackForm: {
    zh: '类别是四位数字，或不超过三位数字加 *，带引号',
    en: 'a category is four digits or up to three and *, quoted',
  },
  noSite: {
    zh: "{kind} 设备没有点位类型 '{site}'（有：{sites}）",
    en: "a {kind} device has no site '{site}' ({sites})",
  },

  // Links.
  linkCommand: { zh: '联动指令应为 {known} 之一', en: 'a link commands one of {known}' },
  linkTo: {
    zh: '应为 own、{ devices: [...] } 或 { kind: ..., within: cell }',
    en: 'is own, { devices: [...] } or { kind: ..., within: cell }',
  },
  linkSeconds: {
    zh: 'seconds 应为 {min} 到 {max} 秒',
    en: 'seconds is from {min} to {max}',
  },
  linkKind: { zh: '{kind} 设备没有指令 {command}', en: 'a {kind} device takes no {command}' },
  linkFrom: { zh: '没有该级别（levels）', en: 'is none of its levels' },
  linkUnlessItself: { zh: '不能以本规则为闭锁条件', en: 'a rule is no interlock of itself' },
  linkUnlessUnknown: {
    zh: "闭锁所指的规则 '{rule}' 不存在",
    en: "is an interlock by '{rule}', which is no rule",
  },

  // Times.
  duration: {
    zh: "'{text}' 不是时长，应写作 90s、5m 或 1h30m",
    en: "'{text}' is not a duration such as 90s, 5m or 1h30m",
  },
  periods: {
    zh: "'{text}' 既不是时长，也不是若干个采样周期，如 '2 periods'",
    en: "'{text}' is neither a duration nor a number of periods such as '2 periods'",
  },
  between1sAnd2d: { zh: '必须在 1s 到 2d 之间', en: 'must be between 1s and 2d' },
  between1sAnd7d: { zh: '必须在 1s 到 7d 之间', en: 'must be between 1s and 7d' },
  partOfDay: {
    zh: '必须能整除一天，如 5m、15m、1h 或 6h',
    en: 'must be a part of the day such as 5m, 15m, 1h or 6h',
  },
  extent: {
    zh: "'{text}' 既不是 {units} 之一，也不是 7d 以内的时长",
    en: "'{text}' is neither {units} nor a duration up to 7d",
  },
  hoursOrSchedule: {
    zh: "'{text}' 既不是时段（如 10:00-21:00），也不是时段表的名称",
    en: "'{text}' is neither hours such as 10:00-21:00 nor a schedule",
  },
  noSchedule: {
    zh: "limits.yaml 没有时段表 '{name}'（有：{there}）",
    en: "limits.yaml has no schedule '{name}' ({there})",
  },
  noSchedules: { zh: '无', en: 'it has none' },

  // Names.
  entryName: {
    zh: '名称由字母、数字和 _ 组成，以小写字母开头',
    en: 'a name has letters, digits and _, and starts with a small letter',
  },
  limitName: {
    zh: '限值的名称由字母、数字和 _ 组成',
    en: 'a name of a limit has letters, digits and _',
  },
  nameTaken: { zh: "'{name}' 已有别的含义", en: "'{name}' is the name of something else" },
  readByNone: { zh: '没有条件读取它', en: 'is read by no condition' },
  mostEntries: { zh: '超过 {most} 项', en: 'has more than {most} entries' },

  // Windows and other entries.
  oneWindow: {
    zh: "需要 'window'、'every'、'session' 之一",
    en: "needs one of 'window', 'every' and 'session'",
  },
  slidingWithin: { zh: "只用于滑动窗口 'window'", en: "belongs to a sliding 'window'" },
  mixesPeriods: {
    zh: "'{name}' 把昼夜混在一起，而条件要区分昼夜：{how}",
    en: "'{name}' mixes day and night, and the condition asks for the period: {how}",
  },
  givePeriod: {
    zh: "请给窗口加上 'within: period'",
    en: "give the window 'within: period'",
  },
  countPeriods: {
    zh: '请在计数中比较，计数按各窗口所在的时段判断',
    en: 'compare it in a count, which asks for the period of each window',
  },
  minimumForm: {
    zh: '最少样本数写作个数，或百分比如 75%',
    en: 'a minimum is a number of samples or a percentage such as 75%',
  },
  keepsNotAll: {
    zh: '每 {apart} 秒一个读数，共 {samples} 个样本；超过 {most} 个时不逐个保留',
    en: 'a reading every {apart} s makes {samples} samples; not each of more than {most} is kept',
  },
  givesAtMost: {
    zh: '每 {apart} 秒一个读数，最多只有 {most} 个样本；不会要求更多',
    en: 'a reading every {apart} s gives {most} at most; no more will be asked for',
  },
  lastOrIn: { zh: "需要 'last' 或 'in' 之一", en: "needs one of 'last' and 'in'" },
  exceedancesIn: {
    zh: "超标次数按时间（'in'）统计，不按最近若干个读数（'last'）",
    en: "exceedances are counted 'in' a time, not of the 'last' readings",
  },
  ratePer: {
    zh: "变化率（rate），且只有变化率，用 'per' 指明单位时间",
    en: "a rate, and only a rate, says 'per' what time",
  },
  flatTolerance: {
    zh: "恒值（flat），且只有恒值，用 'tolerance' 指明容差",
    en: "flat, and only that, says with what 'tolerance'",
  },
  usualDays: {
    zh: '只用于基线（baseline）或漂移（drift）',
    en: 'belongs to a baseline or a drift',
  },
  notOutOfRange: { zh: '不能与 outOfRange 同用', en: 'does not go with outOfRange' },
  notMeasured: {
    zh: "{kind} 设备不测量 '{name}'",
    en: "a {kind} device does not measure '{name}'",
  },
  noValueNamed: {
    zh: "'{name}' 既不是测量量，也不是它上面的项",
    en: "'{name}' is neither a quantity nor an entry above this one",
  },
  severalLengths: {
    zh: '读取了长度不同的整点窗口',
    en: 'reads finished windows of several lengths',
  },
  notALevel: {
    zh: "{aggregate} 用于以 dB 表示的声级，'{name}' 不是",
    en: "{aggregate} is for levels in dB, and '{name}' is none",
  },
  useLeq: {
    zh: '以 dB 表示的声级按能量平均：请用 leq',
    en: 'levels in dB are averaged on energy: use leq',
  },
  slopePer: {
    zh: "斜率（slope），且只有斜率，用 'per' 指明单位时间",
    en: "a slope, and only a slope, says 'per' what time it rises",
  },
  percentileP: {
    zh: "百分位（percentile），且只有百分位，用 'p' 指明（90 即噪声的 L10）",
    en: "a percentile, and only that, says 'p' (90 is the L10 of noise)",
  },

  // Conditions.
  inCondition: {
    zh: '{mistake}（“{text}”第 {place} 个字符）',
    en: "{mistake} (character {place} of '{text}')",
  },
  conditionLength: { zh: '超过 {most} 个字符', en: 'has more than {most} characters' },
  notBoolean: { zh: '结果是 {type}，不是真或假', en: 'is {type}, not true or false' },
  notUsable: {
    zh: "条件中不能使用 '{what}'",
    en: "'{what}' cannot be used in a condition",
  },
  literals: {
    zh: '这里只能写数字、文本、true 和 false',
    en: 'only numbers, texts, true and false can be written here',
  },
  inWantsList: { zh: "'in' 后面要方括号列表", en: "'in' wants a list in brackets" },
  scheduleByName: {
    zh: '时段表按名称引用，如 schedules.business',
    en: 'a schedule is asked for by its name, schedules.business',
  },
  nothingCalled: { zh: "这里没有叫 '{name}' 的", en: "nothing here is called '{name}'" },
  membersOfNames: {
    zh: '点或方括号前面只能是名称及其成员',
    en: 'only names and their members can stand before a dot or bracket',
  },
  deviceHasNo: { zh: "设备没有 '{name}'", en: "a device has no '{name}'" },
  noLimitInFile: {
    zh: "limits.yaml 没有限值 '{path}'",
    en: "limits.yaml has no limit '{path}'",
  },

  // Rules over areas.
  distance: {
    zh: "'{text}' 不是 1 m 到 100 km 的距离，应写作 300m 或 3km",
    en: "'{text}' is not a distance such as 300m or 3km, of 1 m to 100 km",
  },
  share: { zh: "'{text}' 不是比例，应写作 60%", en: "'{text}' is not a part such as 60%" },
  over: {
    zh: '应为 {areas} 之一，或 { radius: 300m }，或 { around: [{ name, longitude, latitude }], radius: 3km }',
    en: 'is one of {areas}, { radius: 300m } or { around: [{ name, longitude, latitude }], radius: 3km }',
  },
  namesNothing: { zh: '没有写出任何名称', en: 'names nothing' },
  needsOneOf: { zh: '需要以下之一：{words}', en: 'needs one of {words}' },
  shareOfRadius: {
    zh: '不能与各告警周围的半径同用：一台设备会同时落在多个圆内，每个圆都要另算设备总数，还随台账和告警不断变化。请用 devices 写台数，或按 cell、catchment、around 求比例',
    en: 'does not go with a radius around each alarm: one device lies in several circles at once, and each would have a number of devices of its own that changes with the register and the alarms. Say how many with devices, or take the share of a cell, a catchment or around a point',
  },
  noRuleOnDevices: {
    zh: "没有针对设备的规则 '{id}'",
    en: "there is no rule '{id}' on devices",
  },
  noAlarmWith: { zh: "没有告警带有 '{name}'", en: "no alarm is raised with a '{name}'" },

  // limits.yaml: profiles and overrides.
  noLimitAbove: { zh: "上面没有限值 '{path}'", en: "there is no limit '{path}' above" },
  noLimitAboveOf: {
    zh: "上面没有限值 '{path}'（有：{names}）",
    en: "there is no limit '{path}' above ({names})",
  },
  noProfile: {
    zh: "选用了配置 '{name}'，但这里没有（有：{there}）",
    en: "has no profile '{name}', which was chosen (it has {there})",
  },
  none: { zh: '无', en: 'none' },
  twoProfiles: {
    zh: "所选配置中有两个给出 '{path}'；只能选一个",
    en: "two of the chosen profiles give '{path}'; choose one of them",
  },
  streetCode: {
    zh: '街道是其网格代码的前 9 位数字，带引号',
    en: 'a street is the first 9 digits of its cells, in quotes',
  },
  districtCode: {
    zh: '区县是其网格代码的前 6 位数字，带引号',
    en: 'a district is the first 6 digits of its cells, in quotes',
  },
  oneScope: { zh: '必须且只能针对以下之一：{scopes}', en: 'is for one of {scopes}' },
  changesNothing: {
    zh: '没有改变什么：请给出 limits、levels 或 schedules',
    en: 'changes nothing: give limits, levels or schedules',
  },
  noScheduleThere: {
    zh: "schedules 下没有时段表 '{name}'（有：{there}）",
    en: "there is no schedule '{name}' under schedules ({there})",
  },
  noneThere: { zh: '无', en: 'there is none' },
  overrideTwice: {
    zh: '{key} 已另有一项；请合并为一项',
    en: 'there is another one of {key}; make them one',
  },
  noRule: { zh: "没有规则 '{id}'", en: "there is no rule '{id}'" },
  noLevel: { zh: '{id} 没有这一级（有：{there}）', en: '{id} has no such level ({there})' },
  noTime: {
    zh: '{id} 的级别有 {words}，没有 {word}',
    en: 'a level of {id} has {words}, no {word}',
  },
  neverRaised: {
    zh: '{id} 永远不会升到 {severity}：{reason}',
    en: '{id} is never raised {severity}: {reason}',
  },
  noZone: {
    zh: '{id} 不监测该设备：设备没有声环境功能区',
    en: '{id} does not watch it: the device has no noise zone',
  },
  comesBefore: {
    zh: '{id}：{severity}（{name} {operator} {value}）先于较轻的 {milder}（{below}）',
    en: '{id}: {severity} at {name} {operator} {value} comes before {milder} at {below}',
  },
  noDeviceOf: {
    zh: '没有登记的设备属于 {scope} {code}，因此不起作用',
    en: 'no registered device is of {scope} {code}, so it changes nothing',
  },

  // Limits that a device is registered with.
  ownTable: {
    zh: 'limits.{path}：是一组限值，会使该组的规则失效；请写出其中一个：{names}',
    en: 'limits.{path}: is a table of limits and would put its own rules out; name one: {names}',
  },
  ownBelow: {
    zh: 'limits.{path}：{above} 本身是限值，这样写会使其失效',
    en: 'limits.{path}: {above} is a limit itself, which this would put out',
  },
  ownUnread: {
    zh: 'limits.{path}：没有针对 {kind} 的规则读取它，因此不起作用',
    en: 'limits.{path}: no rule for a {kind} reads it, so it changes nothing',
  },
  ownUnknown: {
    zh: 'limits.{path}：没有规则和限值表使用它，因此不起作用',
    en: 'limits.{path}: no rule and no table of limits knows it, so it changes nothing',
  },

  // Files.
  fileName: {
    zh: "规则 '{id}' 应写在 {id}.yaml 中",
    en: "a rule '{id}' stands in {id}.yaml",
  },
  noTestFile: { zh: '没有测试文件', en: 'has no test file' },
  testsNoRule: { zh: '所测试的规则不存在', en: 'tests a rule that does not exist' },
  expectation: {
    zh: "'{text}' 应写作 '<之后多久> raised|escalated|eased|reminded|amended {severities}' 或 '<之后多久> cleared'；补报的在词前加 'past'",
    en: "'{text}' is not '<after> raised|escalated|eased|reminded|amended {severities}' or '<after> cleared', with 'past' before the word where it is past",
  },
  noQuietTest: {
    zh: '没有一项测试是不产生告警的',
    en: 'has no test in which nothing is raised',
  },
  mostFiles: { zh: '超过 {most} 个文件', en: 'has more than {most} files' },
  mostCharacters: {
    zh: '全部文件合计超过 {most} 个字符',
    en: 'its files have more than {most} characters together',
  },
} as const satisfies Words

type MistakeCode = keyof typeof mistakeWords

type Said<Code extends MistakeCode> = Readonly<
  Record<Open<(typeof mistakeWords)[Code]['en']>, Filling>
>

export const wrong = <Code extends MistakeCode>(
  code: Code,
  ...values: Open<(typeof mistakeWords)[Code]['en']> extends never ? [] : [Said<Code>]
): Bilingual => filled(mistakeWords[code], values[0])

/** In Chinese by its colour. */
export const severityName = (severity: Severity): Bilingual => ({
  zh: severityWords[severity].zh,
  en: severity,
})

export const neverRaised = (id: string, severity: Severity, reason: Bilingual): Bilingual =>
  wrong('neverRaised', { id, severity: severityName(severity), reason })

/** `there`: names of the schedules that there are. */
export function noSchedule(name: string, there: Iterable<string>): Bilingual {
  const names = [...there].join(', ')
  return wrong('noSchedule', { name, there: names === '' ? wrong('noSchedules') : names })
}

interface ConditionMistake {
  readonly said: Bilingual
  readonly offset: number
}

/** A mistake in a condition, with its place there. */
export function inCondition({ said, offset }: ConditionMistake, text: string): Bilingual {
  return wrong('inCondition', { mistake: said, place: offset + 1, text: excerpt(text) })
}

/** Of what somebody wrote, as much as a person reads. */
export const excerpt = (written: unknown): string => {
  const text = String(written)
  return text.length > 200 ? `${text.slice(0, 200)}...` : text
}

/** No schema says more, and a text of more is looked for in a time that grows too fast with it. */
const mostOpen = 2

/** What schemas of this language say, and no more than a text is kept of: to Chinese. */
export const mistakeInChinese = chineseOf(
  Object.values<Bilingual>(mistakeWords).filter(
    ({ en }) => [...en.matchAll(openPlace)].length <= mostOpen,
  ),
)
