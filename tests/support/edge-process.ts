/**
 * The broker alone in a process of its own, with devices `d-0`, `d-1`, ... of one token. It says its port, and at each line it
 * gets the bytes of its heap after a collection; it works until it is killed.
 */
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { openSqliteSessions } from '../../broker/sqlite/sessions.ts'
import { FakeRegistry, startBroker } from './mqtt-broker.ts'

const [, , folder = '', devices = '0'] = process.argv
const registry = new FakeRegistry()
for (let n = 0; n < Number(devices); n++) registry.set(`d-${n}`, 'token')
const journal = await openSqliteSessions(join(folder, 'sessions.sqlite'))
const { port, observer } = await startBroker({ registry, journal })
writeSync(1, `${port}\n`)
for await (const _ of createInterface(process.stdin)) {
  // What the test's observer remembers is not the broker's.
  observer.events.length = 0
  // Objects with a part outside the heap go after a turn of the event loop.
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc?.()
    await new Promise(setImmediate)
  }
  writeSync(1, `${process.memoryUsage().heapUsed}\n`)
}
