import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

import { expect, test } from 'vitest'

import { checkEngines } from '../../../app/engines/check-engines.ts'
import { loadConfig } from '../../../app/config.ts'

test('the doctor says which of the named servers answer, and nothing of the others', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const overrides = {
    postgres: { url: `postgres://me:secret@127.0.0.1:${port}/city` },
    influx: { url: 'http://127.0.0.1:1', version: '2' },
  }
  const found: string[] = []
  await checkEngines(loadConfig({ environment: {}, overrides }), async (what, work) => {
    found.push(
      await work().then(
        (said) => `${what}: ${said}`,
        (error: Error) => `${what}: ${error.message}`,
      ),
    )
  })
  server.close()
  expect(found).toEqual([
    `PostgreSQL: 127.0.0.1:${port} answers`,
    expect.stringMatching(/^InfluxDB: 127\.0\.0\.1:1 does not answer: .*ECONNREFUSED/),
  ])
})
