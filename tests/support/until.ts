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
