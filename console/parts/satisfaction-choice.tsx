import {
  satisfactions,
  satisfactionWords,
  type Satisfaction,
} from '../../core/satisfaction-terms.ts'
import { say } from '../words/words.ts'

interface SatisfactionChoiceProps {
  readonly legend: string
  readonly chosen: Satisfaction | undefined
  readonly onChoose: (rating: Satisfaction) => void
}

/** What whoever reported a problem says of what became of it (满意度). */
export const SatisfactionChoice = ({ legend, chosen, onChoose }: SatisfactionChoiceProps) => (
  <fieldset>
    <legend>{legend}</legend>
    {satisfactions.map((one) => (
      <label key={one} class="result-choice">
        <input
          type="radio"
          name="rating"
          required
          checked={chosen === one}
          onChange={() => onChoose(one)}
        />
        {say(satisfactionWords[one])}
      </label>
    ))}
  </fieldset>
)
