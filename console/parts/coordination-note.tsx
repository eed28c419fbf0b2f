import { coordinationGroundWords, coordinationStateWords } from '../../core/coordination-terms.ts'
import type { Case } from '../api/types.ts'
import { coordinationWords as words } from '../words/coordination.ts'
import { say } from '../words/words.ts'
import { areaName, unitName } from './case-names.ts'

/** Why the city was asked, and what it decided. */
export function CoordinationNote({ coordination }: Pick<Case, 'coordination'>) {
  if (coordination === undefined) return null
  const { state, ground, reason, district, unit, answer } = coordination
  return (
    <>
      <div>
        <strong>{say(coordinationStateWords[state])}</strong> ·{' '}
        {say(coordinationGroundWords[ground])}
      </div>
      <div>{reason}</div>
      {district === undefined ? null : (
        <div>{say(words.given, { district: areaName(district) })}</div>
      )}
      {unit === undefined ? null : <div>{unitName(unit)}</div>}
      {answer === undefined ? null : (
        <div>
          {say(state === 'given' ? words.instruction : words.answer)}: {answer}
        </div>
      )}
    </>
  )
}

/** Of a row in a list: to which district the city gave it. */
export const GivenTo = ({ district }: Pick<Case, 'district'>) =>
  district === undefined ? null : (
    <div class="quiet case-small">{say(words.given, { district: areaName(district) })}</div>
  )
