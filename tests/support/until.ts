import { setTimeout as delay } from 'node:timers/promises'

/**
 * Looks again and again until it holds, for what happens behind a socket, in a component or in another process; resolves
 * with the milliseconds that took. Rejects with what was waited for after `within` milliseconds.
 */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string | (() => string) = holds.toString(),
  within = 60_000,
): Promise<number> {
  const started = performance.now()
  for (let pause = 5; !(await holds()); pause = Math.min(100, pause * 2)) {
    if (performance.now() - started > within)
      throw new Error(`not within ${within} ms: ${typeof what === 'string' ? what : what()}`)
    await delay(pause)
  }
  return Math.round(performance.now() - started)
}

/**
 * The same for what happens in this process alone, on a clock that stands still: that is moved before each look, and whoever wakes
 * has a moment for its work.
 */
export async function untilLater(
  clock: { advance(milliseconds: number): void },
  step: number,
  holds: () => boolean | Promise<boolean>,
  what: string,
): Promise<void> {
  const most = 10_000
  for (let steps = 0; steps < most; steps += 1) {
    clock.advance(step)
    await delay(5)
    if (await holds()) return
  }
  throw new Error(`not within ${most} steps of ${step} ms: ${what}`)
}
