/** The programs of docs/clients.md, as they stand there, against the real program over TLS. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { Device } from '../../core/device.ts'
import type { DeviceId } from '../../core/identity.ts'
import { Authority } from '../support/certificates.ts'
import { register, startSystem, type RunningSystem } from '../support/running-system.ts'
import { freePorts } from '../services/free-ports.ts'
import { clientsMissing } from '../services/available.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const jars = join(root, 'tests/services/clients/lib')

const device = (id: string): Device => ({
  ...{ id: id as DeviceId, kind: 'water', site: 'road', name: id, active: true },
  ...{ longitude: 120.15, latitude: 30.28, period: 60 },
})

const clients = ['sh', 'python', 'java', 'js'] as const
type Client = (typeof clients)[number]

let folder: string
let system: RunningSystem
let authority: Authority
let port: number
let tokens: ReadonlyMap<DeviceId, string>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'urban-brain-clients-'))
  authority = await Authority.make(folder)
  const { cert, key } = await authority.sign('broker', ['localhost'])
  const data = join(folder, 'data')
  const [mqttPort = 0, httpPort = 0, securePort = 0] = await freePorts(3)
  port = securePort
  const environment = {
    URBAN_BRAIN_BROKER__TLS__CERT: cert,
    URBAN_BRAIN_BROKER__TLS__KEY: key,
    URBAN_BRAIN_BROKER__TLS__PORT: String(securePort),
  }
  const options = { data, mqttPort, httpPort, environment }
  await mkdir(data)
  tokens = await register(
    data,
    clients.map((client) => device(`wl-${client}`)),
  )
  system = await startSystem(options)
})
afterAll(async () => {
  await system.stop()
  await rm(folder, { recursive: true, force: true })
})

async function programOf(client: Client): Promise<string> {
  const page = await readFile(join(root, 'docs/clients.md'), 'utf8')
  const found = new RegExp(`\n\`\`\`${client}\n(.*?)\n\`\`\`\n`, 's').exec(page)?.[1]
  if (found === undefined) throw new Error(`docs/clients.md has no program in ${client}`)
  return found
}

/** What runs it, and whether it reads the program from its input. */
async function commandOf(client: Client, program: string): Promise<readonly string[]> {
  if (client === 'sh') return ['sh', '-ec', program]
  // Of the system, whose packages have Paho.
  if (client === 'python') return ['/usr/bin/python3', '-c', program]
  if (client === 'js') return ['node', '--input-type=module', '--eval', program]
  const file = join(folder, 'Publish.java')
  await writeFile(file, program)
  const [jar = ''] = (await readdir(jars)).filter((name) => name.endsWith('.jar'))
  return ['java', '-cp', join(jars, jar), file]
}

async function run(client: Client, changed: Readonly<Record<string, string>> = {}) {
  const [command = '', ...words] = await commandOf(client, await programOf(client))
  const id = `wl-${client}`
  const child = spawn(command, words, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...{ HOST: 'localhost', PORT: String(port), CA: authority.ca, DEVICE: id },
      TOKEN: tokens.get(id as DeviceId),
      ...changed,
    },
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, said }
}

describe.skipIf(clientsMissing() !== undefined)('clients in other languages', () => {
  it.each(clients)('send a reading over TLS that is seen: %s', async (client) => {
    expect(await run(client)).toMatchObject({ code: 0 })
    await expect
      .poll(() => system.api(`/v1/readings/latest?device=wl-${client}`))
      .toMatchObject({ readings: [{ device: `wl-${client}`, values: { depth: 12.5 } }] })
  })

  it.each(clients)('are told when the certificate is of nobody they trust: %s', async (client) => {
    const other = await Authority.make(folder, `other-${client}`)
    const { code, said } = await run(client, { CA: other.ca })
    expect(code).not.toBe(0)
    expect(said).not.toContain('acknowledged')
  })
})
