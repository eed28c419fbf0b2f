import type { DurableLog } from '../../core/log.ts'
import { silentObserver } from '../../core/observer.ts'
import { LmdbLog } from '../../storage/lmdb/lmdb-log.ts'
import { ampleDisk } from '../support/disk.ts'
import { realClock } from '../support/clocks.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

import { durableLogSuite } from './durable-log.suite.ts'
import { ingestMemorySuite } from './ingest-memory.suite.ts'

async function open() {
  const folder = await temporaryFolder()
  const begin = () =>
    new LmdbLog({
      folder,
      clock: realClock,
      observer: silentObserver,
      maxBytes: 1 << 30,
      disk: ampleDisk,
    })
  return {
    log: begin(),
    restart: async (log: DurableLog) => {
      await log[Symbol.asyncDispose]()
      return begin()
    },
  }
}

durableLogSuite('lmdb', open)
ingestMemorySuite('lmdb', open)
