import type { Case } from '../api/types.ts'
import { transferStateWords } from '../../core/transfer-terms.ts'
import { transferWords } from '../words/transfer.ts'
import { say } from '../words/words.ts'

/** To whom a case was transferred, and what came of it. */
export function TransferNote({ transfer }: Pick<Case, 'transfer'>) {
  if (transfer === undefined) return null
  const { state, to, reason, number, feedback } = transfer
  return (
    <>
      <div>
        <strong>{to}</strong>
        {number === undefined ? null : ` · ${number}`} · {say(transferStateWords[state])}
      </div>
      <div>{reason}</div>
      {feedback === undefined ? null : (
        <div>
          {say(transferWords.feedback)}: {feedback}
        </div>
      )}
    </>
  )
}
