import type { Case, CaseEvent } from '../../api/types.ts'
import { caseWords } from '../../words/cases.ts'
import { stageWords } from '../../../core/case-terms.ts'
import { stepWords } from '../../words/case-record.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { chainOf } from './chain.ts'

const shapes = { done: '✓', current: '▶', ahead: '○', dropped: '✕' } as const

export interface ChainStepsProps {
  readonly subject: Case
  readonly timeline: readonly CaseEvent[]
}

export const ChainSteps = ({ subject, timeline }: ChainStepsProps) => (
  <ol class="chain" aria-label={say(caseWords.chain)}>
    {chainOf(subject, timeline).map(({ link, state, at, note }) => (
      <li
        key={link}
        class={`chain-${state}`}
        {...(state === 'current' ? { 'aria-current': 'step' as const } : {})}
      >
        <span class="chain-name">
          <span aria-hidden="true">{shapes[state]}</span> {say(stageWords[link])}
        </span>
        <span class="chain-state">{say(stepWords[state])}</span>
        {note === undefined ? null : <strong class="trouble">{say(stageWords[note])}</strong>}
        {at === undefined ? null : (
          <time class="quiet" dateTime={new Date(at).toISOString()}>
            {showInstant(at, 'minute')}
          </time>
        )}
      </li>
    ))}
  </ol>
)
