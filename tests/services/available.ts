/** What a test needs may be missing on a developer's machine, and never in CI (`TEST_SERVICES=required`). */
import { existsSync, writeFileSync, writeSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { kafkaJars } from './kafka.ts'
import { findProgram, runFolderVariable } from './programs.ts'

export const serviceNames = [
  'postgres',
  'kafka',
  'redis',
  'mosquitto',
  'influxdb',
  'victoria-metrics',
] as const

export type ServiceName = (typeof serviceNames)[number]

export const mode = (): 'required' | 'containers' | 'native' => {
  const set = process.env['TEST_SERVICES']
  return set === 'required' || set === 'containers' ? set : 'native'
}

const programs: Readonly<Record<ServiceName, readonly string[]>> = {
  postgres: ['postgres', 'initdb'],
  kafka: ['java'],
  redis: ['redis-server'],
  mosquitto: ['mosquitto'],
  influxdb: ['influxd'],
  'victoria-metrics': ['victoria-metrics'],
}

const kafkaClient = fileURLToPath(
  new URL('../../node_modules/node-rdkafka/build/Release/node-librdkafka.node', import.meta.url),
)

/**
 * For tests that start servers of their own: why they cannot run, printed once per run, or undefined when all is there.
 * Throws instead where the services are required.
 */
export const servicesMissing = (...names: readonly ServiceName[]): string | undefined =>
  report(names.map(missing).find((reason) => reason !== undefined))

/** The same for tests that use `sharedServer` only, which may come from containers. */
export const sharedServicesMissing = (...names: readonly ServiceName[]): string | undefined =>
  mode() === 'containers'
    ? report(names.includes('kafka') ? clientMissing() : undefined)
    : servicesMissing(...names)

/** Why tests cannot start it here; undefined when they can. */
export function missing(name: ServiceName): string | undefined {
  const install = 'run: bash tests/services/install.sh'
  if (process.platform !== 'linux') return `${name} is started on Linux only`
  const program = ['setpriv', ...programs[name]].find((each) => findProgram(each) === undefined)
  if (program !== undefined) return `${name} needs ${program}; ${install}`
  if (name !== 'kafka') return undefined
  // install.sh writes it last.
  if (!existsSync(join(kafkaJars, 'pom.xml'))) return `kafka needs its jars; ${install}`
  return clientMissing()
}

/** The same for the programs of docs/clients.md. */
export function clientsMissing(): string | undefined {
  const program = ['mosquitto_pub', 'javac', 'python3'].find(
    (each) => findProgram(each) === undefined,
  )
  const isThere =
    program === undefined && existsSync(join(clientJars, 'pom.xml')) && existsSync(pythonClient)
  return report(
    isThere
      ? undefined
      : `clients need ${program ?? 'Paho of Java and Python'}; run: bash tests/services/install.sh`,
  )
}

const clientJars = fileURLToPath(new URL('clients/lib', import.meta.url))
const pythonClient = '/usr/lib/python3/dist-packages/paho'

const clientMissing = (): string | undefined =>
  existsSync(kafkaClient)
    ? undefined
    : 'kafka needs its client; run: npm rebuild node-rdkafka --ignore-scripts=false'

function report(reason: string | undefined): string | undefined {
  if (reason === undefined) return undefined
  if (mode() === 'required') throw new Error(reason)
  if (isNew(reason)) writeSync(2, `tests are skipped: ${reason}\n`)
  return reason
}

const printed = new Set<string>()

/** Each test file runs in a process of its own, so the folder of the run remembers. */
function isNew(reason: string): boolean {
  if (printed.has(reason)) return false
  printed.add(reason)
  const folder = process.env[runFolderVariable]
  if (folder === undefined) return true
  try {
    const name = createHash('sha256').update(reason).digest('hex')
    writeFileSync(join(folder, name), reason, { flag: 'wx' })
    return true
  } catch {
    return false
  }
}
