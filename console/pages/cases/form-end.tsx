import type { Bilingual } from '../../../core/bilingual.ts'
import { caseWords } from '../../words/cases.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'

export interface FormEndProps {
  readonly trouble: string | undefined
  readonly sending: boolean
  readonly uploading: boolean
  readonly submit: Bilingual
  readonly onCancel: () => void
}

/** Under the fields: why it was not taken, and the two ways on. */
export const FormEnd = ({ trouble, sending, uploading, submit, onCancel }: FormEndProps) => (
  <>
    {trouble === undefined ? null : (
      <p class="trouble" role="alert">
        {trouble}
      </p>
    )}
    <div class="row">
      <button type="submit" class="primary" disabled={sending || uploading}>
        {say(sending ? caseWords.sending : submit)}
      </button>
      <button type="button" onClick={onCancel}>
        {say(shellWords.cancel)}
      </button>
    </div>
  </>
)
