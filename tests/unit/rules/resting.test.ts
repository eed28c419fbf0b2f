import { expect, test } from 'vitest'

import { consumers } from '../../../core/consumers.ts'
import { readingsTopic } from '../../../core/topics.ts'
import { batchRecords } from '../../../rules/history/log-span.ts'
import { isBehind } from '../../../rules/history/resting.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { ticks } from '../../support/rules-city.ts'

test('the system is behind while more than a batch waits for the rules', async () => {
  const log = new MemoryLog()
  await log.append(readingsTopic, ticks(1, batchRecords))
  expect(await isBehind(log)).toBe(false)
  await log.append(readingsTopic, ticks(1, 1))
  expect(await isBehind(log)).toBe(true)
  const { group } = consumers.rules
  for await (const batch of log.consume(
    readingsTopic,
    group,
    { maxRecords: 2 * batchRecords },
    new AbortController().signal,
  )) {
    await batch.complete({})
    break
  }
  expect(await isBehind(log)).toBe(false)
})
