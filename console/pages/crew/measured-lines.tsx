import type { CaseEvent } from '../../api/types.ts'
import { quantityName, showComparison, showValue } from '../../parts/device-names.ts'
import { city } from '../../state/city.ts'
import { crewWords } from '../../words/crew.ts'
import { say } from '../../words/words.ts'
import { measuredIn } from './measured.ts'

/** What awaits whoever goes there: the value and the limit that it has passed. */
export function MeasuredLines({ timeline }: { readonly timeline: readonly CaseEvent[] }) {
  const known = city.value?.quantities ?? {}
  const measured = measuredIn(timeline, (name) => Object.hasOwn(known, name))
  return (
    <>
      {measured.map(({ quantity, value, limit }) => (
        <p key={quantity} data-measured={quantity}>
          {say(crewWords.measured, {
            quantity: quantityName(quantity),
            value: showValue(quantity, value),
          })}
          {limit === undefined ? null : (
            <span class="quiet">
              {' '}
              {say(crewWords.limitOf, { limit: showComparison({ quantity, ...limit }) })}
            </span>
          )}
        </p>
      ))}
    </>
  )
}
