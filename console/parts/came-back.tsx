import { eventWords } from '../../core/case-event-words.ts'
import type { Case } from '../api/types.ts'
import { say } from '../words/words.ts'

/** In a list: why a case came back, two lines of it; its page has the whole. */
export function CameBack({ of: { cameBack } }: { readonly of: Pick<Case, 'cameBack'> }) {
  if (cameBack === undefined) return null
  return (
    <span class="came-back" data-note="came-back" title={cameBack.reason}>
      <strong class="trouble">{say(eventWords[cameBack.event])}</strong> {cameBack.reason}
    </span>
  )
}
