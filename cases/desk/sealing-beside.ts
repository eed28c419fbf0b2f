/** What is sealed beside the record of cases: frozen evaluations with audits of what was not filed, administrative acts and hand-overs, and looks at personal data. */
import type { SealedBeside } from '../../core/case-seal.ts'
import { plus, type Clock } from '../../core/time.ts'
import type { CaseStore } from '../ports.ts'

export interface BesideDeps {
  readonly store: Pick<CaseStore, 'evaluationLinks' | 'lookEnds' | 'oldLooks'>
  readonly clock: Pick<Clock, 'now'>
  /** How long looks are kept, in milliseconds. */
  readonly keepLooks: number
}

/** A seal is a line of a file and a record of the log: further ones wait for the next seal. */
export const mostEvaluations = 200

/** What came since a seal that said `before`; undefined where none was sealed yet, or the record begins anew. */
export async function besideAfter(
  { store, clock, keepLooks }: BesideDeps,
  before: SealedBeside | undefined,
): Promise<SealedBeside> {
  const evaluations = await store.evaluationLinks(before?.evaluation, mostEvaluations)
  const ends = await store.lookEnds()
  // A log of looks that was set back is found by what is sealed of it already.
  const look =
    ends !== undefined && ends.last.number > (before?.look?.number ?? 0) ? ends.last : before?.look
  const old = await store.oldLooks(plus(clock.now(), -keepLooks))
  // Whatever is gone before the first seal has gone by the rules of then.
  const gone = before === undefined ? (ends?.first ?? 1) - 1 : before.forgotten
  return {
    evaluations,
    evaluation: evaluations.at(-1)?.sequence ?? before?.evaluation ?? 0,
    ...(look === undefined ? {} : { look: { number: look.number, hash: look.hash } }),
    forgotten: Math.max(gone, old),
  }
}

/** Whether a seal has to be made for it alone. */
export const saysMore = (beside: SealedBeside, before: SealedBeside | undefined): boolean =>
  beside.evaluations.length > 0 ||
  beside.look?.number !== before?.look?.number ||
  beside.forgotten !== (before?.forgotten ?? 0)
