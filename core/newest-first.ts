import type { Reading } from './reading.ts'

type Ordered = Pick<
  Reading,
  'device' | 'observedAt' | 'claimedAt' | 'receivedAt' | 'sequence' | 'content' | 'beside'
>

/**
 * Newest first; of one instant by device, and of a device first what its own clock says is newer, a correction before what
 * it corrects, then what came last.
 */
export const newestFirst = (a: Ordered, b: Ordered): number =>
  b.observedAt - a.observedAt ||
  (a.device < b.device ? -1 : a.device > b.device ? 1 : 0) ||
  (b.claimedAt ?? b.observedAt) - (a.claimedAt ?? a.observedAt) ||
  Number(b.beside === 'correction') - Number(a.beside === 'correction') ||
  b.receivedAt - a.receivedAt ||
  (b.sequence ?? -1) - (a.sequence ?? -1) ||
  (b.content ?? -1) - (a.content ?? -1)
