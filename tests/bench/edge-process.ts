/** The broker alone in a process of its own, with devices `d-0`, `d-1`, ... of one token; says its port and works until it is killed. */
import { writeSync } from 'node:fs'
import { join } from 'node:path'

import { openSqliteSessions } from '../../broker/sqlite/sessions.ts'
import { FakeRegistry, startBroker } from '../support/mqtt-broker.ts'

const [, , folder = '', devices = '0'] = process.argv
const registry = new FakeRegistry()
for (let n = 0; n < Number(devices); n++) registry.set(`d-${n}`, 'token')
const journal = await openSqliteSessions(join(folder, 'sessions.sqlite'))
const { port } = await startBroker({ registry, journal })
writeSync(1, `${port}\n`)
