/** Which period is evaluated, and by what. */
import { dimensionWords, type Dimension } from '../../../core/evaluation-dimensions.ts'
import { GridChoice } from '../../parts/grid-choice.tsx'
import { city } from '../../state/city.ts'
import { now } from '../../state/clock.ts'
import { evaluationWords as words } from '../../words/evaluation.ts'
import { auditWords } from '../../words/filing-audit.ts'
import { language, say } from '../../words/words.ts'
import { cityDate, isDate } from '../cases/daily.ts'
import { addressOf } from './compared.ts'
import { spansAt } from './spans.ts'

interface Dates {
  readonly from: string | undefined
  readonly to: string | undefined
}

interface ChoiceProps {
  readonly dates: Dates
  readonly by: Dimension
  /** The responsibility grid (责任网格) that it is limited to. */
  readonly grid: string | undefined
  readonly offered: readonly Dimension[]
  readonly edition: number | undefined
  readonly onChange: (
    changed: Partial<Dates> & { readonly by?: Dimension; readonly grid?: string | undefined },
  ) => void
}

interface PeriodProps {
  readonly dates: Dates
  readonly onChange: (changed: Partial<Dates>) => void
}

export function PeriodChoice({ dates, onChange }: PeriodProps) {
  const day = (name: 'from' | 'to') => (
    <label>
      {say(words[name])}{' '}
      <input
        type="date"
        value={dates[name] ?? ''}
        onChange={({ currentTarget: { value } }) => {
          if (isDate(value)) onChange({ [name]: value })
        }}
      />
    </label>
  )
  return (
    <>
      <SpanChoice {...dates} onChoose={onChange} />
      {day('from')}
      {day('to')}
    </>
  )
}

export const Choice = ({ dates, by, grid, offered, edition, onChange }: ChoiceProps) => {
  const asked = { ...dates, by, grid, edition: edition?.toString() }
  return (
    <div class="row no-print">
      <PeriodChoice dates={dates} onChange={onChange} />
      <label>
        {say(words.by)}{' '}
        <select
          value={by}
          onChange={({ currentTarget: { value } }) =>
            onChange({ by: offered.find((one) => one === value) ?? 'unit' })
          }
        >
          {offered.map((one) => (
            <option key={one} value={one}>
              {say(dimensionWords[one])}
            </option>
          ))}
        </select>
      </label>
      {/* What was frozen is of the whole city. */}
      {edition === undefined ? (
        <GridChoice grid={grid ?? ''} onChange={(code) => onChange({ grid: code })} />
      ) : null}
      <span class="fill" />
      <button type="button" onClick={() => print()}>
        {say(words.print)}
      </button>
      <a href={addressOf('/evaluation/audit', dates)}>{say(auditWords.title)}</a>
      <a href={addressOf('/v1/evaluations.csv', asked)} download>
        {say(words.csv)}
      </a>
      <a href={addressOf('/v1/evaluations.xlsx', { ...asked, language: language.value })} download>
        {say(words.xlsx)}
      </a>
    </div>
  )
}

/** Of an empty period, with the way to the running month, which is empty least often in the first weeks of a city. */
export function NothingDue({ dates, onChange }: PeriodProps) {
  const [running] = spansNow()
  return (
    <div class="sheet row">
      {say(words.nothing)}
      {running === undefined || (running.from === dates.from && running.to === dates.to) ? null : (
        <button type="button" onClick={() => onChange({ from: running.from, to: running.to })}>
          {say(running.name)}
        </button>
      )}
    </div>
  )
}

const spansNow = () => spansAt(cityDate(now.value, city.value?.zone ?? 'Asia/Shanghai'))

interface SpanProps {
  readonly from: string | undefined
  readonly to: string | undefined
  readonly onChoose: (dates: { readonly from: string; readonly to: string }) => void
}

function SpanChoice({ from, to, onChoose }: SpanProps) {
  const spans = spansNow()
  const isSpan = spans.some((span) => span.from === from && span.to === to)
  return (
    <label>
      {say(words.span)}{' '}
      <select
        value={`${from} ${to}`}
        onChange={({ currentTarget: { value } }) => {
          const span = spans.find((one) => `${one.from} ${one.to}` === value)
          if (span !== undefined) onChoose({ from: span.from, to: span.to })
        }}
      >
        {isSpan ? null : <option value={`${from} ${to}`}>{say(words.own)}</option>}
        {spans.map((span) => (
          <option key={span.name.en} value={`${span.from} ${span.to}`}>
            {say(span.name)}
          </option>
        ))}
      </select>
    </label>
  )
}
