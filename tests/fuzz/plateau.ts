/** Whether memory came to a plateau: what the numbers of a run say. */

export interface Levels {
  /** Own memory of the process in MiB, in the order of the rounds. */
  readonly own: readonly number[]
  /** MiB that the threads hold after a collection, after a quarter of the run and at its end. */
  readonly live: readonly number[]
}

export interface Plateau {
  /** Median of own memory in each eighth of the run; empty with too few rounds. */
  readonly eighths: readonly number[]
  /** Of the median of the last quarter over that of the quarter before. */
  readonly ownGrowthPercent: number
  readonly live: readonly number[]
  /** From the quarter to the end. */
  readonly liveGrowthPercent: number
  readonly verdict: 'plateau' | 'grows' | 'too short to say'
}

/** Minutes until what stays has come: code, caches, the state of devices. */
const shortest = 10
/** Minutes until own memory, which V8 lets grow with what lives, has: measured on a busy machine. */
const ownSettled = 30
const fewest = 16
/** Percent. Own memory goes up and down with when V8 collects; after a collection there is little that does. */
const mostOwn = 10
const mostLive = 5

export function plateauOf({ own, live }: Levels, minutes: number): Plateau {
  const part = (from: number, to: number) =>
    median(own.slice(Math.floor(own.length * from), Math.floor(own.length * to)))
  const ownGrowthPercent = growth(part(0.5, 0.75), part(0.75, 1))
  const liveGrowthPercent = growth(live[0], live.at(-1))
  const short = minutes < shortest || live.length < 2
  const settled = minutes >= ownSettled && own.length >= fewest
  const grows = liveGrowthPercent > mostLive || (settled && ownGrowthPercent > mostOwn)
  return {
    eighths:
      own.length < fewest
        ? []
        : Array.from({ length: 8 }, (_, n) => Math.round(part(n / 8, (n + 1) / 8))),
    ownGrowthPercent,
    live,
    liveGrowthPercent,
    verdict: short ? 'too short to say' : grows ? 'grows' : 'plateau',
  }
}

/** A run inside one process holds tens of MiB, of which caches of V8 are some. */
const mostInside = 3

/** Of MiB after a quarter and at the end. */
export const growsInside = ([before = 0, after = 0]: readonly number[]): boolean =>
  growth(before, after) > mostLive && after - before > mostInside

function median(levels: readonly number[]): number {
  const sorted = levels.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** To a tenth of a percent. */
const growth = (before = 0, after = 0): number =>
  before === 0 ? 0 : Math.round((after / before - 1) * 1_000) / 10
