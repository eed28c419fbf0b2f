/**
 * How far the clock of a world goes at once. In memory it goes second by second. Real engines take tens of milliseconds
 * to come to rest, so there it goes in strides over what the rehearsal in memory has shown to be quiet.
 *
 * That changes nothing that can be seen. The records of a stride are those of its seconds in their order, every tick
 * among them, and the pure stages look at nothing else. Only people, the desk and those who wait for the clock look at the
 * clock, so a stride holds no second in which an alarm, a case event or a dead letter was written, somebody acted or
 * everything began anew; those are played as in memory, after coming to rest at the second before. And it ends where
 * everybody who waits for the clock has either slept since before it or fallen asleep in its last second, so they wake at
 * the same instants ever after. The player checks after each stride that the sleepers are those of the rehearsal, and at
 * the end that every record is the same.
 */
import type { Instant } from '../../core/time.ts'
import type { Sleeper } from './clocks.ts'

/** What a rehearsal saw of one second. */
export interface Second {
  /** Its end. */
  readonly at: Instant
  readonly quiet: boolean
  readonly sleeping: readonly Sleeper[]
}

interface Stride {
  readonly to: Instant
  /** Who must sleep then, as far as that is known. */
  readonly sleeping?: readonly Sleeper[]
}

/** The stride that begins at `from`, where the next second ends at `next`. */
export type Strides = (from: Instant, next: Instant) => Stride

export const everySecond: Strides = (_, next) => ({ to: next })

/** Not over the whole day at once: the stages are to be met at rest at many instants. */
const longest = 300

export function inStrides(seconds: readonly Second[]): Strides {
  const indexes = new Map(seconds.map(({ at }, index) => [at, index]))
  return (from, next) => {
    const first = indexes.get(next) ?? 0
    let end = first
    for (let index = first; index < first + longest; index += 1) {
      const second = seconds[index]
      if (second === undefined || !second.quiet) break
      if (second.sleeping.every(({ since }) => since <= from || since === second.at)) end = index
    }
    const { at, sleeping } = seconds[end] ?? { at: next }
    return { to: at, ...(sleeping === undefined ? {} : { sleeping }) }
  }
}
