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

/**
 * Called between two batches. `settled`: when all that was begun is done, in another thread too. `always`: as if the system
 * were behind.
 */
export function resting(
  log: Pick<DurableLog, 'positions'>,
  clock: Pick<Clock, 'elapsed'>,
  always: boolean,
): (settled: () => Promise<void>) => Promise<void> {
  let behind = always
  let began = clock.elapsed()
  let looked = Number.NEGATIVE_INFINITY
  return async (settled) => {
    if (!always && clock.elapsed() - looked >= looksEvery) {
      // A log that does not answer is no reason to end, nor to hurry.
      behind = await isBehind(log).catch(() => true)
      looked = clock.elapsed()
    }
    if (behind) {
      await settled()
      await delay(clock.elapsed() - began)
    } else await breath()
    began = clock.elapsed()
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
