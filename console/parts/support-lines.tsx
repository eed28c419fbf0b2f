import type { Case } from '../api/types.ts'
import { isSupportOpen, supportStateWords } from '../../core/support-terms.ts'
import { showInstant } from '../words/format.ts'
import { supportWords } from '../words/support.ts'
import { say } from '../words/words.ts'
import { unitName } from './case-names.ts'

/** What is asked of other units than the one that has the case, and how far each is. */
export function SupportLines({ supports = [] }: Pick<Case, 'supports'>) {
  return (
    <>
      {supports.map(({ unit, state, task, deadline, overdue, reason, text }) => (
        <div key={unit}>
          <strong>{unitName(unit)}</strong> · {say(supportStateWords[state])}
          {overdue === undefined ? null : ` · ${say(supportWords.late)}`}
          <div>{task}</div>
          {deadline === undefined || !isSupportOpen(state) ? null : (
            <div class="quiet">{say(supportWords.until, { at: showInstant(deadline.at) })}</div>
          )}
          {(text ?? reason) === undefined ? null : <div class="quiet">{text ?? reason}</div>}
        </div>
      ))}
    </>
  )
}
