/** One session after the other, with a jittered, growing pause between two, until the signal aborts. */
import type { Clock } from '../core/time.ts'

export interface SessionEnd {
  readonly wasOnline: boolean
  readonly problem: string | undefined
}

export interface Reconnecting {
  readonly clock: Clock
  /** In [0, 1); spreads reconnects of many devices. */
  readonly random: () => number
  readonly failed: (message: string) => void
}

const firstPause = 500
const longestPause = 30_000

export async function reconnecting(
  { clock, random, failed }: Reconnecting,
  signal: AbortSignal,
  session: () => Promise<SessionEnd>,
): Promise<void> {
  for (let pause = firstPause; !signal.aborted; pause = Math.min(pause * 2, longestPause)) {
    const { wasOnline, problem } = await session()
    if (signal.aborted) return
    if (problem !== undefined) failed(problem)
    if (wasOnline) pause = firstPause
    await clock.sleep(pause * (0.5 + random()), signal).catch(() => {})
  }
}
