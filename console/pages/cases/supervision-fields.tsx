import {
  supervisionKinds,
  supervisionKindWords,
  supervisionLevels,
  supervisionLevelWords,
} from '../../../core/supervision-terms.ts'
import { caseWords } from '../../words/cases.ts'
import { say } from '../../words/words.ts'
import type { CommandValues } from './commands.ts'

interface SupervisionFieldsProps {
  readonly values: CommandValues
  readonly onChange: (changed: Partial<CommandValues>) => void
}

/** What kind of supervision it is, and on whose behalf. */
export const SupervisionFields = ({ values, onChange }: SupervisionFieldsProps) => (
  <>
    <label>
      {say(caseWords.supervisionKind)}
      <select
        value={values.kind}
        onChange={({ currentTarget: { value } }) => {
          const kind = supervisionKinds.find((one) => one === value)
          if (kind !== undefined) onChange({ kind })
        }}
      >
        {supervisionKinds.map((kind) => (
          <option key={kind} value={kind}>
            {say(supervisionKindWords[kind])}
          </option>
        ))}
      </select>
    </label>
    <label>
      {say(caseWords.supervisionLevel)}
      <select
        value={values.level}
        onChange={({ currentTarget: { value } }) => {
          const level = supervisionLevels.find((one) => one === value)
          if (level !== undefined) onChange({ level })
        }}
      >
        {supervisionLevels.map((level) => (
          <option key={level} value={level}>
            {say(supervisionLevelWords[level])}
          </option>
        ))}
      </select>
    </label>
  </>
)
