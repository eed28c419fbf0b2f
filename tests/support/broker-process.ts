/**
 * A broker alone, with its sessions in a folder. Run as a program it says its port on standard output and works until it
 * is told to stop (SIGTERM) or killed.
 */
import { writeSync } from 'node:fs'
import { join } from 'node:path'

import { openSqliteSessions } from '../../broker/sqlite/sessions.ts'
import { hashOf, startBroker, type TestBroker } from './mqtt-broker.ts'

const services = [
  {
    name: 'notifier',
    tokenHash: hashOf('notify'),
    publish: ['ub/v1/crew/+/notices'],
    subscribe: [],
  },
  { name: 'crew-east', tokenHash: hashOf('crew'), publish: [], subscribe: ['ub/v1/crew/east/#'] },
]

export async function brokerWithSessions(folder: string): Promise<TestBroker> {
  const journal = await openSqliteSessions(join(folder, 'mqtt-sessions.sqlite'))
  const running = await startBroker({ config: { serviceTokens: services }, journal })
  return {
    ...running,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]()
      await journal[Symbol.asyncDispose]()
    },
  }
}

const [, program = '', folder = ''] = process.argv
if (program.endsWith('broker-process.ts')) {
  const running = await brokerWithSessions(folder)
  process.once('SIGTERM', () => void running[Symbol.asyncDispose]().then(() => process.exit(0)))
  writeSync(1, `${running.port}\n`)
}
