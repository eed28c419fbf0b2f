import type { Case } from '../../api/types.ts'
import { isSupportOpen } from '../../../core/support-terms.ts'
import { unitName } from '../../parts/case-names.ts'
import { caseWords } from '../../words/cases.ts'
import { supportWords } from '../../words/support.ts'
import { say } from '../../words/words.ts'
import type { CommandValues } from './commands.ts'
import { LimitInput } from './limit-input.tsx'

interface TaskFieldsProps {
  readonly values: CommandValues
  readonly onChange: (changed: Partial<CommandValues>) => void
}

/** What is asked of a supporting unit, and by when if that is said. */
export const TaskFields = ({ values, onChange }: TaskFieldsProps) => (
  <>
    <label>
      {say(supportWords.task)}
      <textarea
        rows={3}
        maxLength={500}
        required
        value={values.demand}
        onInput={(event) => onChange({ demand: event.currentTarget.value })}
      />
    </label>
    <label class="result-choice">
      <input
        type="checkbox"
        checked={values.timed}
        onChange={(event) => onChange({ timed: event.currentTarget.checked })}
      />
      {say(supportWords.timed)}
    </label>
    {values.timed ? (
      <LimitInput limit={values} legend={say(supportWords.within)} onChange={onChange} />
    ) : null}
  </>
)

interface SupporterFieldProps extends Pick<TaskFieldsProps, 'onChange'> {
  readonly subject: Case
  readonly unit: string
}

/** One of those that have still something to do. */
export const SupporterField = ({ subject, unit, onChange }: SupporterFieldProps) => (
  <label>
    {say(supportWords.unit)}
    <select
      value={unit}
      required
      onChange={(event) => onChange({ unit: event.currentTarget.value })}
    >
      <option value="">{say(caseWords.choose)}</option>
      {(subject.supports ?? [])
        .filter(({ state }) => isSupportOpen(state))
        .map((one) => (
          <option key={one.unit} value={one.unit}>
            {unitName(one.unit)}
          </option>
        ))}
    </select>
  </label>
)
