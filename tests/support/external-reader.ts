/** Child process of the kill test: reads an external broker into the log of a folder until it is killed. */
import { createExternalBroker } from '../../broker/external/external.ts'
import { externalBrokerConfigSchema } from '../../broker/external/config.ts'
import { silentObserver } from '../../core/observer.ts'
import { LmdbLog } from '../../storage/lmdb/lmdb-log.ts'

import { ampleDisk } from './disk.ts'
import { realClock as clock } from './clocks.ts'

const [folder = '', settings = '{}'] = process.argv.slice(2)
const observer = silentObserver
const log = new LmdbLog({ folder, clock, observer, maxBytes: 1 << 30, disk: ampleDisk })
const config = externalBrokerConfigSchema.parse(JSON.parse(settings))
await createExternalBroker({ config, log, clock, observer }).start()
