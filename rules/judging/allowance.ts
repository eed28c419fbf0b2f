/**
 * How much may wait in one worker (unwritten.ts): so many records may have to be judged again by whoever goes on, and so many
 * states lie in memory for that. Its partitions share both alike: each may hold an equal part, of what the others leave. So all
 * of them together never hold more, and one that came last has its part as soon as each of the others had a batch.
 */

export interface Amount {
  readonly records: number
  readonly states: number
}

/** Of one partition. */
export interface Allowed {
  /** What it may hold now. */
  most(): Amount
  /** What it holds from now on. */
  hold(amount: Amount): void
}

const none: Amount = { records: 0, states: 0 }

export const nothingWaits: Allowed = { most: () => none, hold: () => {} }

/** Nothing where a round of all devices is longer than what may wait: hardly a state would change again before it is written. */
export const whereItSaves = (allowed: Allowed, devices: () => number): Allowed => ({
  ...allowed,
  most: () => {
    const most = allowed.most()
    return devices() > most.records ? none : most
  },
})

export class Allowance {
  readonly #most: Amount
  readonly #held = new Map<number, Amount>()

  constructor(most: Amount) {
    this.#most = most
  }

  /** The partitions that the worker has now. What one that went to another worker held is not held here any more. */
  own(partitions: readonly number[]): void {
    for (const partition of this.#held.keys())
      if (!partitions.includes(partition)) this.#held.delete(partition)
    for (const partition of partitions)
      if (!this.#held.has(partition)) this.#held.set(partition, none)
  }

  of(partition: number): Allowed {
    return {
      most: () => {
        const others = [...this.#held].filter(([other]) => other !== partition)
        const part = (of: keyof Amount): number => {
          const left = others.reduce((sum, [, held]) => sum - held[of], this.#most[of])
          return Math.min(Math.floor(this.#most[of] / (others.length + 1)), left)
        }
        return { records: part('records'), states: part('states') }
      },
      hold: (amount) => void this.#held.set(partition, amount),
    }
  }
}
