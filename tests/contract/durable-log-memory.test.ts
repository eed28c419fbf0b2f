import { MemoryLog } from '../../storage/memory/memory-log.ts'
import type { DurableLog } from '../../core/log.ts'

import { durableLogSuite } from './durable-log.suite.ts'
import { ingestMemorySuite } from './ingest-memory.suite.ts'

const open = () =>
  Promise.resolve({
    log: new MemoryLog(),
    restart: (log: DurableLog) => {
      if (!(log instanceof MemoryLog)) throw new TypeError('not a memory log')
      return Promise.resolve(log.reopen())
    },
  })

durableLogSuite('memory', open)
ingestMemorySuite('memory', open)
