/** InfluxDB 1 as Debian has it (1.6.7): InfluxQL and the write path of 1.x, without the API of 2.x. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { onFreePorts } from './free-ports.ts'
import { program, serverFolder } from './programs.ts'
import { runServer, type RunningServer } from './server.ts'

export interface InfluxdbServer extends RunningServer {
  readonly url: string
}

export interface InfluxdbOptions {
  /** The administrator that a server with authentication is to have; letters and digits. */
  readonly administrator?: { readonly user: string; readonly password: string }
}

export const startInfluxdb = (options: InfluxdbOptions = {}): Promise<InfluxdbServer> =>
  onFreePorts(2, async ([port = 0, backupPort = 0]) => {
    const { administrator } = options
    const folder = await serverFolder('influxdb')
    const file = join(folder, 'influxdb.conf')
    const url = `http://127.0.0.1:${port}`
    await writeFile(file, configuration(folder, port, backupPort, administrator !== undefined))
    const server = await runServer({
      name: 'InfluxDB',
      folder,
      program: program('influxd'),
      arguments: ['run', '-config', file],
      answers: async () => {
        const { status } = await fetch(`${url}/ping`, { signal: AbortSignal.timeout(2000) })
        return status === 204
      },
    })
    try {
      if (administrator !== undefined) await createAdministrator(url, administrator)
    } catch (cause) {
      await server[Symbol.asyncDispose]()
      throw cause
    }
    return Object.assign(server, { url })
  })

const configuration = (folder: string, port: number, backupPort: number, auth: boolean) => `
reporting-disabled = true
bind-address = "127.0.0.1:${backupPort}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  query-log-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  auth-enabled = ${auth}
  log-enabled = false
[monitor]
  store-enabled = false
`

/** Allowed to anybody as long as there is no administrator; the server takes a moment to notice that there is one. */
async function createAdministrator(
  url: string,
  { user, password }: { readonly user: string; readonly password: string },
): Promise<void> {
  const ask = (q: string) =>
    fetch(`${url}/query`, { method: 'POST', body: new URLSearchParams({ q }) })
  const created = await ask(`CREATE USER ${user} WITH PASSWORD '${password}' WITH ALL PRIVILEGES`)
  const answer = await created.text()
  if (answer.includes('error')) throw new Error(`InfluxDB took no administrator: ${answer}`)
  while ((await (await ask('SHOW USERS')).text()).includes('create admin user first')) {
    await delay(10)
  }
}
