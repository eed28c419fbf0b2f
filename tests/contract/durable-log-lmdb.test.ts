import { silentObserver } from '../../core/observer.ts'
import { LmdbLog } from '../../storage/lmdb/lmdb-log.ts'
import { ampleDisk } from '../support/disk.ts'
import { realClock } from '../support/clocks.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

import { durableLogSuite } from './durable-log.suite.ts'

durableLogSuite('lmdb', async () => {
  const folder = await temporaryFolder()
  const open = () =>
    new LmdbLog({
      folder,
      clock: realClock,
      observer: silentObserver,
      maxBytes: 1 << 30,
      disk: ampleDisk,
    })
  return {
    log: open(),
    restart: async (log) => {
      await log[Symbol.asyncDispose]()
      return open()
    },
  }
})
