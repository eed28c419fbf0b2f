/**
 * Orders of a case (派遣单) by number: by dispatch, as rework, and when it is opened again a unit gets one. Two may be of one instant, and
 * their deadlines end together where nobody works between them; their numbers differ. Pure.
 */
import type { DeadlineKind } from '../../core/case-terms.ts'
import type { EscalationBasis } from '../../core/escalation-terms.ts'
import type { Instant } from '../../core/time.ts'
import type { Case } from './case.ts'

export const oneMore = ({ orders = 0 }: Case, at: Instant): Partial<Case> => ({
  orderedAt: at,
  orders: orders + 1,
})

const ofOrder: ReadonlySet<EscalationBasis> = new Set<DeadlineKind | 'order'>([
  'order',
  'arrival',
  'handling',
])

/** The number of the order that a clock belongs to; none for those that do not begin with an order. */
export const orderOf = (
  of: EscalationBasis,
  { orders }: Pick<Case, 'orders'>,
): { readonly order?: number } =>
  orders === undefined || !ofOrder.has(of) ? {} : { order: orders }

interface Clock {
  readonly of: EscalationBasis
  /** When it ends, or the order was given. */
  readonly base: Instant
  readonly order?: number | undefined
}

/** Whether what was told is about that clock; what older records say is known by its instant alone. */
export const isAbout = (told: Clock, clock: Clock): boolean =>
  told.of === clock.of &&
  told.base === clock.base &&
  (told.order === undefined || told.order === clock.order)
