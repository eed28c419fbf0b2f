import { type Instant, minutes } from '../../../core/time.ts'

/** Windows and holds see what happened so much longer; what is told later helps nobody. */
export const tolerance = minutes(10)
/** A rule may speak of something so long after it: a window that is still full, a mean that ends on the hour. */
export const afterwards = minutes(60)

/** When a rule has to tell something, or may. */
export interface Span {
  readonly from: Instant
  readonly until: Instant
  readonly demanded: boolean
}
