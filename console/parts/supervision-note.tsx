import type { Case } from '../api/types.ts'
import {
  supervisionKindWords,
  supervisionLevelWords,
  supervisionStateWords,
} from '../../core/supervision-terms.ts'
import { caseWords } from '../words/cases.ts'
import { say } from '../words/words.ts'

/** What the last supervision of a case demands, and what became of it. */
export function SupervisionNote({ supervision }: Pick<Case, 'supervision'>) {
  if (supervision === undefined) return null
  const { kind, level, state, demand, answer } = supervision
  return (
    <>
      <div>
        {say(supervisionLevelWords[level])} · {say(supervisionKindWords[kind])} ·{' '}
        {say(supervisionStateWords[state])}
      </div>
      <div>{demand}</div>
      {answer === undefined ? null : (
        <div>
          {say(caseWords.answer)}: {answer}
        </div>
      )}
    </>
  )
}
