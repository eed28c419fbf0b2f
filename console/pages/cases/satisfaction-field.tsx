import { satisfactions, satisfactionWords } from '../../../core/satisfaction-terms.ts'
import { followDeskWords } from '../../words/follow.ts'
import { say } from '../../words/words.ts'
import type { CommandValues } from './commands.ts'

interface SatisfactionFieldProps {
  readonly rating: CommandValues['rating']
  readonly onChange: (changed: Partial<CommandValues>) => void
}

/** What whoever reported it said when they were called back (回访). */
export const SatisfactionField = ({ rating, onChange }: SatisfactionFieldProps) => (
  <fieldset>
    <legend>{say(followDeskWords.rating)}</legend>
    {satisfactions.map((one) => (
      <label key={one} class="result-choice">
        <input
          type="radio"
          name="rating"
          required
          checked={rating === one}
          onChange={() => onChange({ rating: one })}
        />
        {say(satisfactionWords[one])}
      </label>
    ))}
  </fieldset>
)
