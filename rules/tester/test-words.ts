/** What tests of rules say of themselves, in both languages. */
import { filled, type Bilingual, type Filling, type Words } from '../../core/bilingual.ts'
import { messageOf } from '../../core/errors.ts'
import { otherwiseWrong } from '../../runtime/schema-words.ts'

export const testWords = {
  legend: { zh: '（- 应有，+ 实有）', en: '(- expected, + happened)' },
  order: { zh: '次序或次数不同：{what}', en: 'order or number: {what}' },
  nothing: { zh: '无', en: 'nothing' },
  category: {
    zh: '应为类别 {expected}，实为 {got}',
    en: 'expected category {expected}, got {got}',
  },
  sum: {
    zh: '规则测试通过 {passed} 项，未通过 {failed} 项',
    en: '{passed} rule tests passed, {failed} failed',
  },
  notWatched: { zh: '该规则不适用于此设备', en: 'the rule does not apply to this device' },
  watchesNone: {
    zh: '该规则所统计的告警没有对应的规则',
    en: 'the rule counts the alarms of no rule',
  },
  alarmToken: {
    zh: "'{token}' 既不是 _，也不是 {severities} 之一（写法如 yellowx10）",
    en: "'{token}' is not _ or one of {severities}, as in yellowx10",
  },
  instants: { zh: '一条告警超过 {most} 个时刻', en: 'an alarm has more than {most} instants' },
  valueToken: {
    zh: "'{token}' 不是数值，写法如 22、22x10、0+2x5、22:D 或 _",
    en: "'{token}' is not a value such as 22, 22x10, 0+2x5, 22:D or _",
  },
  samples: { zh: '一个序列超过 {most} 个数值', en: 'a series has more than {most} values' },
  tooLong: {
    zh: '一项测试的时钟最多运行 31 天',
    en: 'the clock of a test runs for 31 days at most',
  },
} as const satisfies Words

type Values = Readonly<Record<string, Filling>>

export const testSays = (code: keyof typeof testWords, values?: Values): Bilingual =>
  filled(testWords[code], values)

/** A test that cannot be run. */
export class CannotRun extends TypeError {
  readonly said: Bilingual

  constructor(said: Bilingual) {
    super(said.en)
    this.said = said
  }
}

export const cannotRun = (code: keyof typeof testWords, values?: Values): CannotRun =>
  new CannotRun(testSays(code, values))

export function saidBy(error: unknown): Bilingual {
  if (error instanceof CannotRun) return error.said
  const message = messageOf(error)
  return { zh: otherwiseWrong(message), en: message }
}
