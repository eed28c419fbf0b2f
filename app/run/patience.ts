import { isRetryable, messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/events.ts'
import type { Clock } from '../../core/time.ts'

const firstPause = 500
const longestPause = 10_000

/** Opens what may not be there yet, as when all of a city starts at once. Rejects only with what waiting cannot mend. */
export async function whenThere<Engine>(
  open: () => Promise<Engine>,
  { clock, observer }: { readonly clock: Clock; readonly observer: Observer },
): Promise<Engine> {
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return await open()
    } catch (error) {
      if (!isRetryable(error)) throw error
      observer.emit('engine.awaited', { message: messageOf(error) })
      await clock.sleep(pause)
    }
  }
}
