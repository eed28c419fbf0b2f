/** The servers that other tests rely on: they answer, keep their data over a kill, and leave nothing behind. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, readdir, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { connect as connectMqtt, connectAsync } from 'mqtt'
import { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'

import { servicesMissing, type ServiceName } from '../services/available.ts'
import { freePorts, onFreePorts } from '../services/free-ports.ts'
import { startInfluxdb } from '../services/influxdb.ts'
import { startKafka } from '../services/kafka.ts'
import { kafkaTopic } from '../services/kafka-topic.ts'
import { startMosquitto } from '../services/mosquitto.ts'
import { startPostgres } from '../services/postgres.ts'
import { startRedis } from '../services/redis.ts'
import { runServer, ServerStartError, type RunningServer } from '../services/server.ts'
import { severableLink } from '../services/severable-link.ts'
import { sharedServer } from '../services/shared.ts'
import { startVictoriaMetrics } from '../services/victoria-metrics.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Kills it and stops it in order, and starts it again after each. */
async function survives(server: RunningServer, check: () => Promise<void>): Promise<void> {
  await check()
  const first = server.pid
  await server.kill()
  expect(isAlive(first)).toBe(false)
  await server.start()
  expect(server.pid).not.toBe(first)
  await check()
  await server.stop()
  await server.start()
  await check()
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const missingAny = (...names: readonly ServiceName[]) => servicesMissing(...names) !== undefined

describe.skipIf(missingAny('postgres'))('PostgreSQL', () => {
  test('keeps what it committed, in databases of their own', async () => {
    await using server = await startPostgres()
    const [mine, other] = await Promise.all([server.createDatabase(), server.createDatabase()])
    await query(mine, 'CREATE TABLE note (text text)')
    await query(other, 'CREATE TABLE note (text text)')
    await query(mine, `INSERT INTO note VALUES ('kept')`)
    await survives(server, async () => {
      expect(await query(mine, 'SELECT text FROM note')).toEqual([{ text: 'kept' }])
    })
    expect(await query(other, 'SELECT text FROM note')).toEqual([])
    expect(await query(mine, 'SHOW fsync')).toEqual([{ fsync: 'on' }])
  })

  const query = async (url: string, text: string): Promise<readonly unknown[]> => {
    const client = new Client({ connectionString: url })
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(text)).rows
    } finally {
      await client.end()
    }
  }
})

describe.skipIf(missingAny('redis'))('Redis', () => {
  test('keeps what it answered', async () => {
    await using server = await startRedis()
    expect(await redis(server.url, 'SET note kept')).toBe('+OK\r\n')
    await survives(server, async () => {
      expect(await redis(server.url, 'GET note')).toBe('$4\r\nkept\r\n')
    })
  })

  test('is gone with the process that started it, killed or interrupted', async () => {
    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
      const folder = await temporaryFolder()
      const parent = spawn(
        process.execPath,
        ['--import', 'tsx', 'tests/services/main.ts', 'up', 'redis'],
        {
          cwd: root,
          env: { PATH: process.env['PATH'], TMPDIR: folder },
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      )
      const [said] = (await once(parent.stdout, 'data')) as Buffer[]
      const url = said?.toString().match(/redis:\S+/)?.[0] ?? ''
      expect(await redis(url, 'PING')).toBe('+PONG\r\n')
      parent.kill(signal)
      await once(parent, 'exit')
      await expect.poll(() => redis(url, 'PING').catch(String)).toContain('ECONNREFUSED')
      if (signal === 'SIGINT') {
        const left = await readdir(folder)
        expect(left.filter((name) => name.startsWith('urban-brain-'))).toEqual([])
      }
    }
  })

  const redis = async (url: string, command: string): Promise<string> => {
    const socket = await open(Number(new URL(url).port))
    socket.write(`${command}\r\n`)
    const [answer] = (await once(socket, 'data')) as Buffer[]
    socket.destroy()
    return answer?.toString() ?? ''
  }
})

describe.skipIf(missingAny('mosquitto'))('Mosquitto', () => {
  test('keeps what it acknowledged for a client that is away', async () => {
    await using server = await startMosquitto({ settings: ['max_queued_messages 5000'] })
    const session = (clientId: string) =>
      connectAsync(server.url, { clientId, clean: false, reconnectPeriod: 0 })
    const away = await session('away')
    await away.subscribeAsync('note/#', { qos: 1 })
    await away.endAsync()
    await survives(server, async () => {
      const sender = await session('sender')
      await sender.publishAsync('note/1', 'kept', { qos: 1 })
      await sender.endAsync()
      await server.kill()
      await server.start()
      expect(await firstMessage(server.url)).toBe('kept')
    })
  })

  const firstMessage = async (url: string): Promise<string> => {
    const client = connectMqtt(url, { clientId: 'away', clean: false, reconnectPeriod: 0 })
    const body = await new Promise<string>((resolve) => {
      client.on('message', (_, bytes) => resolve(bytes.toString()))
    })
    await client.endAsync()
    return body
  }
})

describe.skipIf(missingAny('influxdb'))('InfluxDB', () => {
  test('keeps what it answered', async () => {
    await using server = await startInfluxdb()
    await ask(server.url, 'CREATE DATABASE city')
    const write = await fetch(`${server.url}/write?db=city`, { method: 'POST', body: 'note v=7 1' })
    expect(write.status).toBe(204)
    await survives(server, async () => {
      expect(await ask(server.url, 'SELECT v FROM city..note')).toContain('7')
    })
  })

  test('refuses strangers when it has an administrator', async () => {
    await using server = await startInfluxdb({ administrator: { user: 'admin', password: 'pass' } })
    expect(await ask(server.url, 'SHOW DATABASES')).toContain('unable to parse authentication')
    expect(await ask(server.url, 'SHOW DATABASES', 'u=admin&p=pass')).toContain('"databases"')
  })

  const ask = async (url: string, q: string, login = ''): Promise<string> => {
    const body = new URLSearchParams({ q })
    return (await fetch(`${url}/query?${login}`, { method: 'POST', body })).text()
  }
})

describe.skipIf(missingAny('victoria-metrics'))('VictoriaMetrics', () => {
  test('keeps what it had when it stopped', async () => {
    await using server = await startVictoriaMetrics()
    await fetch(`${server.url}/write?db=city`, { method: 'POST', body: 'note v=7' })
    const stored = async () => {
      const found = await fetch(`${server.url}/api/v1/export?match[]=note_v`)
      return found.text()
    }
    await server.stop()
    await server.start()
    await survives(server, async () => {
      await expect.poll(stored, { timeout: 10_000 }).toContain('"values":[7]')
    })
  })
})

describe.skipIf(missingAny('kafka'))('Kafka', () => {
  test('keeps what it acknowledged, and can be cut off', { timeout: 60_000 }, async () => {
    await using kafka = await startKafka({ severable: true })
    const [broker] = kafka.servers
    if (broker === undefined) throw new Error('no broker')
    const topic = await kafkaTopic(kafka.bootstrap, 1)
    await using patient = await topic.producer()
    await using hasty = await topic.producer(1500)
    await patient.append('kept')
    await survives(broker, async () => {
      expect(await topic.read()).toEqual(['kept'])
    })
    for (const how of ['refuse', 'silence'] as const) {
      kafka.cut(how)
      await expect(hasty.append('lost')).rejects.toMatchObject({
        message: expect.stringContaining('timed out'),
      })
      kafka.mend()
      await patient.append(`after ${how}`)
    }
    // What a silent network holds back may still come, after its sender gave up.
    expect((await topic.read()).filter((value) => value !== 'lost')).toEqual([
      'kept',
      'after refuse',
      'after silence',
    ])
  })

  test('with three brokers goes on without one of them', { timeout: 90_000 }, async () => {
    await using kafka = await startKafka({ brokers: 3 })
    const topic = await kafkaTopic(kafka.bootstrap, 3)
    await using producer = await topic.producer()
    await producer.append('three')
    const [first] = kafka.servers
    await first?.kill()
    await producer.append('two')
    await first?.start()
    expect(await topic.read()).toEqual(['three', 'two'])
    expect(() => kafka.cut()).toThrow('severable')
  })
})

describe('shared servers', () => {
  test.skipIf(missingAny('redis'))('are started once', async () => {
    const asked = await Promise.all([sharedServer('redis'), sharedServer('redis')])
    expect(asked[0]?.url).toMatch(/^redis:/)
    expect(asked[1]).toEqual(asked[0])
  })

  test('that are missing are named once in a run, and are an error where they are required', async () => {
    const folder = await temporaryFolder()
    // A copy has neither Kafka's jars nor its client beside it.
    const copy = join(folder, 'tests', 'services')
    await cp(join(root, 'tests/services'), copy, {
      recursive: true,
      filter: (path) => !path.endsWith('lib'),
    })
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    const ask = async (environment: Readonly<Record<string, string>>) => {
      const script = `const { servicesMissing } = await import('${copy}/available.ts')
        servicesMissing('kafka'); servicesMissing('kafka'); process.exit(0)`
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', '--input-type=module', '-e', script],
        { cwd: root, env: { PATH: process.env['PATH'], ...environment } },
      )
      const [said] = await Promise.all([text(child.stderr), once(child, 'close')])
      return { said, code: child.exitCode }
    }
    const run = { TEST_SERVICES_RUN: folder }
    const [first, second] = [await ask(run), await ask(run)]
    expect(first.said).toMatch(/^tests are skipped: kafka needs .* run: [^\n]+\n$/)
    expect(second).toEqual({ said: '', code: 0 })
    const required = await ask({ ...run, TEST_SERVICES: 'required' })
    expect(required.said).toContain('Error: kafka needs ')
    expect(required.code).toBe(1)
  })
})

describe('a link that can be cut', () => {
  test('passes bytes both ways until it is cut, and again when it is mended', async () => {
    using target = await echo()
    await using link = await severableLink({ port: target.port })
    const before = await open(link.port)
    expect(await echoed(before, 'one')).toBe('one')

    link.cut('refuse')
    await once(before, 'close')
    const refused = connect(link.port, '127.0.0.1').on('error', () => {})
    await once(refused, 'close')

    link.mend()
    const after = await open(link.port)
    expect(await echoed(after, 'two')).toBe('two')

    link.cut('silence')
    const heard: string[] = []
    after.on('data', (bytes: Buffer) => heard.push(bytes.toString()))
    after.write('three')
    const during = await open(link.port)
    during.write('four')
    // What goes straight to the server is answered meanwhile.
    expect(await echoed(await open(target.port), 'five')).toBe('five')
    expect(heard).toEqual([])
    link.mend()
    const [four] = (await once(during, 'data')) as Buffer[]
    expect(four?.toString()).toBe('four')
    await expect.poll(() => heard.join('')).toBe('three')
  })

  test('carries much data and the end of it', async () => {
    using target = await echo()
    await using link = await severableLink({ port: target.port })
    const socket = await open(link.port, true)
    let length = 0
    socket.on('data', (bytes: Buffer) => (length += bytes.length))
    socket.end(Buffer.alloc(5_000_000))
    await once(socket, 'end')
    expect(length).toBe(5_000_000)
  })

  const echo = async () => {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => {})
      socket.pipe(socket)
    })
    const [port = 0] = await freePorts(1)
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return {
      port,
      [Symbol.dispose]() {
        server.close()
      },
    }
  }

  const echoed = async (socket: Socket, text: string): Promise<string> => {
    socket.write(text)
    const [answer] = (await once(socket, 'data')) as Buffer[]
    return answer?.toString() ?? ''
  }
})

describe.skipIf(process.platform !== 'linux')('a server that does not start', () => {
  test('says the end of its log, and its folder is gone', async () => {
    const folder = await temporaryFolder()
    const script = 'for i in $(seq 30); do echo line $i; done; exit 3'
    const start = shell(folder, script)
    await expect(start).rejects.toThrow(/ended with 3[^]*line 30$/)
    await expect(start).rejects.not.toThrow('line 10\n')
    await expect(readdir(folder)).rejects.toThrow('ENOENT')
  })

  test('gets other ports when somebody was faster', async () => {
    const seen: number[] = []
    const start = onFreePorts(1, ([port = 0]) => {
      seen.push(port)
      if (seen.length === 3) return Promise.resolve('started')
      return Promise.reject(new ServerStartError('no', 'bind: Address already in use'))
    })
    expect(await start).toBe('started')
    expect(new Set(seen).size).toBe(3)
  })

  test('that is not installed says so', async () => {
    const folder = await temporaryFolder()
    await expect(shell(folder, 'exit 0', '/nowhere')).rejects.toThrow(/nowhere/)
  })

  test('stops in order when asked, and is killed when disposed of', async () => {
    const folder = await temporaryFolder()
    await using server = await shell(
      folder,
      `trap 'echo bye > said; exit' TERM; echo up; while :; do sleep 0.05; done`,
    )
    await server.stop()
    expect(await readdir(folder)).toContain('said')
  })

  const shell = async (folder: string, script: string, program = '/bin/bash') => {
    await writeFile(join(folder, 'empty'), '')
    return runServer({
      name: 'the script',
      folder,
      program,
      arguments: ['-c', script],
      answers: (said) => Promise.resolve(said().includes('up\n')),
    })
  }
})

/** An open connection that the end of the test closes. */
async function open(port: number, allowHalfOpen = false): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen })
  onTestFinished(() => {
    socket.destroy()
  })
  await once(socket, 'connect')
  socket.on('error', () => {})
  return socket
}
