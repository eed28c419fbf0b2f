import { coordinationGrounds, coordinationGroundWords } from '../../../core/coordination-terms.ts'
import type { Case } from '../../api/types.ts'
import { areaName, districtCodes, units } from '../../parts/case-names.ts'
import { coordinationWords as words } from '../../words/coordination.ts'
import { say } from '../../words/words.ts'
import type { CommandValues } from './commands.ts'

interface FieldsProps {
  readonly values: CommandValues
  readonly onChange: (changed: Partial<CommandValues>) => void
}

/** Why a district cannot settle it. */
export const GroundField = ({ values, onChange }: FieldsProps) => (
  <label>
    {say(words.ground)}
    <select
      value={values.ground}
      onChange={({ currentTarget: { value } }) => {
        const ground = coordinationGrounds.find((known) => known === value)
        if (ground !== undefined) onChange({ ground })
      }}
    >
      {coordinationGrounds.map((ground) => (
        <option key={ground} value={ground}>
          {say(coordinationGroundWords[ground])}
        </option>
      ))}
    </select>
  </label>
)

/** To whom the city gives it, a district or a unit at least, and what is to be done. */
export function HolderFields({
  subject,
  values,
  onChange,
}: FieldsProps & { readonly subject: Case }) {
  const { district, unit, demand } = values
  const own = subject.place.cell?.slice(0, 6)
  return (
    <>
      <label>
        {say(words.district)}
        <select
          value={district}
          required={unit === ''}
          onChange={(event) => onChange({ district: event.currentTarget.value })}
        >
          <option value="">{say(words.noDistrict)}</option>
          {districtCodes().map((code) => (
            <option key={code} value={code}>
              {areaName(code)}
              {code === own ? ` · ${say(words.ofPlace)}` : ''}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say(words.unit)}
        <select value={unit} onChange={(event) => onChange({ unit: event.currentTarget.value })}>
          <option value="">{say(words.noUnit)}</option>
          {units.value.map(({ id, name }) => (
            <option key={id} value={id}>
              {say(name)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say(words.instruction)}
        <textarea
          rows={3}
          maxLength={500}
          required
          value={demand}
          onInput={(event) => onChange({ demand: event.currentTarget.value })}
        />
      </label>
    </>
  )
}
