/**
 * A batch ends here whatever the number of its records: thousands of the largest frames, and what is made of them, would
 * take gibibytes. Records of a usual size never come near.
 */
export const mostBatchBytes = 8 * 2 ** 20

/** How many records from `from` on make a batch, at least one where there is one. */
export function batchOf<Item>(
  items: readonly Item[],
  from: number,
  most: number,
  lengthOf: (item: Item) => number,
): number {
  let count = 0
  let bytes = 0
  for (let index = from; index < items.length && count < most; index += 1) {
    const item = items[index]
    if (item === undefined || bytes >= mostBatchBytes) break
    bytes += lengthOf(item)
    count += 1
  }
  return count
}
