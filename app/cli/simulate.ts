import { instant } from '../../core/time.ts'
import { atMost } from '../../simulators/config.ts'
import { createFleet } from '../../simulators/fleet.ts'
import { obediences } from '../../simulators/orders.ts'
import { findScenario, scenarios } from '../../simulators/script/scenarios.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { learnCityKinds } from '../assembly/city-kinds.ts'
import { loadCity } from '../assembly/city-folder.ts'
import { loadConfig } from '../config.ts'
import { createObserver } from '../run/observer.ts'
import {
  cityDevices,
  credentialsFile,
  prepareSampleCity,
  readCredentials,
} from '../assembly/sample-city.ts'
import { systemClock } from '../run/system-clock.ts'

import type { CommandBody } from './command.ts'
import { simulateHj212, simulateSl651 } from './simulate-stations.ts'
import { simulatePlatform } from './simulate-platform.ts'
import { simulateScore } from './simulate-score.ts'
import { hearSignals } from './until-stopped.ts'

export const simulate: CommandBody = {
  subcommands: [simulateScore, simulatePlatform, simulateHj212, simulateSl651],
  options: {
    config: { type: 'string', short: 'c', value: '<file>', help: 'configuration file (YAML)' },
    url: {
      type: 'string',
      value: '<url>',
      help: 'broker, mqtt://host:port (default: from the configuration)',
    },
    city: {
      type: 'string',
      value: '<folder>',
      help: 'city folder with devices.csv and grid.geojson',
    },
    register: {
      type: 'boolean',
      help: 'register the devices first and keep their tokens in the data folder',
    },
    credentials: { type: 'string', value: '<file>', help: 'JSON object of device id to token' },
    scenario: {
      type: 'string',
      value: '<name>',
      help: scenarios.map(({ name }) => name).join(', '),
    },
    seed: { type: 'string', value: '<n>', help: 'the same seed plays the same day' },
    speed: { type: 'string', value: '<factor>', help: 'scenario time runs this much faster' },
    devices: { type: 'string', value: '<n>', help: 'at most this many devices' },
    commands: {
      type: 'string',
      value: '<how>',
      help: `what devices do with commands: ${obediences.join(', ')} (default obey)`,
    },
    'started-at': {
      type: 'string',
      value: '<epoch ms>',
      help: 'when the scenario began (default: now)',
    },
  },
  more: [
    'Scenarios:',
    ...scenarios.map(({ name, description }) => `  ${name}: ${description.en}`),
    '',
    'Example: urban-brain simulate --scenario cloudburst --speed 10',
  ].join('\n'),
  async run(input) {
    const signals = hearSignals()
    const number = (name: string) => {
      const text = input.text(name)
      return text === undefined ? {} : { [name]: Number(text) }
    }
    const scenarioName = input.text('scenario')
    const commands = input.text('commands')
    const config = loadConfig({
      file: input.text('config'),
      environment: process.env,
      overrides: {
        simulators: {
          ...(scenarioName === undefined ? {} : { scenario: scenarioName }),
          ...number('seed'),
          ...number('speed'),
          ...number('devices'),
          ...(commands === undefined ? {} : { commands }),
        },
      },
    })
    const { seed, speed, devices: limit, commands: obedience } = config.simulators
    const scenario = findScenario(config.simulators.scenario)
    if (scenario === undefined)
      throw new UrbanBrainError('usage', `no scenario ${config.simulators.scenario}`)
    const folder = input.text('city') ?? config.city
    await learnCityKinds(folder)
    if (input.flag('register')) await prepareSampleCity({ ...config, city: folder })
    const tokens = readCredentials(input.text('credentials') ?? credentialsFile(config.data))
    const observer = createObserver({ destination: 'stdout', level: 'warn' }, 'simulate')
    const fleet = createFleet({
      url: input.text('url') ?? `mqtt://127.0.0.1:${config.broker.port}`,
      devices: atMost(await cityDevices(folder), limit),
      credentials: (id) => tokens.get(id),
      scenario,
      seed,
      speed,
      commands: obedience,
      clock: systemClock,
      observer,
      startedAt: instant(Number(input.text('started-at') ?? systemClock.now())),
      zone: (await loadCity(folder)).zone,
    })
    await fleet.start()
    // As a child of `run` it goes with its parent, however that ends.
    const asChild = process.send !== undefined
    const timer = setInterval(() => {
      const line = `${fleet.connected()} connected, ${fleet.published()} acknowledged, ${fleet.waiting()} waiting, ${fleet.dropped()} dropped`
      if (!asChild) process.stdout.write(`${line}\n`)
    }, 5_000)
    await signals.untilStopped()
    clearInterval(timer)
    await fleet.stop()
    // The channel to the parent would keep this process alive until it is killed.
    if (process.connected) process.disconnect()
  },
}
