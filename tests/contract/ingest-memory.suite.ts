import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { DurableLog } from '../../core/log.ts'
import { framesTopic, readingsTopic } from '../../core/topics.ts'
import { accountingFrom, accountingKey } from '../../ingest/accounting.ts'
import { Memory } from '../../ingest/memory.ts'
import { normalise } from '../../ingest/normalise.ts'
import { at, devices, frame, limits } from '../support/normalise-stage.ts'

const named = ['wl-1', 'gw', 'child'] as const
const saying = (device: (typeof named)[number], minute: number) =>
  frame({ t: at - 60_000 * minute, m: { depth: minute } }, { source: device })

/** What ingest adds to what it remembers is found again in any log, whenever it ends. */
export function ingestMemorySuite(
  name: string,
  open: () => Promise<{ log: DurableLog; restart: (log: DurableLog) => Promise<DurableLog> }>,
): void {
  describe(`the memory of ingest: ${name}`, () => {
    let log: DurableLog
    let restart: (log: DurableLog) => Promise<DurableLog>

    beforeEach(async () => {
      ;({ log, restart } = await open())
    })
    afterEach(async () => {
      await log[Symbol.asyncDispose]()
    })

    /** Works off so many frames; the log ends with a batch in hand where there are none of them. */
    async function work(frames: number): Promise<void> {
      const stop = new AbortController()
      let left = frames
      let memory: Memory | undefined
      const consumed = log.consume(framesTopic, 'ingest', { maxRecords: 5 }, stop.signal)
      for await (const batch of consumed) {
        // Few, so that additions go.
        memory ??= new Memory(batch.state, 7)
        const done = normalise({ ...batch, state: memory }, devices, limits)
        const changes = memory.settle(done.state, done.additions)
        if (frames === 0) break
        await batch.complete({ append: done.append, state: changes })
        memory.settled()
        left -= batch.records.length
        if (left === 0) break
      }
      stop.abort()
      log = await restart(log)
    }

    test('tells a repeat from a reading over any number of ends', async () => {
      for (let round = 0; round < 6; round += 1) {
        for (const device of named)
          for (const minute of [round, round + 1])
            await log.append(framesTopic, [saying(device, minute)])
        if (round % 2 === 1) await work(0)
        await work(6)
      }
      const [stored] = await log.recall('frames', 'ingest', accountingKey)
      expect(accountingFrom(stored)).toMatchObject({ frames: 36, readings: 21, duplicates: 15 })
      const readings = await log.read(readingsTopic, 0, 0, 1_000)
      const ids = readings.map(({ value }) => (value.type === 'reading' ? value.id : ''))
      expect(ids).toHaveLength(21)
      expect(new Set(ids).size).toBe(21)
    })
  })
}
