import type { CsvCell } from '../../core/csv.ts'
import type { Evaluated } from './evaluation.ts'
import { figures, indicators, plainFigures } from './indicators.ts'

/** One line for each indicator of each row, which any spreadsheet can filter. The key `*` is all cases. */
export function evaluationRows(
  by: string,
  { total, rows }: Evaluated,
): readonly (readonly CsvCell[])[] {
  const head = [
    ...['by', 'key', 'rank', 'score', 'indicator', 'zh', 'en'],
    ...['numerator', 'denominator', 'value', 'previous', 'yearAgo'],
  ]
  const lines = [{ key: '*', rank: undefined, ...total }, ...rows].flatMap((row) => [
    ...row.values.map((one) => {
      const name = indicators.find(({ id }) => id === one.indicator)?.name
      return [
        ...[by, row.key, row.rank, row.score, one.indicator, name?.zh, name?.en],
        ...[one.numerator, one.denominator, one.value, one.previous, one.yearAgo],
      ]
    }),
    ...plainFigures.map((name) => [
      ...[by, row.key, row.rank, row.score, name, figures[name].zh, figures[name].en],
      ...[row[name], undefined, undefined, undefined, undefined],
    ]),
  ])
  return [head, ...lines]
}
