import { messageOf } from '../core/errors.ts'
import { seconds, type Clock } from '../core/time.ts'

/** A store may be away this long before the component is called unready: a restart takes less. */
const patience = seconds(30)

export interface Outage {
  /** Passes on what the work gives, and remembers whether it failed. */
  watch<T>(work: () => Promise<T>): Promise<T>
  /** Why the store counts as away; undefined while it works, or has not failed for long. */
  reason(): string | undefined
}

/** Since when every call has failed. */
export function watchOutage(clock: Pick<Clock, 'elapsed'>): Outage {
  let since: number | undefined
  let last = ''
  return {
    async watch(work) {
      try {
        const result = await work()
        since = undefined
        return result
      } catch (error) {
        since ??= clock.elapsed()
        last = messageOf(error)
        throw error
      }
    },
    reason() {
      if (since === undefined) return undefined
      const away = clock.elapsed() - since
      if (away < patience) return undefined
      return `writes have failed for ${Math.floor(away / 1_000)} s: ${last}`
    },
  }
}
