/** How far a register of an older version is brought to this one, while nobody is served. */

/**
 * Before each step of its tables, which it names; of the rows that a long step goes through, and of those that are made behind the
 * steps, at the beginning and now and then.
 */
export type Filling = (progress: {
  readonly step?: string
  readonly done: number
  readonly of: number
  /** Within the step. */
  readonly rows?: number
  readonly ofRows?: number
}) => void

/** How often it is told. */
const shares = 20

/** Called with how many rows were done since the last call, tells how many are done by now whenever another share is. */
export function toldInShares(of: number, told: (done: number) => void): (count: number) => void {
  const share = of / shares
  let done = 0
  return (count) => {
    const before = done
    done += count
    if (Math.floor(done / share) > Math.floor(before / share)) told(done)
  }
}
