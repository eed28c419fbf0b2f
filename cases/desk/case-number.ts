import { createHash } from 'node:crypto'

import type { CaseId } from '../../core/identity.ts'
import { localTime, type Instant } from '../../core/time.ts'

/**
 * `C20260315-8f3a1b2c9d4e`: the date on the city's clocks and the head of a SHA-256 over what opened the case. The same
 * alarm, or the same key of a manual report, therefore always opens the same case.
 */
export function caseNumber(opener: string, at: Instant, offset: number): CaseId {
  const { year, month, day } = localTime(at, offset)
  const date = `${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`
  const digest = createHash('sha256').update(opener, 'utf8').digest('hex').slice(0, 12)
  return `C${date}-${digest}` as CaseId
}
