/** The daily report as rows: section, item, figure, value. One long table can be filtered and summed in any spreadsheet. */
import { reportFigureWords as figureWords, inTimeWords } from '../../../core/report-words.ts'
import { reportWords } from '../../words/case-report.ts'
import type { CsvCell } from '../../../core/csv.ts'
import { severityWords } from '../../../core/severity.ts'
import { say } from '../../words/words.ts'
import { usualZone } from '../../state/city.ts'
import type { DailyReport } from '../../api/types.ts'
import { cityHour, onTimeShare, type Row } from './daily.ts'
import { withName, type DeviceNames } from '../../parts/named-devices.ts'
import { categoryName, streetName, unitName } from '../../parts/case-names.ts'

export const rowFigures = [
  'collected',
  'closed',
  'inTime',
  'openAtEnd',
  'overdue',
  'recurred',
] as const
export const figureNames = Object.keys(figureWords) as readonly (keyof typeof figureWords)[]
export const rowWords = { ...figureWords, inTime: inTimeWords }

const hourly = ['collected', 'closed', 'raised'] as const
export const hourWords = { ...figureWords, raised: reportWords.raised }

const streetOf = (street: string | undefined): string =>
  street === undefined ? say(reportWords.unknown) : streetName(street)

/** The breakdowns of the report, each with the name of what it goes by. */
export const breakdowns = (report: DailyReport) =>
  [
    {
      name: reportWords.byCategory,
      item: reportWords.category,
      rows: report.byCategory.map((row) => ({ label: categoryName(row.category), row })),
    },
    {
      name: reportWords.byUnit,
      item: reportWords.unit,
      rows: report.byUnit.map((row) => ({ label: unitName(row.unit), row })),
    },
    {
      name: reportWords.byStreet,
      item: reportWords.street,
      rows: report.byStreet.map((row) => ({ label: streetOf(row.street), row })),
    },
    {
      name: reportWords.bySeverity,
      item: reportWords.severity,
      rows: report.bySeverity.map((row) => ({ label: say(severityWords[row.severity]), row })),
    },
  ] as const

export function reportRows(
  report: DailyReport,
  names: DeviceNames = new Map(),
  zone = usualZone,
): readonly (readonly CsvCell[])[] {
  const { cases, onTime, handlingMinutes, alarms, topDevices } = report
  const section = (name: string, rows: readonly (readonly CsvCell[])[]) =>
    rows.map((row) => [report.date, name, ...row])
  const minutes = (words: (typeof reportWords)['median' | 'p90']) =>
    `${say(words)} (${say(reportWords.minutes)})`
  const figures = (label: string, row: Row) =>
    rowFigures.map((figure) => [label, say(rowWords[figure]), row[figure]])
  return [
    [
      say(reportWords.date),
      say(reportWords.section),
      say(reportWords.item),
      say(reportWords.figure),
      say(reportWords.value),
    ],
    ...section(
      say(reportWords.cases),
      figureNames.map((name) => ['', say(figureWords[name]), cases[name]]),
    ),
    ...section(say(reportWords.quality), [
      ['', `${say(reportWords.onTime)} (%)`, percent(onTimeShare(report))],
      ['', say(figureWords.closed), onTime.closed],
      ['', minutes(reportWords.median), handlingMinutes?.median],
      ['', minutes(reportWords.p90), handlingMinutes?.p90],
    ]),
    ...breakdowns(report).flatMap(({ name, rows }) =>
      section(
        say(name),
        rows.flatMap(({ label, row }) => figures(label, row)),
      ),
    ),
    ...section(say(reportWords.alarms), [
      ['', say(reportWords.raised), alarms.raised],
      ['', say(reportWords.cleared), alarms.cleared],
      ...alarms.byRule.map(({ rule, title, raised }) => [
        `${rule} ${say(title)}`,
        say(reportWords.raised),
        raised,
      ]),
    ]),
    ...section(
      say(reportWords.byHour),
      report.byHour.flatMap((row) =>
        hourly.map((figure) => [cityHour(row.at, zone), say(hourWords[figure]), row[figure]]),
      ),
    ),
    ...section(
      say(reportWords.topDevices),
      topDevices.map(({ device, alarms: count }) => [
        withName(device, names),
        say(reportWords.count),
        count,
      ]),
    ),
  ]
}

const percent = (share: number | undefined): number | undefined =>
  share === undefined ? undefined : Math.round(share * 1_000) / 10
