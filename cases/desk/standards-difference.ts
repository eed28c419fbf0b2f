/** What a new filing standard changes of the one in force. Pure. */
import type { Standard } from '../life/standards.ts'

export interface StandardsDifference {
  readonly added: readonly Standard[]
  readonly removed: readonly Standard[]
  readonly changed: readonly { readonly before: Standard; readonly after: Standard }[]
}

/** Rows are the same by their condition and the day from which they hold. */
const keyOf = ({ id, from = '' }: Standard): string => `${id} ${from}`

export function standardsDifference(
  before: readonly Standard[],
  after: readonly Standard[],
): StandardsDifference {
  const known = new Map(before.map((row) => [keyOf(row), row]))
  const kept = new Set(after.map(keyOf))
  return {
    added: after.filter((row) => !known.has(keyOf(row))),
    removed: before.filter((row) => !kept.has(keyOf(row))),
    changed: after.flatMap((row) => {
      const old = known.get(keyOf(row))
      return old === undefined || isSame(old, row) ? [] : [{ before: old, after: row }]
    }),
  }
}

const isSame = (one: Standard, other: Standard): boolean =>
  JSON.stringify(one) === JSON.stringify(other)
