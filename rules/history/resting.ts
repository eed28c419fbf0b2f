/**
 * How a backtest shares a machine with the system beside it. Whoever waits for the same thread has a turn after each batch.
 * Where what came in waits to be judged, the system has fallen behind, and the backtest rests as long as it works.
 */
import { setImmediate as breath, setTimeout as delay } from 'node:timers/promises'

import { consumers } from '../../core/consumers.ts'
import type { DurableLog } from '../../core/log.ts'
import { seconds, type Clock } from '../../core/time.ts'
import { batchRecords } from './log-span.ts'

const looksEvery = seconds(1)

/** Called between two batches, with how long the one before it took. `always`: as if the system were behind. */
export function resting(
  log: Pick<DurableLog, 'positions'>,
  clock: Pick<Clock, 'elapsed'>,
  always: boolean,
): (worked: number) => Promise<void> {
  let behind = always
  let looked = Number.NEGATIVE_INFINITY
  return async (worked) => {
    if (!always && clock.elapsed() - looked >= looksEvery) {
      // A log that does not answer is no reason to end, nor to hurry.
      behind = await isBehind(log).catch(() => true)
      looked = clock.elapsed()
    }
    await (behind ? delay(worked) : breath())
  }
}

/** More waits for ingest or for the rules than one of our batches. */
export async function isBehind(log: Pick<DurableLog, 'positions'>): Promise<boolean> {
  const all = await Promise.all(
    [consumers.ingest, consumers.rules].map(({ topic, group }) => log.positions(topic, group)),
  )
  return all.some(
    (positions) =>
      positions.reduce((sum, { next, committed }) => sum + next - committed, 0) > batchRecords,
  )
}
