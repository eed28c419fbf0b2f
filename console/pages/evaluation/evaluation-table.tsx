import type { Evaluation } from '../../api/types.ts'
import { areaName, categoryName, unitName, wordsOf } from '../../parts/case-names.ts'
import { gridNamed } from '../../parts/grids.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { sourceWords } from '../../../core/case-terms.ts'
import { dimensionWords } from '../../../core/evaluation-dimensions.ts'
import { evaluationWords as words } from '../../words/evaluation.ts'
import { showDuration, showNumber, showShare } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { trendOf } from './compared.ts'
import type { Looked } from './figure-cases.tsx'
import '../cases/cases.css'
import './evaluation.css'

type Indicator = Evaluation['indicators'][number]
/** They stand beside the rates as they are. */
const plainFigures = [
  'returned',
  'voided',
  'duplicates',
  'selfHandled',
  'supervised',
  'supervisionDone',
  'transferred',
] as const
type Row = Evaluation['total'] &
  Pick<Evaluation['rows'][number], 'rank' | 'previousRank' | 'interview'>

export function nameOf(by: Evaluation['by'], key: string | undefined): string {
  if (by === 'unit') return unitName(key)
  if (key === undefined) return say(words.none)
  if (by === 'category') return categoryName(key)
  if (by === 'grid') return gridNamed(key)
  if (by === 'source') return say(wordsOf(sourceWords, key))
  return by === 'person' ? key : areaName(key)
}

/** Of what stands below the figures. */
export const afterFigures = 'after-figures'

interface EvaluationTableProps {
  readonly evaluation: Evaluation
  readonly onLook: (looked: Looked) => void
}

export const EvaluationTable = ({ evaluation, onLook }: EvaluationTableProps) => {
  const { by, indicators, rows, total } = evaluation
  return (
    <section class="sheet">
      {/* Each figure is a stop of the Tab key: hundreds of them. */}
      <a class="past-figures no-print" href={`#${afterFigures}`}>
        {say(words.skipFigures)}
      </a>
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
              {plainFigures.map((figure) => (
                <th key={figure} scope="col">
                  {say(words[figure])}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Line
                key={row.key ?? ''}
                name={nameOf(by, row.key)}
                of={row.key ?? '-'}
                row={row}
                indicators={indicators}
                onLook={onLook}
              />
            ))}
          </tbody>
          <tfoot>
            <Line name={say(words.all)} row={total} indicators={indicators} onLook={onLook} />
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
  /** Key of the row; undefined of all cases. */
  readonly of?: string
  readonly onLook: (looked: Looked) => void
}

const Line = ({ name, of, row, indicators, onLook }: LineProps) => {
  const { rank, previousRank, interview, score, values } = row
  const lookedAt = (figure: Looked['figure'], what: string): Looked => ({
    ...{ figure, row: of, title: `${name} · ${what}` },
  })
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        {showNumber(rank)}
        {previousRank === undefined ? null : (
          <span class="made-of">{say(words.rankBefore, { rank: previousRank })}</span>
        )}
        {interview === true ? <strong class="made-of">{say(words.interview)}</strong> : null}
      </td>
      <td>{showNumber(score)}</td>
      {indicators.map((indicator) => {
        const value = values.find((one) => one.indicator === indicator.id)
        return (
          <td key={indicator.id}>
            {value && (
              <Cell
                indicator={indicator}
                value={value}
                onLook={(figure, what) => onLook(lookedAt(figure, what))}
              />
            )}
          </td>
        )
      })}
      {plainFigures.map((figure) => (
        <td key={figure}>
          <Amount
            amount={row[figure]}
            shown={showNumber(row[figure])}
            name={say(words[figure])}
            onLook={() => onLook(lookedAt(figure, say(words[figure])))}
          />
        </td>
      ))}
    </tr>
  )
}

interface AmountProps {
  readonly amount: number
  readonly shown: string
  readonly name: string
  readonly onLook: () => void
}

/** A count that leads to its cases; nothing leads nowhere. */
const Amount = ({ amount, shown, name, onLook }: AmountProps) =>
  amount === 0 ? (
    <>{shown}</>
  ) : (
    <button
      type="button"
      class="plain figure"
      aria-label={`${say(words.look, { name })} ${shown}`}
      onClick={onLook}
    >
      {shown}
    </button>
  )

interface CellProps {
  readonly indicator: Indicator
  readonly value: Row['values'][number]
  readonly onLook: (figure: Looked['figure'], name: string) => void
}

function Cell({ indicator, value, onLook }: CellProps) {
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
        {isShare ? (
          <>
            <Amount
              amount={numerator}
              shown={n}
              name={say(indicator.numerator)}
              onLook={() => onLook(indicator.figures.numerator, say(indicator.numerator))}
            />
            {' / '}
          </>
        ) : null}
        <Amount
          amount={denominator}
          shown={showNumber(denominator)}
          name={say(indicator.denominator)}
          onLook={() => onLook(indicator.figures.denominator, say(indicator.denominator))}
        />
      </span>
    </span>
  )
}
