/**
 * A case does not end unsaid while an alarm of it stands: whoever ends it gives a reason, which the record keeps, and the
 * alarm is looked at again.
 */
import { plus, type Instant } from '../../core/time.ts'
import type { Case } from './case.ts'
import type { Context } from './decision-context.ts'
import type { Fact } from './facts.ts'

export type End = Fact & { readonly event: 'closed' | 'voided' }

/** undefined when an alarm stands and nobody says why that is well. */
export function ended(
  { standing, category }: Case,
  fact: End,
  despite: string | undefined,
  now: Instant,
  { recheck }: Pick<Context, 'recheck'>,
): End | undefined {
  if (standing.length === 0) return fact
  if (despite === undefined) return undefined
  const said = { despite, standing, recheck: plus(now, recheck(category, fact.event)) }
  return fact.event === 'closed'
    ? { ...fact, data: { ...fact.data, ...said } }
    : { ...fact, data: { ...fact.data, ...said } }
}
