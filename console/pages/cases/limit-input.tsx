import { caseWords, problemWords } from '../../words/cases.ts'
import { clockWords } from '../../words/limit-clocks.ts'
import { say } from '../../words/words.ts'

/** A limit as it is chosen: an amount of one of the clocks. */
export interface Limit {
  readonly amount: string
  readonly clock: keyof typeof clockWords
}

interface LimitInputProps {
  readonly limit: Limit
  readonly legend?: string
  readonly onChange: (changed: Partial<Limit>) => void
}

export const LimitInput = ({
  limit: { amount, clock },
  legend = say(caseWords.limit),
  onChange,
}: LimitInputProps) => (
  <fieldset class="row">
    <legend>{legend}</legend>
    <label>
      {say(problemWords.amount)}
      <input
        type="number"
        min={1}
        max={400}
        required
        value={amount}
        onInput={(event) => onChange({ amount: event.currentTarget.value })}
      />
    </label>
    <label>
      {say(problemWords.clock)}
      <select
        value={clock}
        onChange={(event) => onChange({ clock: event.currentTarget.value as Limit['clock'] })}
      >
        {Object.entries(clockWords).map(([clock, words]) => (
          <option key={clock} value={clock}>
            {say(words)}
          </option>
        ))}
      </select>
    </label>
  </fieldset>
)
