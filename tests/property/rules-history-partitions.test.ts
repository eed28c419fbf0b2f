/** What several partitions hold is judged again as one stream, with the alarms of one partition. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { AlarmTransition } from '../../core/alarm.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import { Replay, devicesOf } from '../../rules/backtest/replay.ts'
import { merged } from '../../rules/history/log-span.ts'
import { cityClock } from '../../rules/judging/city-clock.ts'
import { city, deviceOf, reading, ruleSetOf, waterRule, withTicks } from '../support/rules-city.ts'

const partitions = 3
const ids = ['d1', 'd2', 'd3', 'd4']
const homeOf = (device: string): number => ids.findIndex((id) => id === device) % partitions
const rules = ruleSetOf(
  waterRule('deep', '[{ severity: yellow, when: depth >= 15, clear: depth < 10, hold: 20s }]'),
  waterRule(
    'full',
    '[{ severity: orange, when: n >= 2, remind: 10m }]',
    'let: { top: { of: depth, aggregate: max, every: 1m }, n: { count: top >= 16, last: 3 } }',
  ),
)

const said = fc
  .array(
    fc.record({
      device: fc.constantFrom(...ids),
      at: fc.integer({ min: 0, max: 600 }),
      lag: fc.integer({ min: 0, max: 40 }),
      depth: fc.constantFrom(0, 9, 12, 16, 60),
    }),
    { maxLength: 120 },
  )
  .map((list) => list.map(({ device, at, lag, depth }) => reading(device, at, { depth }, { lag })))

/** In batches of any size, as a log gives them. */
async function* batches(
  records: readonly ReadingRecord[],
  size: number,
): AsyncIterable<readonly ReadingRecord[]> {
  for (let from = 0; from < records.length; from += size) yield records.slice(from, from + size)
}

/** Each partition holds its own readings, and the ticks of each partition of frames. */
const partitionOf = (records: readonly ReadingRecord[], partition: number): ReadingRecord[] =>
  records.flatMap((record): ReadingRecord[] => {
    if (record.type === 'tick')
      return Array.from({ length: partitions }, (_, lane) => ({
        ...record,
        lane: { partition: lane, partitions },
      }))
    if (homeOf(record.device) !== partition) return []
    return record.type === 'reading' ? [{ ...record, frame: `${partition}:0` }] : [record]
  })

async function judged(parts: readonly AsyncIterable<readonly ReadingRecord[]>[]) {
  const devices = ids.map((id, revision) => ({ device: deviceOf({ id, period: 10 }), revision }))
  const replay = new Replay(rules, devicesOf(devices), cityClock(city))
  const transitions: AlarmTransition[] = []
  for await (const batch of merged(parts)) transitions.push(...replay.take(batch))
  return transitions.map(({ alarm, kind, at }) => `${alarm} ${kind} ${at}`).toSorted()
}

test('with the alarms of one, however their batches are cut', async () => {
  await fc.assert(
    fc.asyncProperty(said, fc.integer({ min: 1, max: 90 }), async (readings, size) => {
      const records = withTicks(readings, 1_300)
      const parts = ids
        .slice(0, partitions)
        .map((_, partition) => batches(partitionOf(records, partition), size + partition))
      expect(await judged(parts)).toEqual(await judged([batches(records, 200)]))
    }),
    { numRuns: 30 },
  )
})
