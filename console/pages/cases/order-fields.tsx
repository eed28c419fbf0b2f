import { caseWords } from '../../words/cases.ts'
import { say } from '../../words/words.ts'
import type { CommandValues } from './commands.ts'

interface OrderFieldProps {
  readonly values: CommandValues
  readonly onChange: (changed: Partial<CommandValues>) => void
}

/** What the unit is told with its order. */
export const NoteField = ({ values, onChange }: OrderFieldProps) => (
  <label>
    {say(caseWords.noteToUnit)}
    <textarea
      rows={2}
      maxLength={500}
      value={values.note ?? ''}
      onInput={(event) => onChange({ note: event.currentTarget.value })}
    />
  </label>
)

/** How many are sent as reinforcement. */
export const CountField = ({ values, onChange }: OrderFieldProps) => (
  <label>
    {say(caseWords.reinforcementCount)}
    <input
      type="number"
      min={1}
      max={10_000}
      required
      value={values.count}
      onInput={(event) => onChange({ count: event.currentTarget.value })}
    />
  </label>
)
