/** The report of a day as tables for a spreadsheet. */
import type { Bilingual } from '../../core/bilingual.ts'
import { inTimeWords, reportFigureWords } from '../../core/report-words.ts'
import { severityWords } from '../../core/severity.ts'
import type { NameOf } from './names.ts'
import type { DailyReport } from './report.ts'
import type { Say, Sheet } from './sheet.ts'

const words = {
  day: { zh: '日报', en: 'Daily report' },
  date: { zh: '日期', en: 'Date' },
  item: { zh: '项目', en: 'Item' },
  value: { zh: '数值', en: 'Value' },
  onTime: { zh: '按期结案率', en: 'Closed on time' },
  median: { zh: '处置时长中位数（分钟）', en: 'Handling time, median (minutes)' },
  p90: { zh: '处置时长 90 分位（分钟）', en: 'Handling time, 90th percentile (minutes)' },
  raised: { zh: '告警触发', en: 'Alarms raised' },
  cleared: { zh: '告警解除', en: 'Alarms cleared' },
  made: { zh: '统计时间', en: 'Counted at' },
  byCategory: { zh: '按类别', en: 'By category' },
  byUnit: { zh: '按处置单位', en: 'By unit' },
  byStreet: { zh: '按街道', en: 'By street' },
  bySeverity: { zh: '按等级', en: 'By severity' },
  byHour: { zh: '按小时', en: 'By hour' },
  hour: { zh: '时段起', en: 'Hour from' },
  byRule: { zh: '告警（按规则）', en: 'Alarms by rule' },
  devices: { zh: '告警最多的设备', en: 'Devices with most alarms' },
  code: { zh: '代码', en: 'Code' },
  name: { zh: '名称', en: 'Name' },
  alarms: { zh: '告警数', en: 'Alarms' },
} as const satisfies Readonly<Record<string, Bilingual>>

const figures = ['collected', 'closed', 'inTime', 'openAtEnd', 'overdue', 'recurred'] as const
const figureWords = { ...reportFigureWords, inTime: inTimeWords }
const hourly = ['collected', 'closed', 'raised'] as const
const hourWords = { ...reportFigureWords, raised: words.raised }
type Row = DailyReport['byCategory'][number]
const all = Object.entries(reportFigureWords) as readonly [
  keyof typeof reportFigureWords,
  Bilingual,
][]

export function reportSheets(report: DailyReport, nameOf: NameOf, say: Say): readonly Sheet[] {
  const { byCategory, byUnit, byStreet, bySeverity, alarms, topDevices, byHour } = report
  const table = (
    name: Bilingual,
    rows: readonly {
      readonly code: string | undefined
      readonly name: string
      row: Omit<Row, 'category'>
    }[],
  ): Sheet => ({
    name: say(name),
    head: [say(words.code), say(words.name), ...figures.map((figure) => say(figureWords[figure]))],
    rows: rows.map(({ code, name: called, row }) => [
      ...[code, called],
      ...figures.map((figure) => row[figure]),
    ]),
  })
  return [
    summary(report, say),
    table(
      words.byCategory,
      byCategory.map((row) => ({
        ...{ code: row.category, name: nameOf('category', row.category), row },
      })),
    ),
    table(
      words.byUnit,
      byUnit.map((row) => ({ code: row.unit, name: nameOf('unit', row.unit), row })),
    ),
    table(
      words.byStreet,
      byStreet.map((row) => ({ code: row.street, name: nameOf('street', row.street), row })),
    ),
    table(
      words.bySeverity,
      bySeverity.map((row) => ({
        ...{ code: row.severity, name: say(severityWords[row.severity]), row },
      })),
    ),
    {
      name: say(words.byHour),
      head: [say(words.hour), ...hourly.map((figure) => say(hourWords[figure]))],
      rows: byHour.map((row) => [{ at: row.at }, ...hourly.map((figure) => row[figure])]),
    },
    {
      name: say(words.byRule),
      head: [say(words.code), say(words.name), say(words.alarms)],
      rows: alarms.byRule.map(({ rule, title, raised }) => [rule, say(title), raised]),
    },
    {
      name: say(words.devices),
      head: [say(words.code), say(words.name), say(words.alarms)],
      rows: topDevices.map(({ device, alarms: count }) => [
        ...[device, nameOf('device', device), count],
      ]),
    },
  ]
}

function summary(report: DailyReport, say: Say): Sheet {
  const { date, generatedAt, cases, onTime, handlingMinutes, alarms } = report
  return {
    name: say(words.day),
    head: [say(words.item), say(words.value)],
    rows: [
      [say(words.date), date],
      [say(words.made), { at: generatedAt }],
      ...all.map(([figure, name]) => [say(name), cases[figure]]),
      [say(inTimeWords), onTime.inTime],
      [
        say(words.onTime),
        onTime.closed === 0 ? undefined : { share: onTime.inTime / onTime.closed },
      ],
      [say(words.median), handlingMinutes?.median],
      [say(words.p90), handlingMinutes?.p90],
      [say(words.raised), alarms.raised],
      [say(words.cleared), alarms.cleared],
    ],
  }
}
