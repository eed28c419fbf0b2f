import { describe } from 'vitest'

import { sharedServicesMissing } from '../services/available.ts'
import { sharedServer } from '../services/shared.ts'
import { freshKafka, openKafka } from '../support/kafka.ts'

import { durableLogSuite } from '../contract/durable-log.suite.ts'

describe.skipIf(sharedServicesMissing('kafka') !== undefined)('on a real broker', () => {
  durableLogSuite('kafka', async () => {
    const { bootstrap } = await sharedServer('kafka')
    const config = freshKafka(bootstrap)
    return {
      log: await openKafka(config),
      restart: async (log) => {
        await log[Symbol.asyncDispose]()
        return openKafka(config)
      },
    }
  })
})
