/** What is wrong with a row of a table that people keep (目录, 值班表), in both languages. Pure. */
import {
  filled,
  type Bilingual,
  type Filling,
  type Open,
  type Words,
} from '../../core/bilingual.ts'
import type { InChinese } from '../../core/errors.ts'
import { tableColumns } from '../../core/table-columns.ts'

export const tableMistakeWords = {
  // Any table.
  empty: { zh: '不能为空', en: 'is empty' },
  longer: { zh: '超过 {most} 个字符', en: 'is longer than {most} characters' },
  saidLonger: { zh: '{said} 超过 {most} 个字符', en: '{said} is longer than {most} characters' },
  twice: { zh: '{name} 已出现在第 {line} 行', en: '{name} stands in line {line} already' },
  noDay: { zh: '{said} 不是日期；写作 2026-01-31', en: '{said} is no day like 2026-01-31' },
  before: { zh: '{end} 早于{column} {start}', en: '{end} is before {column} {start}' },
  noUnit: {
    zh: '没有名为 {said} 的单位',
    en: 'no unit is called {said}',
  },
  noName: {
    zh: '{said} 应为 1 至 40 个文字、数字、点或连字符',
    en: '{said} is not 1 to 40 letters, digits, dots or dashes',
  },
  madeANumber: {
    zh: '；表格软件把它变成了数字，请将该列设为文本格式',
    en: '; a spreadsheet made a number of it: format the column as text',
  },

  // The filing standard.
  fourDigits: { zh: '{said} 不是四位数字', en: '{said} is not four digits' },
  conditionNumber: { zh: '{said} 不是 1 至 99 的整数', en: '{said} is not 1 to 99' },
  noDuty: {
    zh: '没有承担职责 {said} 的单位',
    en: 'no unit has the duty {said}',
  },
  whichClock: {
    zh: '{said} 没有写明按哪种时间计算：紧急工作时昼夜连续计算，工作时和工作日只计上班时间，自然日按日历计算',
    en: '{said} does not say which clock: 紧急工作时 runs through the night, 工作时 and 工作日 only while offices work, 自然日 are days of the calendar',
  },
  noLimit: {
    zh: '{said} 不是时限；写作 2紧急工作时、4工作时、1工作日、3自然日、30分钟',
    en: '{said} is not like 2紧急工作时, 4工作时, 1工作日, 3自然日, 30分钟 (or 2 urgent hours)',
  },
  rival: {
    zh: '前面一行中 {id} 自 {from} 至 {until} 有效；同一条件不能有两行在同一天有效',
    en: '{id} holds from {from} until {until} by a row before; two of one condition do not hold on one day',
  },
  ever: { zh: '长期', en: 'ever' },

  // Components.
  noState: {
    zh: '{said} 应为以下之一：{called}',
    en: '{said} is none of {states} ({called})',
  },
  cellDigits: { zh: '{said} 不是 15 位数字', en: '{said} is not 15 digits' },
  otherDivision: {
    zh: '{cell} 不在行政区划 {division} 内',
    en: '{cell} lies in another division than {division}',
  },
  notCome: { zh: '{day} 还没有到', en: '{day} has not come yet' },
  codeDigits: { zh: '{said} 不是 16 位数字{lost}', en: '{said} is not 16 digits{lost}' },
  noDivision: {
    zh: '网格中没有行政区划 {division}（有 {divisions}）',
    en: '{division} is no division of the grid ({divisions})',
  },
  bigClass: { zh: '没有大类 00', en: 'there is no big class 00' },
  smallClass: { zh: '没有小类 00', en: 'there is no small class 00' },
  firstNumber: { zh: '顺序号从 000001 开始', en: 'numbers begin with 000001' },
  half: {
    zh: '经度和纬度必须同时填写或同时留空',
    en: 'longitude and latitude stand together or not at all',
  },
  noDegrees: { zh: '{said} 不是度数（WGS-84）', en: '{said} is no degrees (WGS-84)' },

  // Responsibility grids and patrol plans.
  headDigits: {
    zh: '{said} 不是 6、9、12 或 15 位数字{lost}',
    en: '{said} is not 6, 9, 12 or 15 digits{lost}',
  },
  notInGrid: { zh: '网格中没有 {cell}', en: 'the grid has nothing at {cell}' },
  taken: {
    zh: '{cell} 已属于 {row}（第 {line} 行）',
    en: '{cell} is of {row} (line {line}) already',
  },
  nowhere: { zh: '责任网格和单元网格至少填写一项', en: 'neither a grid nor cells are named' },
  noGrid: {
    zh: '目前没有责任网格 {said}',
    en: 'there is no responsibility grid {said} today',
  },
  timesAndEvery: {
    zh: '次数（times）和每隔（every）不能同时填写',
    en: 'times and every cannot both be given',
  },
  noTimes: { zh: '{said} 不是 1 至 {most} 的整数', en: '{said} is no number from 1 to {most}' },
  noLength: {
    zh: '{said} 不是时间长度；写作 2h，15m 至 24h',
    en: '{said} is no length of time like 2h, from 15m to 24h',
  },
  noPoint: {
    zh: '{said} 写法不对；写作 东门=123.52747 29.499354 30',
    en: '{said} is not like East gate=123.52747 29.499354 30',
  },
  pointTwice: { zh: '{name} 出现了两次', en: '{name} stands here twice' },
  mostPoints: { zh: '每个计划最多 {most} 个', en: 'a plan has {most} at most' },

  // Units and the dispatch table.
  noUnitId: {
    zh: '{said} 应为 1 至 64 个字母、数字、点、下划线、冒号或连字符',
    en: '{said} is not 1 to 64 letters, digits, dots, underscores, colons or dashes, such as lj-road',
  },
  noDutyWord: {
    zh: '{said} 应为一个小写英文词，如 "drainage"',
    en: '{said} is not one lower-case word such as drainage',
  },
  prefixDigits: {
    zh: '{said} 不是 1 至 15 位数字{lost}',
    en: '{said} is not 1 to 15 digits{lost}',
  },
  noWebhook: {
    zh: '{said} 不是以 "http://" 或 "https://" 开头、不含用户名和密码的网址',
    en: '{said} is no http(s) address without name and password',
  },
  noOrder: { zh: '{said} 不是数字', en: '{said} is no number' },
  noPattern: {
    zh: '{said} 应为四位数字，或至多三位数字加 *，如 0506、05*',
    en: '{said} is not four digits, or up to three and *, such as 0506, 05*',
  },

  // Rotas.
  noAccount: {
    zh: '{said} 不是这里可登录的账号',
    en: '{said} is no account of this unit that can sign in',
  },
  noDays: {
    zh: '{said} 应为 daily（每天）、workdays（工作日）、restdays（休息日）或 Mo-Fr、Sa,Su 这样的日子',
    en: '{said} is not daily, workdays, restdays or days such as Mo-Fr, Sa,Su',
  },
  noBegin: { zh: '{said} 不是时刻；写作 08:00', en: '{said} is no time like 08:00' },
  noEnd: {
    zh: '{said} 不是时刻；写作 20:00，最晚 24:00',
    en: '{said} is no time like 20:00, until 24:00',
  },
  noHours: {
    zh: '起止时刻相同；全天写作 00:00 至 24:00',
    en: 'the hours are empty; the whole day is 00:00 to 24:00',
  },
  notYours: { zh: '{said} 不是您负责的单位', en: '{said} is no unit that you answer for' },
  mostRows: { zh: '值班表最多 {most} 行', en: 'a rota has {most} rows at most' },
  noRows: { zh: '文件中没有数据行', en: 'the file has no rows' },
  endsFirst: { zh: '结束时间应晚于开始时间', en: 'a swap ends after it begins' },
  over: { zh: '这段时间已经过去', en: 'this time is over' },
  tooFar: { zh: '只能换今后 100 天内的班', en: 'a swap is of the next 100 days' },
  samePerson: { zh: '与原值班人是同一人', en: 'is the same person' },
  noTurn: { zh: '{said} 在这段时间没有值班', en: '{said} has no duty in that time' },
  mostSwaps: {
    zh: '一张值班表最多 {most} 次换班；请直接修改值班表',
    en: 'a rota has {most} swaps at most; change its rows',
  },
} as const satisfies Words

type Code = keyof typeof tableMistakeWords
type Values<Of extends Code> =
  Open<(typeof tableMistakeWords)[Of]['en']> extends never
    ? []
    : [Readonly<Record<Open<(typeof tableMistakeWords)[Of]['en']>, Filling>>]

export const wrong = <Of extends Code>(code: Of, ...[values]: Values<Of>): Bilingual =>
  filled(tableMistakeWords[code], values)

/** As it is called in Chinese, with the heading that stands in the file. */
export const columnTitle = (column: string): string => {
  const title = tableColumns[column]?.zh
  return title === undefined ? column : `${title}（${column}）`
}

/** A name of a column among the words of a mistake. */
export const columnCalled = (column: string): Bilingual => ({
  zh: tableColumns[column]?.zh ?? column,
  en: column,
})

export const wrongIn = <Of extends Code>(
  column: string,
  code: Of,
  ...values: Values<Of>
): Bilingual => {
  const { zh, en } = wrong(code, ...values)
  return { zh: `${columnTitle(column)}：${zh}`, en: `${column}: ${en}` }
}

/** A mistake with its line, as the API tells it. */
export interface LineMistake {
  readonly line: number
  readonly message: string
  readonly zh: string
}

export const atLine = (line: number, { zh, en }: Bilingual): LineMistake => ({
  ...{ line, message: en, zh },
})

/** As an error tells what is wrong with a file. */
export const toldOfFile = (
  mistakes: readonly LineMistake[],
): { readonly details: readonly string[]; readonly chinese: InChinese } => ({
  details: mistakes.map(({ line, message }) => `line ${line}: ${message}`),
  chinese: {
    message: `文件有 ${mistakes.length} 处错误，未导入任何内容`,
    details: mistakes.map(({ line, zh }) => `第 ${line} 行，${zh}`),
  },
})
