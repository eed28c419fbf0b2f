import { z } from 'zod'

import { UrbanBrainError } from '../../core/errors.ts'
import type { Answer } from '../desk/desk.ts'
import type { Case } from '../life/case.ts'
import { refusals } from '../life/refusals.ts'

/** The case is only changed when it has the version that the tag names. */
export const ifMatchSchema = z.object({ 'if-match': z.string().max(200).optional() })

export const ifNoneMatchSchema = z.object({ 'if-none-match': z.string().max(2_000).optional() })

/** The case as it is after what was asked; a refusal is an error with its reason. */
export function stateOf(answer: Answer): Case {
  if (answer.refusal === undefined) return answer.state
  const { reason, text } = answer.refusal
  throw new UrbanBrainError(refusals[reason].code, text, { details: [reason] })
}
