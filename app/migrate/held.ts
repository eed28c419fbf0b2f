import { minutes } from '../../core/time.ts'
import { Cleanups } from '../../runtime/cleanups.ts'
import { systemClock } from '../run/system-clock.ts'

/** For one engine to close. */
const closeLimit = minutes(2)

/** What has been opened, closed in reverse; all of it when something after it does not open. */
export async function holding<T>(
  open: (
    hold: <Held extends Disposable | AsyncDisposable>(name: string, held: Held) => Held,
  ) => Promise<T>,
): Promise<T & AsyncDisposable> {
  const cleanups = new Cleanups({ clock: systemClock, limit: closeLimit })
  try {
    const opened = await open((name, held) => cleanups.hold(name, held))
    return { ...opened, [Symbol.asyncDispose]: () => cleanups.run() }
  } catch (error) {
    // Why it does not open says more than what does not close then.
    await cleanups.run().catch(() => {})
    throw error
  }
}
