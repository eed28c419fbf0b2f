/** `npx tsx tests/services/main.ts`: the servers of the tests for trying things by hand. */
import { once } from 'node:events'
import { parseArgs } from 'node:util'

import { starters } from './addresses.ts'
import { missing, serviceNames, type ServiceName } from './available.ts'

const help = `npx tsx tests/services/main.ts up [names...]      starts servers and keeps them until Ctrl-C
npx tsx tests/services/main.ts check [names...]   says what is missing here

Names: ${serviceNames.join(', ')}; all of them when none is given.

'up' prints their addresses as settings of Urban Brain. For example, once it says that they are up:

  npx tsx tests/services/main.ts up kafka postgres influxdb > servers.env &
  . ./servers.env && npm start

Their data are gone when they stop.
`

/** For a shell. Those that choose another engine than the four usual ones are comments. */
const settings: Readonly<Record<ServiceName, (address: string) => readonly string[]>> = {
  kafka: (brokers) => [
    `export URBAN_BRAIN_KAFKA__BROKERS=${brokers}`,
    'export URBAN_BRAIN_KAFKA__REPLICATION=1',
    'export URBAN_BRAIN_KAFKA__MIN_INSYNC=1',
  ],
  postgres: (url) => [`export URBAN_BRAIN_POSTGRES__URL=${url}`],
  influxdb: (url) => [
    `export URBAN_BRAIN_INFLUX__URL=${url}`,
    'export URBAN_BRAIN_INFLUX__VERSION=1',
  ],
  redis: (url) => [`export URBAN_BRAIN_REDIS__URL=${url}`],
  mosquitto: (url) => [`# export URBAN_BRAIN_EXTERNAL_BROKER__URL=${url}`],
  'victoria-metrics': (url) => [`# VictoriaMetrics answers at ${url}`],
}

async function up(names: readonly ServiceName[]): Promise<void> {
  const stop = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  const starts = await Promise.allSettled(names.map((name) => begin(name)))
  const failed = starts.find((start) => start.status === 'rejected')
  if (failed === undefined) {
    process.stderr.write('# all are up; Ctrl-C stops them\n')
    // A signal handler keeps no process alive.
    const awake = setInterval(() => {}, 60_000)
    await stop
    clearInterval(awake)
  }
  for (const start of starts) {
    if (start.status === 'fulfilled') await start.value[Symbol.asyncDispose]()
  }
  if (failed !== undefined) throw failed.reason
}

async function begin(name: ServiceName): Promise<AsyncDisposable> {
  const server = await starters[name]()
  process.stdout.write(
    `${settings[name]('url' in server ? server.url : server.bootstrap).join('\n')}\n`,
  )
  return server
}

function check(names: readonly ServiceName[]): void {
  for (const name of names) {
    const reason = missing(name)
    process.stdout.write(`${reason ?? `${name} is there`}\n`)
    if (reason !== undefined) process.exitCode = 1
  }
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h', default: false } },
})
const [command, ...given] = positionals
const names = serviceNames.filter((name) => given.length === 0 || given.includes(name))
const unknown = given.filter((each) => !names.some((name) => name === each))

if (values.help) process.stdout.write(help)
else if (unknown.length > 0 || (command !== 'up' && command !== 'check')) {
  process.stderr.write(unknown.length > 0 ? `unknown: ${unknown.join(', ')}\n\n${help}` : help)
  process.exitCode = 2
} else if (command === 'check') check(names)
else await up(names)
