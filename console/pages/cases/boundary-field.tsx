import { boundaryScopes, boundaryScopeWords } from '../../../core/dispute-terms.ts'
import type { Case } from '../../api/types.ts'
import { caseWords } from '../../words/cases.ts'
import { say } from '../../words/words.ts'
import type { CommandValues } from './commands.ts'

interface BoundaryFieldProps {
  readonly subject: Pick<Case, 'place'>
  readonly values: CommandValues
  readonly onChange: (changed: Partial<CommandValues>) => void
}

/** For what the designation is to hold from then on; only what the case has is offered. */
export function BoundaryField({ subject: { place }, values, onChange }: BoundaryFieldProps) {
  const known = {
    thing: place.area ?? place.component ?? place.device,
    cell: place.cell,
  }
  return (
    <label>
      {say(caseWords.boundary)}
      <select
        value={values.boundary}
        onChange={({ currentTarget: { value } }) =>
          onChange({ boundary: boundaryScopes.find((scope) => scope === value) ?? '' })
        }
      >
        <option value="">{say(caseWords.noBoundary)}</option>
        {boundaryScopes
          .filter((scope) => known[scope] !== undefined)
          .map((scope) => (
            <option key={scope} value={scope}>
              {say(boundaryScopeWords[scope])} {known[scope]}
            </option>
          ))}
      </select>
    </label>
  )
}
