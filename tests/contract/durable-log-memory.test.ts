import { MemoryLog } from '../../storage/memory/memory-log.ts'

import { durableLogSuite } from './durable-log.suite.ts'

durableLogSuite('memory', () =>
  Promise.resolve({
    log: new MemoryLog(),
    restart: (log) => {
      if (!(log instanceof MemoryLog)) throw new TypeError('not a memory log')
      return Promise.resolve(log.reopen())
    },
  }),
)
