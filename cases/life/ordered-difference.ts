/** What a new table changes of one whose rows are read from the top: the order of rows is a part of it. Pure. */
import type { CatalogueDifference, Cells } from './catalogue.ts'

/** Rows with their places, as people see them. */
export const numbered = (rows: readonly Cells[]): readonly Cells[] =>
  rows.map((cells, place) => ({ order: String(place + 1), ...cells }))

/**
 * A row is the same when it says the same; else when it fits the same, the n-th such row for the n-th. It is changed when it says something else, or when others that stay
 * have to let it pass.
 */
export function orderedDifference(
  before: readonly Cells[],
  after: readonly Cells[],
  keyOf: (row: Cells) => string,
): CatalogueDifference {
  const [old, anew] = [numbered(before), numbered(after)]
  const found = pairs(before, after, keyOf)
  const taken = new Set(found.values())
  const stay = longestRising(after.flatMap((_, place) => found.get(place) ?? []))
  return {
    added: anew.filter((_, place) => !found.has(place)),
    gone: old.filter((_, place) => !taken.has(place)),
    changed: anew.flatMap((row, place) => {
      const at = found.get(place)
      const known = at === undefined ? undefined : old[at]
      if (at === undefined || known === undefined) return []
      return stay.has(at) && saysSame(known, row) ? [] : [{ before: known, after: row }]
    }),
  }
}

/** Places before, by places after. */
function pairs(
  before: readonly Cells[],
  after: readonly Cells[],
  keyOf: (row: Cells) => string,
): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  const taken = new Set<number>()
  for (const nameOf of [textOf, keyOf]) {
    const free = new Map<string, number[]>()
    for (const [place, row] of before.entries())
      if (!taken.has(place)) free.set(nameOf(row), [...(free.get(nameOf(row)) ?? []), place])
    for (const [place, row] of after.entries()) {
      const at = found.has(place) ? undefined : free.get(nameOf(row))?.shift()
      if (at === undefined) continue
      found.set(place, at)
      taken.add(at)
    }
  }
  return found
}

const textOf = (row: Cells): string =>
  JSON.stringify(Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1)))

function saysSame({ order: _one, ...before }: Cells, { order: _other, ...after }: Cells): boolean {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].every((name) => before[name] === after[name])
}

/** A longest part of the numbers that rises, by patience sorting. */
function longestRising(numbers: readonly number[]): ReadonlySet<number> {
  const tops: number[] = []
  const previous = new Map<number, number | undefined>()
  for (const number of numbers) {
    const found = tops.findIndex((top) => top > number)
    const pile = found === -1 ? tops.length : found
    previous.set(number, tops[pile - 1])
    tops[pile] = number
  }
  const rising = new Set<number>()
  for (let last = tops.at(-1); last !== undefined; last = previous.get(last)) rising.add(last)
  return rising
}
