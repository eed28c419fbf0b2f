import { transferOutcomes, transferOutcomeWords } from '../../../core/transfer-terms.ts'
import { fieldOf, instantIn } from '../../parts/city-time.ts'
import { city } from '../../state/city.ts'
import { transferWords } from '../../words/transfer.ts'
import { say } from '../../words/words.ts'
import type { CommandValues } from './commands.ts'

interface TransferFieldsProps {
  readonly values: CommandValues
  readonly onChange: (changed: Partial<CommandValues>) => void
}

/** To whom it goes, by which letter, and when an answer is expected. */
export function AddresseeFields({ values, onChange }: TransferFieldsProps) {
  const zone = city.value?.zone ?? 'Asia/Shanghai'
  const { addressee, number, until } = values
  return (
    <>
      <label>
        {say(transferWords.addressee)}
        <input
          required
          maxLength={120}
          value={addressee}
          onInput={(event) => onChange({ addressee: event.currentTarget.value })}
        />
      </label>
      <label>
        {say(transferWords.number)}
        <input
          maxLength={64}
          value={number}
          onInput={(event) => onChange({ number: event.currentTarget.value })}
        />
      </label>
      <label>
        {say(transferWords.until)}
        <input
          type="datetime-local"
          value={until === undefined ? '' : fieldOf(until, zone).slice(0, 16)}
          onInput={({ currentTarget: { value } }) =>
            onChange({ until: value === '' ? undefined : instantIn(value, zone) })
          }
        />
      </label>
    </>
  )
}

export const OutcomeField = ({ values, onChange }: TransferFieldsProps) => (
  <label>
    {say(transferWords.outcome)}
    <select
      value={values.outcome}
      onChange={({ currentTarget: { value } }) => {
        const outcome = transferOutcomes.find((known) => known === value)
        if (outcome !== undefined) onChange({ outcome })
      }}
    >
      {transferOutcomes.map((outcome) => (
        <option key={outcome} value={outcome}>
          {say(transferOutcomeWords[outcome])}
        </option>
      ))}
    </select>
  </label>
)
