import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { describe, expect, test, vi } from 'vitest'

import { freePort, launchSystem, type StartOptions } from '../support/running-system.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const program = fileURLToPath(new URL('../support/signalled.ts', import.meta.url))
const waited = { timeout: 100_000, interval: 100 }

/** A process of `signalled.ts`. */
function signalled(at: 'start' | 'drain') {
  const child = spawn(process.execPath, ['--import', 'tsx', program, at], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const output of [child.stdout, child.stderr])
    output.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const gone = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const says = (words: string) => vi.waitFor(() => expect(said).toContain(words), waited)
  return { child, gone, says, said: () => said }
}

describe('signals', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)(
    '%s asks to drain, and a second one ends at once, with a word and the usual code',
    async (signal) => {
      const { child, gone, says, said } = signalled('drain')
      await says('works')
      child.kill(signal)
      await says('drains')
      // A terminal and npm both pass it on.
      child.kill(signal)
      await delay(1_100)
      expect(child.exitCode).toBeNull()
      child.kill(signal)
      expect(await gone).toEqual([128 + constants.signals[signal], null])
      expect(said().trim().split('\n').at(-1)).toMatch(`${signal} while draining: ended at once`)
    },
  )

  test('during the start one is enough', async () => {
    const { child, gone, says, said } = signalled('start')
    await says('starts')
    child.kill('SIGHUP')
    expect(await gone).toEqual([129, null])
    expect(said()).toContain('SIGHUP during the start: ended at once')
  })

  test('no debugger opens, and what means nothing ends nothing', async () => {
    const { child, gone, says, said } = signalled('drain')
    await says('works')
    for (const signal of ['SIGUSR1', 'SIGUSR2', 'SIGPIPE'] as const) child.kill(signal)
    await says('SIGUSR1 means nothing here')
    await says('SIGUSR2 means nothing here')
    expect(said()).not.toContain('Debugger')
    child.kill('SIGTERM')
    await says('drains')
    child.kill('SIGKILL')
    await gone
  })
})

describe('the whole system', () => {
  const options = async (environment: Record<string, string> = {}): Promise<StartOptions> => ({
    data: join(await temporaryFolder(), 'data'),
    mqttPort: await freePort(),
    httpPort: await freePort(),
    quiet: false,
    environment,
  })

  test.each(['SIGHUP', 'SIGQUIT'] as const)(
    'says what starts in which order, waits without a failure, and drains at %s',
    async (signal) => {
      const settings = await options()
      const system = launchSystem(settings)
      await system.ready()
      await vi.waitFor(() => expect(system.said()).toContain('Log '), waited)
      for (const signal of ['SIGUSR1', 'SIGUSR2'] as const) process.kill(system.pid, signal)
      await vi.waitFor(() => expect(system.said()).toContain('SIGUSR2 means'), waited)
      expect(await system.end(signal)).toBe(0)
      const places = [
        'brain starts (ingest, rules)',
        'edge starts (broker)',
        'brain has started in',
        'edge has started in',
        'draining',
        'edge has stopped',
        'brain has stopped',
        'stopped; everything acknowledged is kept',
      ].map((words) => system.said().indexOf(words))
      expect(places).toEqual(places.filter((place) => place >= 0).toSorted((a, b) => a - b))
      const log = await readFile(join(settings.data, 'logs', 'urban-brain.log'), 'utf8')
      const failures = log.split('\n').filter((line) => /failed|ECONNREFUSED/.test(line))
      expect(failures).toEqual([])
    },
  )

  test('goes on and drains when nobody reads what it says any more', async () => {
    const settings = await options()
    const system = launchSystem(settings)
    await system.ready()
    system.deafen()
    // Each says a line to nobody.
    for (const signal of ['SIGUSR1', 'SIGUSR2'] as const) process.kill(system.pid, signal)
    expect(await system.end('SIGHUP')).toBe(0)
  })

  test.each([
    [
      'an address that is not ours',
      { URBAN_BRAIN_HTTP__HOST: '203.0.113.1' },
      /http\.port: cannot listen on 203\.0\.113\.1/,
    ],
    [
      'an address of MQTT that is not ours',
      { URBAN_BRAIN_BROKER__HOST: '203.0.113.1' },
      /broker\.port: cannot listen on 203\.0\.113\.1/,
    ],
    [
      'a name that nobody has',
      { URBAN_BRAIN_HTTP__HOST: 'nobody.invalid' },
      /http\.port: cannot listen on nobody\.invalid/,
    ],
  ])('%s: one line that says what to set', async (_, environment, words) => {
    const system = launchSystem(await options(environment))
    expect(await system.gone).toBe(1)
    expect(system.said()).toMatch(words)
    expect(system.said()).not.toMatch(/^ {4}at /m)
  })

  test('a rules folder that is broken: refused by file and line, and taken as it was before where it was started', async () => {
    const settings = await options()
    const folder = join(settings.data, '..', 'rules')
    await cp('rules/catalogue', folder, { recursive: true })
    const environment = { URBAN_BRAIN_RULES__FOLDER: folder, URBAN_BRAIN_RULES__WATCH_EVERY: '100' }
    const start = () => launchSystem({ ...settings, environment })
    const breakIt = () => writeFile(join(folder, 'bad.yaml'), `id: ${'['.repeat(20_000)}`)

    await breakIt()
    const refused = start()
    expect(await refused.gone).toBe(1)
    expect(refused.said()).toMatch(/bad\.yaml:1: is nested deeper/)
    expect(refused.said()).not.toMatch(/^ {4}at /m)

    await rm(join(folder, 'bad.yaml'))
    const first = start()
    await first.ready()
    await breakIt()
    const warnings = async (): Promise<string> => {
      const response = await fetch(`http://127.0.0.1:${settings.httpPort}/health/ready`)
      return `${response.status} ${await response.text()}`
    }
    await vi.waitFor(async () => expect(await warnings()).toMatch(/^200 .*bad\.yaml:1/), waited)
    expect(await first.end('SIGTERM')).toBe(0)

    const second = start()
    await second.ready()
    await vi.waitFor(async () => expect(await warnings()).toMatch(/^200 .*bad\.yaml:1/), waited)
    await rm(join(folder, 'bad.yaml'))
    await vi.waitFor(async () => expect(await warnings()).not.toMatch(/bad\.yaml/), waited)
    expect(await second.end('SIGTERM')).toBe(0)
  })
})
