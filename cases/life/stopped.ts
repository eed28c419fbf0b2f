import type { Stopped } from '../../core/suspension-terms.ts'
import type { Instant } from '../../core/time.ts'
import type { Case } from './case.ts'
import type { Context } from './decision-context.ts'

/** A shorter limit leaves a deadline that stands still no more than that. */
export function shortened(
  { suspension }: Case,
  limit: string,
  now: Instant,
  context: Context,
): Stopped | undefined {
  const handling = suspension?.stopped?.find(({ kind }) => kind === 'handling')
  if (suspension?.state !== 'suspended' || handling === undefined) return undefined
  const { at } = context.deadline('handling', now, limit)
  return at < context.goOn('handling', now, handling.left, handling.limit).at
    ? { kind: 'handling', left: context.left(now, at, limit), limit }
    : undefined
}
