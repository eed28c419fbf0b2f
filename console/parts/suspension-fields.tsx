/** Why an order cannot be gone on with, and until when, on the clocks of the city. */
import {
  suspensionReasons,
  suspensionReasonWords,
  type SuspensionReason,
} from '../../core/suspension-terms.ts'
import { city } from '../state/city.ts'
import { suspensionWords } from '../words/suspension.ts'
import { say } from '../words/words.ts'
import { fieldOf, instantIn } from './city-time.ts'

interface Asked {
  readonly because: SuspensionReason
  readonly until?: number | undefined
}

export function SuspensionFields({
  because,
  until,
  onChange,
}: Asked & { readonly onChange: (changed: Partial<Asked>) => void }) {
  const zone = city.value?.zone ?? 'Asia/Shanghai'
  return (
    <>
      <label>
        {say(suspensionWords.because)}
        <select
          value={because}
          onChange={({ currentTarget: { value } }) => {
            const chosen = suspensionReasons.find((known) => known === value)
            if (chosen !== undefined) onChange({ because: chosen })
          }}
        >
          {suspensionReasons.map((reason) => (
            <option key={reason} value={reason}>
              {say(suspensionReasonWords[reason])}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say(suspensionWords.until)}
        <input
          type="datetime-local"
          required
          value={until === undefined ? '' : fieldOf(until, zone).slice(0, 16)}
          onInput={(event) => onChange({ until: instantIn(event.currentTarget.value, zone) })}
        />
      </label>
    </>
  )
}
