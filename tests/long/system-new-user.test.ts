/** The program as a person meets it: the command line, a real MQTT client, Ctrl-C and the second start. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'

import {
  commandLine,
  freePort,
  launchSystem,
  type LaunchedSystem,
  type RunningSystem,
  type StartOptions,
} from '../support/running-system.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { until } from '../support/until.ts'

/** Clients of Debian's mosquitto-clients. */
const clients = { publish: 'mosquitto_pub', subscribe: 'mosquitto_sub' } as const
const mosquitto = spawnSync(clients.publish, ['--help']).error === undefined
const why = 'mosquitto_pub is not installed (apt-get install mosquitto-clients)'

/** The sample city, with so few simulated devices that none of those used here is among them. */
async function sampleCity(more: Partial<StartOptions> = {}): Promise<StartOptions> {
  return {
    data: await temporaryFolder(),
    mqttPort: await freePort(),
    httpPort: await freePort(),
    arguments: ['--sample-city'],
    environment: {
      URBAN_BRAIN_SIMULATORS__DEVICES: '1',
      URBAN_BRAIN_SIMULATORS__SCENARIO: 'quiet-day',
    },
    ...more,
  }
}

describe('a new user', () => {
  beforeAll(() => {
    if (mosquitto) return
    if (process.env['CI'] !== undefined) throw new Error(why)
    process.stdout.write(`skipped: ${why}\n`)
  })

  test.skipIf(!mosquitto)(
    'publishes with mosquitto, sees the reading, gets one case and its crew one notice; the second start goes on',
    { timeout: 240_000 },
    async () => {
      const options = await sampleCity()
      let system = await launch(options)
      const said = async (...words: readonly string[]) => {
        const { code, out, error } = await commandLine(options, ...words)
        expect(error).toBe('')
        expect(code).toBe(0)
        return out
      }
      const credential = JSON.parse(await said('devices', 'credential', 'mh-0001', '--json')) as {
        readonly token: string
      }
      const publish = (measured: string) =>
        publishes(options.mqttPort, 'mh-0001', credential.token, measured)

      expect(await publish('{"m":{"tilt":1.5,"battery":91}}')).toBe(0)
      await until(async () => {
        const shown = await said('readings', '--device', 'mh-0001')
        return shown.includes('tilt=1.5') && shown.includes('battery=91')
      })
      expect(await publishes(options.mqttPort, 'mh-0001', 'wrong', '{"m":{"tilt":1}}')).not.toBe(0)

      const crew = crewOf(options.mqttPort, system, 'lj-water-supply')
      await crew.subscribe()
      const heard = crew.listen()
      // As often as a cover reports, for longer than the rule holds.
      for (let second = 0; second <= 30; second += 10) {
        if (second > 0) await delay(10_000)
        expect(await publish('{"m":{"tilt":40}}')).toBe(0)
      }
      await until(async () => {
        const { items } = (await system.api('/v1/cases?device=mh-0001')) as { items: unknown[] }
        return items.length > 0
      })
      const [found, ...others] = await casesOf(options, 'mh-0001')
      expect(others).toEqual([])
      expect(found).toMatchObject({
        category: '0101',
        stage: 'dispatched',
        unit: 'lj-water-supply',
      })
      await until(() => heard.notices().length > 0)
      expect(heard.notices()).toMatchObject([
        { case: found?.id, occasion: 'dispatched', unit: 'lj-water-supply' },
      ])
      expect(await said('cases', 'show', String(found?.id))).toContain('dispatched')
      expect(await said('cases', 'verify', String(found?.id))).toContain('intact')
      expect(await said('alarms')).toContain('manhole-cover-tilted')
      heard.end()

      expect(await system.stop()).toBe(0)
      system = await launch(options)
      expect(await publish('{"m":{"tilt":41}}')).toBe(0)
      await until(async () => (await said('readings', '--device', 'mh-0001')).includes('tilt=41'))
      expect((await casesOf(options, 'mh-0001')).map(({ id }) => id)).toEqual([found?.id])
      expect(await system.stop()).toBe(0)
    },
  )
})

test('Ctrl-C drains and ends with 0, and the terminal says so', { timeout: 120_000 }, async () => {
  const options = await sampleCity({ quiet: false })
  const system = launched(options)
  await system.ready()
  await until(() => /devices/i.test(system.said()))
  expect(system.said()).toContain(`/v1/cases`)
  expect(await system.end('SIGINT')).toBe(0)
  expect(system.said()).toContain('everything acknowledged is kept')
})

test('a taken port is one clear line', { timeout: 120_000 }, async () => {
  const options = await sampleCity({ arguments: [] })
  const blocker = createServer().listen(options.mqttPort, '127.0.0.1')
  await once(blocker, 'listening')
  const mqtt = await commandLine(options, 'run', '--quiet')
  blocker.close()
  expect(mqtt.code).toBe(1)
  expect(lines(mqtt.error)).toEqual([expect.stringContaining(String(options.mqttPort))])
  expect(mqtt.error).toContain('broker.port')

  const other = createServer().listen(options.httpPort, '127.0.0.1')
  await once(other, 'listening')
  const http = await commandLine(options, 'run', '--quiet')
  other.close()
  expect(http.code).toBe(1)
  expect(lines(http.error)).toEqual([expect.stringContaining(String(options.httpPort))])
  expect(http.error).toContain('http.port')
})

test('a second process stays off the data folder', { timeout: 120_000 }, async () => {
  const options = await sampleCity({ arguments: [] })
  const system = await launch(options)
  const second = { ...options, mqttPort: await freePort(), httpPort: await freePort() }
  const { code, error } = await commandLine(second, 'run', '--quiet')
  expect(code).toBe(1)
  expect(lines(error)).toEqual([expect.stringContaining(options.data)])
  expect(error).toContain('another Urban Brain')
  const answer = await fetch(`${system.httpUrl}/health/ready`)
  expect(answer.status).toBe(200)
  expect(await system.stop()).toBe(0)
})

describe('commands that need nothing running', () => {
  let options: StartOptions
  beforeAll(() => {
    options = { data: '/nonexistent/urban-brain', mqttPort: 1, httpPort: 1 }
  })

  test('--help at every level', { timeout: 240_000 }, async () => {
    const seen: string[] = []
    const visit = async (words: readonly string[]): Promise<void> => {
      const { code, out, error } = await commandLine(options, ...words, '--help')
      expect([words, code, error]).toEqual([words, 0, ''])
      expect(out).toContain(`Usage: ${['urban-brain', ...words].join(' ')}`)
      const names = commandsIn(out)
      seen.push(...names.map((name) => [...words, name].join(' ')))
      // The code of each command is loaded by itself; what is below it comes with it.
      for (const name of words.length === 0 ? names : names.slice(0, 1))
        await visit([...words, name])
    }
    await visit([])
    expect(seen).toEqual(
      expect.arrayContaining([
        'run',
        'simulate',
        'devices import',
        'devices list',
        'devices adopt',
        'devices credential',
        'readings',
        'alarms',
        'cases',
        'dead-letters list',
        'dead-letters show',
        'dead-letters redrive',
        'rules lint',
        'rules test',
        'config print',
        'doctor',
      ]),
    )
  })

  test('a word that is no command, an option that is none', { timeout: 120_000 }, async () => {
    for (const words of [['dance'], ['devices', 'dance'], ['run', '--dance'], ['readings', 'x']]) {
      const { code, out, error } = await commandLine(options, ...words)
      expect([words, code, out]).toEqual([words, 2, ''])
      expect(error).toMatch(/^urban-brain: /)
      expect(error).not.toContain('    at ')
    }
  })

  test('all mistakes of the configuration at once, with their paths', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'city.yaml')
    await writeFile(
      file,
      [
        'broker: { maxTopicLevels: 0, maxInflight: many }',
        'ingest: { lateAfter: soon }',
        'cases: { closing: never }',
        'colour: red',
        'http: { tokens: [{ name: a, role: king, hash: 1 }] }',
      ].join('\n'),
    )
    const { code, error } = await commandLine(options, 'config', 'print', '--config', file)
    expect(code).toBe(1)
    for (const path of [
      'broker.maxTopicLevels',
      'broker.maxInflight',
      'ingest.lateAfter',
      'cases.closing',
      'colour',
      'http.tokens.0.role',
      'http.tokens.0.hash',
    ])
      expect(error).toContain(path)
    const run = await commandLine(options, 'run', '--config', file)
    expect(run.code).toBe(1)
    expect(run.error).toBe(error)
  })

  test('the printed configuration holds no secret', async () => {
    const secrets = {
      URBAN_BRAIN_BROKER__PROVISIONING_TOKEN: 'provisioning-secret-1',
      URBAN_BRAIN_CASES__NOTICES__WEBHOOK__SECRET: 'webhook-secret-2-long',
    }
    for (const more of [[], ['--json']]) {
      const { code, out } = await commandLine(
        { ...options, environment: secrets },
        'config',
        'print',
        ...more,
      )
      expect(code).toBe(0)
      for (const secret of Object.values(secrets)) expect(out).not.toContain(secret)
      expect(out).toContain('[redacted]')
      expect(out).toContain('maxPayloadBytes')
    }
  })

  test('the doctor, the rules', { timeout: 120_000 }, async () => {
    const data = await temporaryFolder()
    const ports = { data, mqttPort: await freePort(), httpPort: await freePort() }
    const well = await commandLine(ports, 'doctor')
    expect([well.code, well.out.includes('FAIL')]).toEqual([0, false])
    const blocker = createServer().listen(ports.mqttPort, '127.0.0.1')
    await once(blocker, 'listening')
    const ill = await commandLine(ports, 'doctor')
    blocker.close()
    expect(ill.code).toBe(1)
    expect(ill.out).toMatch(/FAIL +MQTT port +\d+ is taken/)

    const lint = await commandLine(ports, 'rules', 'lint')
    expect([lint.code, lint.error]).toEqual([0, ''])
    const tested = await commandLine(ports, 'rules', 'test')
    expect([tested.code, tested.error]).toEqual([0, ''])
    expect(tested.out).toMatch(/[1-9]\d* rule tests passed, 0 failed/)
    const rules = await temporaryFolder()
    await writeFile(join(rules, 'wrong.yaml'), 'id: wrong\non: { kind: volcano }\nlevels: []\n')
    for (const command of ['lint', 'test']) {
      const environment = { URBAN_BRAIN_RULES__FOLDER: rules }
      const bad = await commandLine({ ...ports, environment }, 'rules', command)
      expect(bad.code).toBe(1)
      expect(bad.out + bad.error).toMatch(/wrong\.yaml:2/)
    }
  })

  test('without a system a command says how to start one', async () => {
    const { code, out, error } = await commandLine(options, 'cases', 'list', '--token', 'any')
    expect([code, out]).toEqual([1, ''])
    expect(error).toContain('npm start')
    expect(lines(error)).toHaveLength(1)
  })
})

test(
  'a bad device file lists every mistake with its line and imports nothing',
  { timeout: 120_000 },
  async () => {
    const options = await sampleCity({ arguments: [] })
    const system = await launch(options)
    const file = join(options.data, 'devices.csv')
    await writeFile(
      file,
      [
        'id,kind,name,site,component,longitude,latitude,zone,owner,gateway,period,limits',
        'good-1,water,好,road,,123.501458,29.505208,,,,60,',
        'bad id,water,名,road,,123.501458,29.505208,,,,60,',
        'x-2,volcano,名,road,,123.501458,29.505208,,,,60,',
        'x-3,water,名,roof,,123.501458,29.505208,,,,60,',
        'x-4,water,名,road,12,123.501458,99,,,,60,',
        'x-5,noise,名,street,,123.501458,29.505208,9,,,-1,',
      ].join('\n'),
    )
    const bad = await commandLine(options, 'devices', 'import', file)
    expect(bad.code).toBe(1)
    for (const line of [3, 4, 5, 6, 7]) expect(bad.error).toMatch(new RegExp(`line ${line}\\b`))
    expect(bad.error).not.toMatch(/line 2\b/)
    const { out } = await commandLine(options, 'devices', 'list', '--json')
    expect(JSON.parse(out)).toEqual([])

    const text = 'id,kind,name,site,component,longitude,latitude,zone,owner,gateway,period,limits\n'
    await writeFile(file, `${text}good-1,water,好,road,,123.501458,29.505208,,,,60,\n`)
    const dry = await commandLine(options, 'devices', 'import', file, '--dry-run')
    expect(dry.out).toContain('nothing was imported')
    expect((await commandLine(options, 'devices', 'import', file)).code).toBe(0)
    const after = await commandLine(options, 'devices', 'list')
    expect(after.out).toContain('good-1')
    expect(await system.stop()).toBe(0)
  },
)

/** Whatever becomes of the test, its system ends with it. */
function launched(options: StartOptions): LaunchedSystem {
  const system = launchSystem(options)
  onTestFinished(async () => {
    await system.end('SIGKILL')
  })
  return system
}

const launch = (options: StartOptions): Promise<RunningSystem> => launched(options).ready()

const lines = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line.trim() !== '')

const commandsIn = (help: string): readonly string[] => {
  const section = /\nCommands:\n((?: {2}\S.*\n)+)/.exec(help)?.[1] ?? ''
  return section.split('\n').flatMap((line) => line.trim().split(' ')[0] || [])
}

async function casesOf(options: StartOptions, device: string) {
  const { out } = await commandLine(options, 'cases', 'list', '--json')
  const all = JSON.parse(out) as readonly {
    readonly id: string
    readonly place: { readonly device?: string }
  }[]
  return all.filter(({ place }) => place.device === device)
}

/** Options of both mosquitto clients: where, who, QoS 1. */
const client = (port: number, name: string, token: string): readonly string[] =>
  `-h 127.0.0.1 -p ${port} -i ${name} -u ${name} -P ${token} -q 1`.split(' ')

async function publishes(
  port: number,
  device: string,
  token: string,
  body: string,
): Promise<number | null> {
  const child = spawn(
    clients.publish,
    [...client(port, device, token), '-t', `ub/v1/${device}/telemetry`, '-m', body],
    { stdio: 'ignore' },
  )
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

/** A persistent session: `subscribe` makes it and hangs up, `listen` takes what has waited and what still comes. */
function crewOf(port: number, system: RunningSystem, unit: string) {
  const name = `crew-${unit}`
  const topic = `ub/v1/crew/${unit}/notices`
  const words = [...client(port, name, system.token(name)), '-c', '-t', topic]
  return {
    subscribe: async () => {
      const [code] = (await once(spawn(clients.subscribe, [...words, '-E']), 'exit')) as [number]
      expect(code).toBe(0)
    },
    listen: () => {
      const child = spawn(clients.subscribe, words, { stdio: ['ignore', 'pipe', 'ignore'] })
      let out = ''
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
      return {
        notices: () => lines(out).map((line) => JSON.parse(line) as unknown),
        end: () => child.kill('SIGTERM'),
      }
    },
  }
}
