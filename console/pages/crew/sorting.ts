/** The order in which a crew has to look at its orders. Pure. */
import { compareSeverity, type Severity } from '../../../core/severity.ts'

/** What of a case decides its place. */
interface Sorted {
  readonly id: string
  readonly stage: string
  readonly severity: Severity
  readonly deadlines: readonly { readonly at: number }[]
}

const due = ({ deadlines }: Sorted): number => Math.min(...deadlines.map(({ at }) => at))

/** What runs out first is first; what has no deadline is last; of equals the graver one. */
const byDeadline = <T extends Sorted>(cases: readonly T[]): readonly T[] =>
  [...cases].sort((a, b) => {
    const [left, right] = [due(a), due(b)]
    if (left !== right) return left < right ? -1 : 1
    return compareSeverity(b.severity, a.severity) || a.id.localeCompare(b.id)
  })

/** Orders that the crew has to work on, those that wait for an inspector, and those of other units that it supports (配合). */
export function parted<T extends Sorted & { readonly unit?: string | undefined }>(
  cases: readonly T[],
  unit: string | undefined,
): Readonly<Record<'open' | 'reported' | 'supported', readonly T[]>> {
  const sorted = byDeadline(cases)
  const own = sorted.filter((one) => one.unit === unit)
  return {
    open: own.filter(({ stage }) => stage !== 'verifying'),
    reported: own.filter(({ stage }) => stage === 'verifying'),
    supported: sorted.filter((one) => one.unit !== unit),
  }
}
