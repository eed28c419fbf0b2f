import type { Case } from '../api/types.ts'
import { caseWords } from '../words/cases.ts'
import { say } from '../words/words.ts'

/** What the desk told the unit with its order (派遣留言). */
export function OrderNote({ of: { note } }: { readonly of: Pick<Case, 'note'> }) {
  if (note === undefined) return null
  return (
    <p class="order-note" data-note="order">
      <strong>{say(caseWords.orderNote)}</strong> {note}
    </p>
  )
}
