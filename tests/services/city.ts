/**
 * The distributed city without containers (`npm run up`): real servers, one broker, two workers, a desk and the devices of
 * the sample city, each a process, until Ctrl-C. Everything is in a temporary folder and gone with it.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { cityDevices } from '../../app/assembly/sample-city.ts'
import { engines, startCity, usualWorker } from '../support/distributed-system.ts'
import { servicesMissing } from './available.ts'
import { startInfluxdb } from './influxdb.ts'
import { startKafka } from './kafka.ts'
import { startPostgres } from './postgres.ts'
import { program } from './programs.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const sampleCity = join(root, 'deploy', 'sample-city')
const say = (line: string) => process.stdout.write(`${line}\n`)

async function simulate(url: string, credentials: string): Promise<AsyncDisposable> {
  const words = ['simulate', '--url', url, '--city', sampleCity, '--credentials', credentials]
  const child = spawn(
    program('setpriv'),
    ['--pdeathsig', 'KILL', '--', process.execPath, join(root, 'app', 'bin.js'), ...words],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const gone = once(child, 'exit')
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await gone
    },
  }
}

async function up(stopped: Promise<unknown>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'urban-brain-city-'))
  try {
    say('starting Kafka, PostgreSQL and InfluxDB ...')
    await using kafka = await startKafka()
    await using postgres = await startPostgres()
    await using influxdb = await startInfluxdb()
    const postgresUrl = await postgres.createDatabase()
    say('starting broker, two workers and desk ...')
    await using city = await startCity({
      folder,
      devices: await cityDevices(sampleCity),
      workers: [usualWorker, usualWorker],
      environment: engines({
        bootstrap: kafka.bootstrap,
        postgresUrl,
        influxUrl: influxdb.url,
        partitions: 6,
      }),
      postgresUrl,
    })
    const credentials = join(folder, 'credentials.json')
    await writeFile(credentials, JSON.stringify(Object.fromEntries(city.tokens)), { mode: 0o600 })
    const mqtt = `mqtt://127.0.0.1:${city.mqttPort}`
    await using devices = await simulate(mqtt, credentials)
    void devices
    say(
      [
        '',
        'Urban Brain 城市大脑, distributed',
        `  MQTT        ${mqtt}`,
        `  Console     ${city.httpUrl}/  (sign in with a token of the file below)`,
        `  HTTP API    ${city.httpUrl}/v1/cases`,
        `  API docs    ${city.httpUrl}/docs (after signing in)`,
        `  Kafka       ${kafka.bootstrap}`,
        `  PostgreSQL  ${postgresUrl}`,
        `  InfluxDB    ${influxdb.url} (database city)`,
        `  Tokens      ${join(folder, 'tokens.json')}`,
        `  Logs        ${folder}/*.log`,
        ...city.all.map(({ name, pid }) => `  ${name.padEnd(11)} process ${pid}`),
        '',
        'Ctrl-C ends it. Kill a worker to see its partitions go to the other one.',
        '',
      ].join('\n'),
    )
    const told = setInterval(() => {
      void tell((path) => city.api(path)).catch(() => {})
    }, 10_000)
    await stopped
    clearInterval(told)
    say('draining ...')
    await Promise.all(city.all.map((each) => each.stop()))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  say(
    'stopped; a city that is to stay is started with containers or by hand, see docs/deployment.md',
  )
}

async function tell(api: (path: string) => Promise<unknown>): Promise<void> {
  const { readings, deadLetters, lag } = (await api('/v1/accounting')) as Record<string, number>
  const { open, overdue, standingAlarms } = (await api('/v1/summary')) as Record<string, number>
  const time = new Date().toTimeString().slice(0, 8)
  say(
    `${time} readings ${readings} | alarms ${standingAlarms} standing | cases ${open} open, ${overdue} overdue | dead letters ${deadLetters} | lag ${lag}`,
  )
}

const missing = servicesMissing('kafka', 'postgres', 'influxdb')
if (missing !== undefined) {
  process.stderr.write(`${missing}\n`)
  process.exit(1)
}
await up(Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]))
