import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import { retrying, startBackoff } from '../../runtime/retrying.ts'
import type { Clock } from '../../core/time.ts'

/** Opens what may not be there yet, as when all of a city starts at once. Rejects only with what waiting cannot mend. */
export const waitForDependency = <Engine>(
  open: () => Promise<Engine>,
  { clock, observer }: { readonly clock: Clock; readonly observer: Observer },
): Promise<Engine> =>
  retrying(
    {
      clock,
      backoff: startBackoff,
      failed: (error, again) => {
        if (again) observer.emit('engine.awaited', { message: messageOf(error) })
      },
    },
    open,
  )
