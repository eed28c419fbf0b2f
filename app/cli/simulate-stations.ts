import { z } from 'zod'

import type { Device } from '../../core/device.ts'
import type { StationProtocol } from '../../core/frame.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { deviceIdSchema } from '../../core/identity.ts'
import { importedSchema } from '../../devices/api/contract.ts'
import { createFleet } from '../../simulators/fleet.ts'
import { obediences } from '../../simulators/orders.ts'
import { findScenario } from '../../simulators/script/scenarios.ts'
import { cityDevices } from '../assembly/sample-city.ts'
import { createObserver } from '../run/observer.ts'
import { systemClock } from '../run/system-clock.ts'

import { clientOf, clientOptions, configOf, type Client } from './client.ts'
import type { Command, Input } from './command.ts'
import { numbersOf } from './fields.ts'
import { hearSignals } from './until-stopped.ts'

const share = z.coerce.number().min(0).max(0.9).default(0)
const numbersFor = (least: number, usual: number) =>
  z.strictObject({
    stations: z.coerce.number().int().min(1).max(9_999).default(20),
    seed: z.coerce.number().int().min(0).max(0xffff_ffff).default(1),
    speed: z.coerce.number().min(0.01).max(1_000).default(1),
    period: z.coerce.number().int().min(least).max(3_600).default(usual),
    split: share,
    corrupt: share,
    again: share,
    reconnect: share,
    commands: z.enum(obediences).default('obey'),
  })

/** What stations of one protocol are. */
interface Played {
  readonly protocol: StationProtocol
  readonly title: string
  readonly what: string
  readonly isPlace: (device: Device) => boolean
  readonly prefix: string
  readonly called: (number: string) => Pick<Device, 'mn' | 'stationAddress'>
  /** Commands. */
  readonly hears: boolean
  /** These are no stations of anybody. */
  readonly password: string
  /** Of seconds between two readings: the least that it can tell, and the usual one. */
  readonly periods: readonly [number, number]
}

const simulating = (played: Played): Command => ({
  name: played.protocol,
  summary: `Plays stations that speak ${played.title} over TCP`,
  options: {
    ...clientOptions,
    to: {
      type: 'string',
      value: '<host:port>',
      help: `the listener (default: ${played.protocol}.port here)`,
    },
    stations: { type: 'string', value: '<n>', help: `how many, of ${played.what} (20)` },
    register: { type: 'boolean', help: 'register them first, as an administrator' },
    scenario: { type: 'string', value: '<name>', help: 'what happens to them (ordinary-day)' },
    seed: { type: 'string', value: '<n>', help: 'the same seed plays the same day (1)' },
    speed: { type: 'string', value: '<factor>', help: 'scenario time runs this much faster (1)' },
    period: {
      type: 'string',
      value: '<s>',
      help: `seconds between two readings (${played.periods[1]})`,
    },
    split: { type: 'string', value: '<share>', help: 'messages in several packets (0)' },
    corrupt: { type: 'string', value: '<share>', help: 'frames changed on the way (0)' },
    again: { type: 'string', value: '<share>', help: 'frames sent twice (0)' },
    reconnect: {
      type: 'string',
      value: '<share>',
      help: 'messages behind which the line breaks (0)',
    },
    ...(played.hears && {
      commands: {
        type: 'string',
        value: '<how>',
        help: `what they do with commands: ${obediences.join(', ')} (obey)`,
      },
    }),
  },
  more: `Example: urban-brain simulate ${played.protocol} --register --stations 50 --split 0.3 --corrupt 0.05 --again 0.1 --reconnect 0.05`,
  run: (input) => run(played, input),
})

async function run(played: Played, input: Input): Promise<void> {
  const { protocol } = played
  const signals = hearSignals()
  const numbers = numbersFor(...played.periods)
  const { stations, period, seed, speed, commands, ...trouble } = numbersOf(input, numbers)
  const config = configOf(input)
  const scenario = findScenario(input.text('scenario') ?? 'ordinary-day')
  if (scenario === undefined) throw new UrbanBrainError('usage', 'there is no such scenario')
  const listener = config[protocol]
  const to = input.text('to') ?? (listener && `127.0.0.1:${listener.port}`)
  if (to === undefined)
    throw new UrbanBrainError('usage', `say where stations connect: --to, or ${protocol}.port`)
  const devices = stationsOf(played, await cityDevices(config.city), stations, period)
  if (input.flag('register')) await register(clientOf(input), devices, played.password)
  const fleet = createFleet({
    ...{ devices, scenario, seed, speed, trouble, commands, clock: systemClock },
    url: `${protocol}://${to}`,
    credentials: () => played.password,
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
}

/** Where such devices of the city stand, evenly taken from all. */
function stationsOf(
  { isPlace, prefix, called }: Played,
  city: readonly Device[],
  count: number,
  period: number,
): readonly Device[] {
  const places = city.filter((device) => device.active && isPlace(device))
  return Array.from(
    { length: count },
    (_, index) => places[Math.floor((index * places.length) / count)],
  ).flatMap((place, index): Device[] => {
    if (place === undefined) return []
    const { kind, site, longitude, latitude, cell, zone } = place
    const number = String(index + 1).padStart(4, '0')
    const id = deviceIdSchema.parse(`${prefix}-${number}`)
    const name = `模拟站 ${number}`
    return [
      {
        ...{ id, kind, site, longitude, latitude, name, period, active: true, ...called(number) },
        ...(cell !== undefined && { cell }),
        ...(zone !== undefined && { zone }),
      },
    ]
  })
}

async function register(
  client: Client,
  devices: readonly Device[],
  password: string,
): Promise<void> {
  const columns = [
    'id',
    'kind',
    'name',
    'site',
    'longitude',
    'latitude',
    'zone',
    'mn',
    'stationAddress',
    'period',
  ] as const
  const rows = devices.map((device) => columns.map((column) => device[column] ?? '').join(','))
  const csv = Buffer.from([columns.join(','), ...rows].join('\n'))
  importedSchema.parse(await client.post('/v1/devices/import?format=csv', csv, 'text/csv'))
  for (const { id } of devices) await client.post(`/v1/devices/${id}/credential`, { password })
}

export const simulateHj212 = simulating({
  ...{ protocol: 'hj212', title: 'HJ 212', what: 'dust and noise', prefix: 'hj' },
  isPlace: ({ kind }) => kind === 'dust' || kind === 'noise',
  called: (number) => ({ mn: `9901020100000000000${number}` }),
  hears: true,
  // That of the examples of the standard.
  password: '123456',
  periods: [1, 30],
})

/** Their reports have instants of whole minutes. */
export const simulateSl651 = simulating({
  ...{ protocol: 'sl651', title: 'SL 651', what: 'rivers, roads and underpasses', prefix: 'sl' },
  isPlace: ({ kind }) => kind === 'water',
  called: (number) => ({ stationAddress: `009901${number}` }),
  hears: false,
  password: 'A1B2',
  periods: [60, 60],
})
