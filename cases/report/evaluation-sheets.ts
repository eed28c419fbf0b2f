/** An evaluation as tables for a spreadsheet: the ranking, each rate with what it is made of, and what it is about. */
import type { Bilingual } from '../../core/bilingual.ts'
import type { Instant } from '../../core/time.ts'
import { dimensionWords, type Dimension } from '../../core/evaluation-dimensions.ts'
import type { Dates } from './evaluation-periods.ts'
import type { Evaluated, RankedRow } from './evaluation.ts'
import { figures, type Figure } from './indicators.ts'
import type { NameOf } from './names.ts'
import type { Say, Sheet, SheetCell } from './sheet.ts'

const words = {
  ranking: { zh: '考评排名', en: 'Ranking' },
  details: { zh: '指标明细', en: 'Details' },
  about: { zh: '说明', en: 'About' },
  of: { zh: '对象', en: 'Of' },
  code: { zh: '代码', en: 'Code' },
  rank: { zh: '排名', en: 'Rank' },
  previousRank: { zh: '上期排名', en: 'Rank before' },
  interview: { zh: '约谈提示', en: 'Interview' },
  lastTwice: { zh: '连续两季度末位', en: 'Last in two quarters running' },
  score: { zh: '得分', en: 'Score' },
  all: { zh: '全部', en: 'All' },
  indicator: { zh: '指标', en: 'Indicator' },
  numeratorName: { zh: '分子名称', en: 'Numerator is' },
  numerator: { zh: '分子', en: 'Numerator' },
  denominatorName: { zh: '分母名称', en: 'Denominator is' },
  denominator: { zh: '分母', en: 'Denominator' },
  value: { zh: '数值', en: 'Value' },
  previous: { zh: '上期（环比）', en: 'Period before' },
  yearAgo: { zh: '上年同期（同比）', en: 'A year ago' },
  minutes: { zh: '（分钟）', en: ' (minutes)' },
  weight: { zh: '权重', en: 'Weight' },
  weightsFrom: { zh: '权重来源', en: 'Weights from' },
  item: { zh: '项目', en: 'Item' },
  content: { zh: '内容', en: 'Content' },
  period: { zh: '期间', en: 'Period' },
  by: { zh: '维度', en: 'By' },
  made: { zh: '统计时间', en: 'Counted at' },
  running: { zh: '期末未到', en: 'The period is not over' },
  edition: { zh: '冻结版次', en: 'Frozen edition' },
} as const satisfies Readonly<Record<string, Bilingual>>

interface ShownIndicator {
  readonly id: string
  readonly name: Bilingual
  readonly numerator: Bilingual
  readonly denominator: Bilingual
  readonly unit: 'share' | 'duration'
  readonly weight?: number
}

/** An evaluation as it is answered. */
export interface EvaluationTable extends Evaluated, Dates {
  readonly by: Dimension
  readonly generatedAt: Instant
  readonly running: boolean
  readonly previous: Dates
  readonly yearAgo: Dates
  readonly indicators: readonly ShownIndicator[]
  readonly weightsFrom?: string
  readonly edition?: number
  /** The responsibility grid that it is limited to. */
  readonly grid?: string
}

type Line = Omit<RankedRow, 'key'> & { readonly name: string; readonly code?: string }

const minute = 60_000
const shown = ({ unit }: ShownIndicator, value: number | undefined): SheetCell => {
  if (value === undefined) return undefined
  return unit === 'share' ? { share: value } : value / minute
}
const counted = ({ unit }: ShownIndicator, amount: number): number =>
  unit === 'share' ? amount : amount / minute

export function evaluationSheets(
  table: EvaluationTable,
  nameOf: NameOf,
  say: Say,
): readonly Sheet[] {
  const { by, rows, total } = table
  const lines: readonly Line[] = [
    ...rows.map(({ key, ...row }) => ({
      ...row,
      name: nameOf(by, key),
      ...(key !== undefined && { code: key }),
    })),
    { ...total, name: say(words.all) },
  ]
  return [ranking(table, lines, say), details(table, lines, say), about(table, nameOf, say)]
}

function ranking({ by, indicators }: EvaluationTable, lines: readonly Line[], say: Say): Sheet {
  const counts = [
    'returned',
    'voided',
    'suspended',
    'transferred',
  ] as const satisfies readonly Figure[]
  return {
    name: say(words.ranking),
    head: [
      ...[say(dimensionWords[by]), say(words.code), say(words.rank), say(words.previousRank)],
      ...[say(words.score), say(words.interview)],
      ...indicators.map((one) => say(one.name) + (one.unit === 'share' ? '' : say(words.minutes))),
      ...counts.map((name) => say(figures[name])),
    ],
    rows: lines.map(({ name, code, rank, previousRank, score, interview, values, ...row }) => [
      ...[name, code, rank, previousRank, score],
      interview === true ? say(words.lastTwice) : undefined,
      ...indicators.map((one) =>
        shown(one, values.find(({ indicator }) => indicator === one.id)?.value),
      ),
      ...counts.map((count) => row[count]),
    ]),
  }
}

const details = ({ indicators }: EvaluationTable, lines: readonly Line[], say: Say): Sheet => ({
  name: say(words.details),
  head: [
    ...[say(words.of), say(words.code), say(words.indicator)],
    ...[say(words.numeratorName), say(words.numerator)],
    ...[say(words.denominatorName), say(words.denominator)],
    ...[say(words.value), say(words.previous), say(words.yearAgo)],
  ],
  rows: lines.flatMap(({ name, code, values }) =>
    indicators.flatMap((one) =>
      values
        .filter(({ indicator }) => indicator === one.id)
        .map(({ numerator, denominator, value, previous, yearAgo }) => [
          ...[name, code, say(one.name) + (one.unit === 'share' ? '' : say(words.minutes))],
          ...[say(one.numerator), counted(one, numerator), say(one.denominator), denominator],
          ...[shown(one, value), shown(one, previous), shown(one, yearAgo)],
        ]),
    ),
  ),
})

function about(table: EvaluationTable, nameOf: NameOf, say: Say): Sheet {
  const { from, to, by, previous, yearAgo, generatedAt, running, edition, weightsFrom } = table
  const { grid } = table
  const span = (dates: Dates) => `${dates.from} – ${dates.to}`
  return {
    name: say(words.about),
    head: [say(words.item), say(words.content)],
    rows: [
      [say(words.period), span({ from, to }) + (running ? ` ${say(words.running)}` : '')],
      [say(words.by), say(dimensionWords[by])],
      ...(grid === undefined ? [] : [[say(dimensionWords.grid), nameOf('grid', grid)]]),
      [say(words.previous), span(previous)],
      [say(words.yearAgo), span(yearAgo)],
      [say(words.made), { at: generatedAt }],
      ...(edition === undefined ? [] : [[say(words.edition), edition]]),
      ...(weightsFrom === undefined ? [] : [[say(words.weightsFrom), weightsFrom]]),
      ...table.indicators.flatMap(({ name, weight }) =>
        weight === undefined ? [] : [[`${say(words.weight)} ${say(name)}`, weight]],
      ),
    ],
  }
}
