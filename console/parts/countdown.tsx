import type { Case } from '../api/types.ts'
import { now } from '../state/clock.ts'
import { deadlineWords } from '../../core/case-terms.ts'
import { showDuration, showInstant } from '../words/format.ts'
import { suspensionWords } from '../words/suspension.ts'
import { shellWords } from '../words/shell.ts'
import { say } from '../words/words.ts'

interface CountdownProps extends Pick<Case, 'deadlines'> {
  readonly suspension?: Case['suspension'] | undefined
}

/** Until when it is suspended, or time left until the deadline that runs out first, or how long ago it did; nothing when none runs. */
export function Countdown({ deadlines, suspension }: CountdownProps) {
  if (suspension?.state === 'suspended')
    return (
      <time
        class="countdown suspended"
        dateTime={new Date(suspension.until).toISOString()}
        title={showInstant(suspension.until)}
      >
        <span aria-hidden="true">❚❚</span>{' '}
        {say(suspensionWords.lasts, { until: showInstant(suspension.until, 'minute') })}
      </time>
    )
  const [first] = [...deadlines].sort((a, b) => a.at - b.at)
  if (first === undefined) return <span class="quiet">-</span>
  const left = first.at - now.value
  const overdue = left < 0
  return (
    <time
      class={overdue ? 'countdown overdue' : 'countdown'}
      dateTime={new Date(first.at).toISOString()}
      title={showInstant(first.at)}
    >
      {overdue ? '⚠ ' : ''}
      {say(deadlineWords[first.kind])}{' '}
      {say(overdue ? shellWords.overdueBy : shellWords.dueIn, { time: showDuration(left) })}
    </time>
  )
}
