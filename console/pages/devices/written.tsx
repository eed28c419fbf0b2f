/** What the register said to what somebody wrote into it on the page of a device. */
import type { Bilingual } from '../../../core/bilingual.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { editWords } from '../../words/device-edit.ts'
import { deviceWords } from '../../words/devices.ts'
import { say } from '../../words/words.ts'

export type Written = Pick<AnswerOf<'POST /v1/devices/import'>, 'warnings' | 'notes'>

export const Written = ({ warnings, notes }: Written) => (
  <>
    <p role="status">{say(editWords.saved)}</p>
    <Remarks of={notes} />
    {warnings.length === 0 ? null : (
      <div class="trouble" data-note="warnings">
        {say(deviceWords.adoptWarnings)}
        <Remarks of={warnings} />
      </div>
    )}
  </>
)

const Remarks = ({ of }: { readonly of: readonly Bilingual[] }) =>
  of.length === 0 ? null : (
    <ul class="plain-list">
      {of.map((remark) => (
        <li key={remark.en}>{say(remark)}</li>
      ))}
    </ul>
  )
