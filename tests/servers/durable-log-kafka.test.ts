import { describe } from 'vitest'

import type { DurableLog } from '../../core/log.ts'
import { sharedServicesMissing } from '../services/available.ts'
import { sharedServer } from '../services/shared.ts'
import { freshKafka, openKafka } from '../support/kafka.ts'

import { durableLogSuite } from '../contract/durable-log.suite.ts'
import { ingestMemorySuite } from '../contract/ingest-memory.suite.ts'

async function open() {
  const { bootstrap } = await sharedServer('kafka')
  const config = freshKafka(bootstrap)
  return {
    log: await openKafka(config),
    restart: async (log: DurableLog) => {
      await log[Symbol.asyncDispose]()
      return openKafka(config)
    },
  }
}

describe.skipIf(sharedServicesMissing('kafka') !== undefined)('on a real broker', () => {
  durableLogSuite('kafka', open)
  ingestMemorySuite('kafka', open)
})
