import { eventWords } from '../../core/case-event-words.ts'
import type { CaseEvent } from '../api/types.ts'
import { whyHere } from '../pages/cases/record.ts'
import { showInstant } from '../words/format.ts'
import { say } from '../words/words.ts'
import { wordsOf } from './case-names.ts'

/** Stands on the first screen: what was wrong before decides what is done now. */
export function WhyHere({ timeline }: { readonly timeline: readonly CaseEvent[] }) {
  const why = whyHere(timeline)
  if (why === undefined) return null
  return (
    <p data-note="why-here">
      <strong class="trouble">{say(wordsOf(eventWords, why.event))}</strong>{' '}
      <time class="quiet">{showInstant(why.at, 'minute')}</time> {why.reason}
    </p>
  )
}
