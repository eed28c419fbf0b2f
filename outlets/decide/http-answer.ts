import type { OutletAnswer } from '../ports.ts'

/**
 * These are about what was sent: of no form that is known, in conflict, too large. Any other answer is about us or the address (a
 * key that was changed, a path that is gone, a redirect) and holds for every event; passing events over for it would lose all.
 */
const aboutTheEvents: ReadonlySet<number> = new Set([400, 409, 413, 422])

export function httpAnswer(status: number, said: string): OutletAnswer {
  if (status >= 200 && status <= 299) return { outcome: 'taken' }
  const reason = said === '' ? `it answered ${status}` : `it answered ${status}: ${said}`
  return { outcome: aboutTheEvents.has(status) ? 'refused' : 'failed', reason }
}
