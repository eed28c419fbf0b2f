/** How the suspension of a case stands: asked until when and of whom, or what stands still and for how long. */
import { roleWords } from '../../core/actor.ts'
import { deadlineWords } from '../../core/case-terms.ts'
import { suspensionReasonWords, suspensionStateWords } from '../../core/suspension-terms.ts'
import type { Case } from '../api/types.ts'
import { showDuration, showInstant } from '../words/format.ts'
import { suspensionWords } from '../words/suspension.ts'
import { say } from '../words/words.ts'

export function SuspensionLines({ subject }: { readonly subject: Case }) {
  const { suspension, suspensions = 0, suspendedFor = 0 } = subject
  if (suspension === undefined) return null
  const { state, reason, level, stopped = [] } = suspension
  const until = showInstant(suspension.until, 'minute')
  return (
    <p class="suspension">
      <strong>
        {state === 'suspended'
          ? say(suspensionWords.lasts, { until })
          : state === 'asked'
            ? say(suspensionWords.asked, { until, level: say(roleWords[level]) })
            : say(suspensionStateWords[state])}
      </strong>{' '}
      {say(suspensionReasonWords[reason])}
      {stopped.map(({ kind, left }) => (
        <span key={kind} class="quiet">
          {' · '}
          {say(suspensionWords.left, { kind: say(deadlineWords[kind]), left: showDuration(left) })}
        </span>
      ))}
      {suspensions === 0 ? null : (
        <span class="quiet">
          {' · '}
          {say(suspensionWords.counts, { count: suspensions, time: showDuration(suspendedFor) })}
        </span>
      )}
    </p>
  )
}
