/** What is not as it was recorded, and where. */
import type { Fault } from '../ports.ts'

export interface RecordFault {
  /**
   * Of an event: `changed`, `missing`, `inserted`, `moved` (it stands at another place), and what `Fault` says. Of a stretch that
   * was sealed: `not-as-sealed`, where no event could be named; `rolled-back`: the register ends before what was sealed. Of a seal:
   * `seal-missing`, `seal-damaged` (its signature, or the hash of the one before it, does not fit), `seal-foreign` (signed by a key that
   * is not ours), `seal-differs` (file and log do not say the same).
   */
  readonly fault:
    | Fault['fault']
    | 'inserted'
    | 'moved'
    | 'not-as-sealed'
    | 'rolled-back'
    | 'seal-missing'
    | 'seal-damaged'
    | 'seal-foreign'
    | 'seal-differs'
  readonly case?: string
  /** A frozen evaluation or an audit, by its name in the register. */
  readonly evaluation?: string
  /** Of the case, or of the evaluation. */
  readonly version?: number
  /** Of what was frozen with that version. */
  readonly page?: number
  /** Number of a look at personal data; not as sealed: the change is there or soon after it. */
  readonly look?: number
  /** The number of the seal. */
  readonly seal?: number
}

/** Where a fault is, in words. */
export function placeOf({ case: id, evaluation, version, page, look, seal }: RecordFault): string {
  if (look !== undefined) return `look ${look}`
  const name = id ?? evaluation
  if (name === undefined) return `seal ${seal}`
  return page === undefined ? `${name} ${version}` : `${name} ${version}, page ${page}`
}
