import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { loadDispatchTable } from '../../cases/desk/city-files.ts'
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { silentObserver, type Fields, type Observer } from '../../core/observer.ts'
import type { Config } from '../config.ts'
import { createObserver } from '../run/observer.ts'
import { packageRoot, shippedCatalogue } from '../package-root.ts'
import { waitForDependency } from '../run/wait-for-dependency.ts'
import { learnCityKinds } from '../assembly/city-kinds.ts'
import { roleNames, rolesSchema } from '../run/roles.ts'
import { usingCases } from '../engines/engines.ts'
import { putSampleComponents } from '../assembly/sample-components.ts'
import { credentialsFile, prepareSampleCity, scenarioStart } from '../assembly/sample-city.ts'
import { opensToAnybody } from '../http/decide/sample-entrance.ts'
import { wordsOf } from '../installation/decide/words.ts'
import { showStatus } from '../run/status-line.ts'
import { systemClock } from '../run/system-clock.ts'
import type { System } from '../run/system.ts'
import { settingsOf } from '../settings.ts'
import { tokensFile, tokensOf, type IssuedToken } from '../tokens.ts'

import type { CommandBody, Input } from './command.ts'
import { runConfig } from './run-config.ts'
import { hearSignals } from './until-stopped.ts'

export const run: CommandBody = {
  options: {
    config: { type: 'string', short: 'c', value: '<file>', help: 'configuration file (YAML)' },
    roles: {
      type: 'string',
      value: '<list>',
      help: `some of ${roleNames.join(',')} (default: all)`,
    },
    'sample-city': { type: 'boolean', help: 'register the sample city and play its devices' },
    quiet: { type: 'boolean', short: 'q', help: 'no status line; logs on the standard output' },
  },
  more: [
    'Example: urban-brain run --sample-city',
    '         URBAN_BRAIN_BROKER__PORT=2883 urban-brain run --config city.yaml --quiet',
    '',
    'Ctrl-C drains and stops; the next start goes on where this one stopped.',
  ].join('\n'),
  async run(input) {
    const signals = hearSignals()
    const sample = input.flag('sample-city')
    const configured = runConfig({
      sample,
      file: input.text('config') ?? process.env['URBAN_BRAIN_CONFIG'],
      environment: process.env,
    })
    const { config } = configured
    const open = opensToAnybody({ ...config, sample })
    const roles = rolesOf(input)
    const [{ openInstallation }, { tokensName }, { startSystem }] = await Promise.all([
      import('../installation/settle.ts'),
      import('../installation/stores.ts'),
      import('../run/system.ts'),
    ])
    const quiet = input.flag('quiet')
    await learnCityKinds(config.city)
    const installation = await waitForDependency(() => openInstallation(config), {
      clock: systemClock,
      observer: awaiting(quiet, config),
    })
    for (const line of wordsOf(installation.found)) process.stderr.write(`urban-brain: ${line}\n`)
    if (sample) {
      await prepareSampleCity(config)
      await usingCases(config, (store) => putSampleComponents(store, config.city))
    }
    const { units } = await loadDispatchTable(config.city)
    const issued = tokensOf(config, [...units.keys()])
    if (config.tokens === undefined) installation.keeps(tokensName)
    const destination = quiet ? 'stdout' : join(config.data, 'logs', 'urban-brain.log')
    const say = (line: string) => {
      if (!quiet) process.stdout.write(`${line}\n`)
    }
    say(`starting; the log is ${destination}`)
    const system = await startSystem({
      config,
      settings: settingsOf(configured),
      installation,
      roles,
      catalogue: shippedCatalogue(),
      issued,
      sample: open,
      log: { destination, level: config.programLog.level },
      progress: say,
      failed: (error) => {
        process.stderr.write(`\nUrban Brain stops: ${messageOf(error)}\n`)
        process.exit(1)
      },
    })
    const fleet = sample && roles.has('broker') ? playDevices(config, system) : undefined
    if (!quiet) process.stdout.write(welcome({ config, system, issued, open, log: destination }))
    const status = quiet ? undefined : showStatus(system.board, process.stdout)
    await signals.untilStopped()
    status?.[Symbol.dispose]()
    say('draining ...')
    await fleet?.stop()
    await system.stop()
    say('stopped; everything acknowledged is kept')
    process.exit(0)
  },
}

/** Tells what a start waits for before the threads are there to tell it. */
const awaiting = (quiet: boolean, { programLog: { level } }: Config): Observer =>
  quiet
    ? createObserver({ destination: 'stdout', level }, 'main')
    : {
        ...silentObserver,
        emit: (_, fields: Fields) =>
          process.stdout.write(`waiting: ${String(fields['message'])}\n`),
      }

function rolesOf(input: Input): ReadonlySet<(typeof roleNames)[number]> {
  const text = input.text('roles')
  if (text === undefined) return new Set(roleNames)
  const result = rolesSchema.safeParse(text)
  if (!result.success)
    throw new UrbanBrainError(
      'usage',
      `--roles takes a list of ${roleNames.join(', ')}; not "${text}"`,
    )
  return new Set(result.data)
}

/** The simulated devices run in a process of their own: what they cost is theirs. */
function playDevices(config: Config, system: System): { readonly stop: () => Promise<void> } {
  const entry = join(packageRoot(), 'app', 'bin.js')
  const child = fork(
    entry,
    [
      'simulate',
      `--url=mqtt://127.0.0.1:${system.mqttPort}`,
      `--city=${config.city}`,
      `--credentials=${credentialsFile(config.data)}`,
      `--started-at=${scenarioStart(config.data, config.simulators, systemClock.now())}`,
    ],
    { env: { ...process.env }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  )
  let over = false
  child.once('exit', () => (over = true))
  return {
    stop: async () => {
      if (over) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await gone
      clearTimeout(timer)
    },
  }
}

interface Welcome {
  readonly config: Config
  readonly system: System
  readonly issued: readonly IssuedToken[]
  /** Nobody needs a token for the pages. */
  readonly open: boolean
  readonly log: string
}

function welcome({ config, system, issued, open, log }: Welcome): string {
  const lines = ['Urban Brain 城市大脑', '']
  const {
    broker: { host, tls },
    hj212,
    sl651,
  } = config
  for (const [what, scheme, on, port] of [
    ['MQTT', 'mqtt', host, system.mqttPort],
    ['WebSocket', 'ws', host, system.webSocketPort],
    ['MQTT/TLS', 'mqtts', tls?.host, system.secureMqttPort],
    ['WebSocket', 'wss', tls?.host, system.secureWebSocketPort],
    ['HJ 212', 'tcp', hj212?.host, system.hj212Port],
    ['HJ 212/TLS', 'tls', hj212?.tls?.host, system.secureHj212Port],
    ['SL 651', 'tcp', sl651?.host, system.sl651Port],
    ['SL 651/TLS', 'tls', sl651?.tls?.host, system.secureSl651Port],
  ] as const)
    if (port !== undefined) lines.push(`  ${what.padEnd(10)} ${scheme}://${on}:${port}`)
  const { httpUrl } = system
  if (httpUrl !== undefined) {
    lines.push(
      ...(config.console.enabled
        ? [
            `  Console    ${httpUrl}/  (${open ? 'open it and choose as whom to enter' : 'sign in with one of the tokens below'})`,
          ]
        : []),
      `  HTTP API   ${httpUrl}/v1/cases`,
      `  API docs   ${httpUrl}/docs  (after signing in)`,
      `  Ready      ${httpUrl}/health/ready`,
    )
  }
  lines.push(`  Log        ${log}`, '', `  Bearer tokens (also in ${tokensFile(config)}):`)
  let crews = 0
  for (const { name, role, token } of issued) {
    if (role === 'service' || role === 'metrics' || (role === 'crew' && (crews += 1) > 2)) continue
    lines.push(`    ${name.padEnd(24)} ${token}`)
  }
  if (crews > 2) lines.push(`    ... and ${crews - 2} more crews`)
  return `${lines.join('\n')}\n\n`
}
