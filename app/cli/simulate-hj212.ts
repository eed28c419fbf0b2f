import { z } from 'zod'

import type { Device } from '../../core/device.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { deviceIdSchema } from '../../core/identity.ts'
import { importedSchema } from '../../devices/api/contract.ts'
import { createFleet } from '../../simulators/fleet.ts'
import { findScenario } from '../../simulators/script/scenarios.ts'
import { cityDevices } from '../assembly/sample-city.ts'
import { createObserver } from '../run/observer.ts'
import { systemClock } from '../run/system-clock.ts'

import { clientOf, clientOptions, configOf, type Client } from './client.ts'
import type { Command } from './command.ts'
import { numbersOf } from './fields.ts'
import { hearSignals } from './until-stopped.ts'

const share = z.coerce.number().min(0).max(0.9).default(0)
const numbers = z.strictObject({
  stations: z.coerce.number().int().min(1).max(10_000).default(20),
  seed: z.coerce.number().int().min(0).max(0xffff_ffff).default(1),
  speed: z.coerce.number().min(0.01).max(1_000).default(1),
  period: z.coerce.number().int().min(1).max(3_600).default(30),
  split: share,
  corrupt: share,
  again: share,
  reconnect: share,
})

export const simulateHj212: Command = {
  name: 'hj212',
  summary: 'Plays stations that speak HJ 212 over TCP',
  options: {
    ...clientOptions,
    to: { type: 'string', value: '<host:port>', help: 'the listener (default: hj212.port here)' },
    stations: { type: 'string', value: '<n>', help: 'how many, of dust and noise (20)' },
    register: { type: 'boolean', help: 'register them first, as an administrator' },
    scenario: { type: 'string', value: '<name>', help: 'what happens to them (ordinary-day)' },
    seed: { type: 'string', value: '<n>', help: 'the same seed plays the same day (1)' },
    speed: { type: 'string', value: '<factor>', help: 'scenario time runs this much faster (1)' },
    period: { type: 'string', value: '<s>', help: 'seconds between two readings (30)' },
    split: { type: 'string', value: '<share>', help: 'messages in several packets (0)' },
    corrupt: { type: 'string', value: '<share>', help: 'frames changed on the way (0)' },
    again: { type: 'string', value: '<share>', help: 'frames sent twice (0)' },
    reconnect: {
      type: 'string',
      value: '<share>',
      help: 'messages behind which the line breaks (0)',
    },
  },
  more: 'Example: urban-brain simulate hj212 --register --stations 50 --split 0.3 --corrupt 0.05 --again 0.1 --reconnect 0.05',
  async run(input) {
    const signals = hearSignals()
    const { stations, period, seed, speed, ...trouble } = numbersOf(input, numbers)
    const config = configOf(input)
    const scenario = findScenario(input.text('scenario') ?? 'ordinary-day')
    if (scenario === undefined) throw new UrbanBrainError('usage', 'there is no such scenario')
    const to = input.text('to') ?? (config.hj212 && `127.0.0.1:${config.hj212.port}`)
    if (to === undefined)
      throw new UrbanBrainError('usage', 'say where stations connect: --to, or hj212.port')
    const devices = stationsOf(await cityDevices(config.city), stations, period)
    if (input.flag('register')) await register(clientOf(input), devices)
    const fleet = createFleet({
      ...{ devices, scenario, seed, speed, trouble, clock: systemClock },
      url: `hj212://${to}`,
      credentials: () => password,
      observer: createObserver({ destination: 'stdout', level: 'warn' }, 'simulate'),
    })
    await fleet.start()
    const line = () =>
      `${fleet.connected()} connected, ${fleet.published()} readings answered, ${fleet.waiting()} waiting, ${fleet.dropped()} dropped\n`
    const timer = setInterval(() => process.stdout.write(line()), 5_000)
    await signals.untilStopped()
    clearInterval(timer)
    await fleet.stop()
    process.stdout.write(line())
  },
}

/** That of the examples of the standard; these are no stations of anybody. */
const password = '123456'

/** Where devices of dust and noise of the city stand, evenly taken from all. */
function stationsOf(city: readonly Device[], count: number, period: number): readonly Device[] {
  const places = city.filter(({ kind, active }) => active && (kind === 'dust' || kind === 'noise'))
  return Array.from(
    { length: count },
    (_, index) => places[Math.floor((index * places.length) / count)],
  ).flatMap((place, index): Device[] => {
    if (place === undefined) return []
    const { kind, site, longitude, latitude, cell, zone } = place
    const number = String(index + 1).padStart(4, '0')
    const id = deviceIdSchema.parse(`hj-${number}`)
    const mn = `9901020100000000000${number}`
    const name = `模拟站 ${number}`
    return [
      {
        ...{ id, kind, site, longitude, latitude, name, mn, period, active: true },
        ...(cell !== undefined && { cell }),
        ...(zone !== undefined && { zone }),
      },
    ]
  })
}

async function register(client: Client, devices: readonly Device[]): Promise<void> {
  const columns = [
    'id',
    'kind',
    'name',
    'site',
    'longitude',
    'latitude',
    'zone',
    'mn',
    'period',
  ] as const
  const rows = devices.map((device) => columns.map((column) => device[column] ?? '').join(','))
  const csv = Buffer.from([columns.join(','), ...rows].join('\n'))
  importedSchema.parse(await client.post('/v1/devices/import?format=csv', csv, 'text/csv'))
  for (const { id } of devices) await client.post(`/v1/devices/${id}/credential`, { password })
}
