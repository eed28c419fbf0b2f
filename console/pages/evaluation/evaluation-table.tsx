import type { Evaluation } from '../../api/types.ts'
import { areaName, categoryName, unitName, wordsOf } from '../../parts/case-names.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { sourceWords } from '../../../core/case-terms.ts'
import { dimensionWords, evaluationWords as words } from '../../words/evaluation.ts'
import { showDuration, showNumber, showShare } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { trendOf } from './compared.ts'
import '../cases/cases.css'
import './evaluation.css'

type Indicator = Evaluation['indicators'][number]
type Row = Evaluation['total'] & { readonly rank?: number }

function nameOf(by: Evaluation['by'], key: string | undefined): string {
  if (by === 'unit') return unitName(key)
  if (key === undefined) return say(words.none)
  if (by === 'category') return categoryName(key)
  if (by === 'source') return say(wordsOf(sourceWords, key))
  return by === 'person' ? key : areaName(key)
}

export const EvaluationTable = ({ evaluation }: { readonly evaluation: Evaluation }) => {
  const { by, indicators, rows, total } = evaluation
  return (
    <section class="sheet">
      <Scrolling label={say(words.title)}>
        <table class="numbers evaluation">
          <thead>
            <tr>
              <th scope="col">{say(dimensionWords[by])}</th>
              <th scope="col">{say(words.rank)}</th>
              <th scope="col">{say(words.score)}</th>
              {indicators.map(({ id, name, weight }) => (
                <th key={id} scope="col">
                  {say(name)}
                  {weight === undefined ? null : (
                    <span class="made-of">{say(words.weight, { weight })}</span>
                  )}
                </th>
              ))}
              <th scope="col">{say(words.returned)}</th>
              <th scope="col">{say(words.voided)}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Line
                key={row.key ?? ''}
                name={nameOf(by, row.key)}
                row={row}
                indicators={indicators}
              />
            ))}
          </tbody>
          <tfoot>
            <Line name={say(words.all)} row={total} indicators={indicators} />
          </tfoot>
        </table>
      </Scrolling>
    </section>
  )
}

interface LineProps {
  readonly name: string
  readonly row: Row
  readonly indicators: readonly Indicator[]
}

const Line = ({ name, row: { rank, score, values, returned, voided }, indicators }: LineProps) => (
  <tr>
    <th scope="row">{name}</th>
    <td>{showNumber(rank)}</td>
    <td>{showNumber(score)}</td>
    {indicators.map((indicator) => {
      const value = values.find((one) => one.indicator === indicator.id)
      return <td key={indicator.id}>{value && <Cell indicator={indicator} value={value} />}</td>
    })}
    <td>{showNumber(returned)}</td>
    <td>{showNumber(voided)}</td>
  </tr>
)

interface CellProps {
  readonly indicator: Indicator
  readonly value: Row['values'][number]
}

function Cell({ indicator, value }: CellProps) {
  const isShare = indicator.unit === 'share'
  const show = (of: number | undefined) =>
    isShare ? showShare(of) : of === undefined ? '-' : showDuration(of)
  const { numerator, denominator } = value
  const change = trendOf(value, indicator)
  const n = isShare ? showNumber(numerator) : showDuration(numerator)
  return (
    <span
      title={say(words.cell, {
        ...{ numerator: say(indicator.numerator), n },
        ...{ denominator: say(indicator.denominator), d: showNumber(denominator) },
        ...{ previous: show(value.previous), yearAgo: show(value.yearAgo) },
      })}
    >
      {show(value.value)}
      {change === undefined ? null : (
        <span class={`trend-${change.trend}`} role="img" aria-label={say(words[change.trend])}>
          {' '}
          {change.arrow}
        </span>
      )}
      <span class="made-of">
        {isShare ? `${n} / ${showNumber(denominator)}` : showNumber(denominator)}
      </span>
    </span>
  )
}
