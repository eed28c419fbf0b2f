/** Commands down to stations of HJ 212 over real sockets: what goes out when, and what comes back. */
import { afterEach, beforeEach, expect, it } from 'vitest'

import type { StationsConfig } from '../../broker/stations/config.ts'
import type { DeviceCommand } from '../../core/device-command.ts'
import { exchangeAt } from '../../core/hj212/order.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Registry } from '../../core/registry.ts'
import { instant, plus } from '../../core/time.ts'
import { openSqliteRegistry } from '../../devices/sqlite/registry.ts'
import { deviceCommand } from '../contract/device-commands.suite.ts'
import { VirtualClock } from '../support/clocks.ts'
import { FakeRegistry, startBroker, type TestBroker } from '../support/mqtt-broker.ts'
import { StationClient, stationFrame } from '../support/station-client.ts'
import { until } from '../support/until.ts'

const dust = 'DataTime=20260315083000;a34001-Rtd=0.412,a34001-Flag=N'
const start = instant(Date.UTC(2026, 2, 15, 0, 30))
let clock: VirtualClock
let kept: Registry
let clients: StationClient[]
let running: TestBroker | undefined

beforeEach(async () => {
  clock = new VirtualClock(start)
  kept = await openSqliteRegistry(':memory:')
  clients = []
})
afterEach(async () => {
  for (const client of clients) client.close()
  await running?.[Symbol.asyncDispose]()
  await kept[Symbol.asyncDispose]()
})

async function open(
  stations: Partial<NonNullable<StationsConfig['hj212']>> = {},
  commands = kept.commands,
) {
  const registry = new FakeRegistry(commands)
  registry.station('du-1', '123456', { mn: 'M-1' })
  registry.station('du-2', '654321', { mn: 'M-2', checksum: 'swapped' })
  running = await startBroker({ registry, stations, clock })
  return running
}

async function station(): Promise<StationClient> {
  const client = await StationClient.connect(running?.stationPort ?? 0)
  clients.push(client)
  return client
}

const give = (id: string, more: Partial<DeviceCommand> = {}) => {
  const device = 'du-1' as DeviceId
  return kept.commands.give(
    deviceCommand(id, clock.now(), {
      ...{ device, to: device, exchange: exchangeAt(clock.now()), until: plus(start, 60_000) },
      ...more,
    }),
  )
}

/** What went down but for answers to data. */
const told = ({ answers }: StationClient) =>
  answers.flatMap(({ cn, qn, area }) => (cn === '9014' ? [] : [`${cn} ${qn ?? ''} ${area}`]))

/** The broker looks into the register each second. */
async function passes(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    clock.advance(1_000)
    await kept.commands.newest()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function hears(client: StationClient, count: number): Promise<readonly string[]> {
  await until(async () => {
    if (told(client).length >= count) return true
    await passes(1)
    return false
  })
  return told(client)
}

const first = '20260315083000000'

it('goes down in the words of the station, behind the answer to its data, and its answers are frames without the password', async () => {
  const { frames, observer } = await open()
  await give('a')
  await give('b', { device: 'du-2' as DeviceId, to: 'du-2' as DeviceId, command: 'clock' })
  const [one, two] = [await station(), await station()]
  one.send(stationFrame({}, dust))
  two.send(stationFrame({ MN: 'M-2', PW: '654321', ST: '22', Flag: '9' }, dust, 'swapped'))
  expect(await hears(one, 1)).toEqual([`1062 ${first} RtdInterval=30`])
  expect(one.answers.map(({ cn }) => cn)).toEqual(['9014', '1062'])
  expect(one.answers[1]).toMatchObject({ st: '39', pw: '123456', mn: 'M-1', flag: 5 })
  await hears(two, 1)
  const { area, ...head } = two.answers[1] ?? {}
  expect(head).toEqual({ qn: first, st: '22', cn: '1012', pw: '654321', mn: 'M-2', flag: 9 })
  expect(area).toMatch(/^SystemTime=2026031508\d{4}$/)
  await until(async () => (await kept.commands.find('a'))?.sent !== undefined)
  one.send(stationFrame({ QN: first, ST: '91', CN: '9011', Flag: '4' }, 'QnRtn=1'))
  one.send(stationFrame({ QN: first, ST: '91', CN: '9012', Flag: '4' }, 'ExeRtn=1'))
  const replies = async () => (await frames()).filter(({ channel }) => channel === 'reply')
  await until(async () => (await replies()).length === 2)
  const [reply] = await replies()
  expect(reply).toMatchObject({ source: 'du-1', topic: 'hj212/M-1', protocol: 'hj212' })
  expect(Buffer.from(reply?.body ?? []).toString()).toContain('PW=******;MN=M-1')
  expect(JSON.stringify(observer.events)).not.toMatch(/123456|654321/)
  expect(observer.count('device-command.sent', 'interval')).toBe(1)
  expect(observer.count('hj212.frame', 'reply')).toBe(2)
})

it('is sent again under the same number while nobody answers, as often as the standard says, and not after its time', async () => {
  await open({ overtime: 5_000, recount: 2 })
  await give('a')
  await give('short', { until: plus(start, 3_000), exchange: '20260315083000001' })
  const client = await station()
  client.send(stationFrame({}, dust))
  await hears(client, 2)
  await passes(40)
  const often = `1062 ${first} RtdInterval=30`
  expect(told(client)).toEqual([often, '1062 20260315083000001 RtdInterval=30', often, often])
})

it('that was accepted is not sent again, also before the register knows it', async () => {
  await open({ overtime: 5_000 })
  await give('a')
  const client = await station()
  client.send(stationFrame({}, dust))
  await hears(client, 1)
  client.send(stationFrame({ QN: first, ST: '91', CN: '9011', Flag: '4' }, 'QnRtn=1'))
  await until(async () =>
    ((await running?.frames()) ?? []).some(({ channel }) => channel === 'reply'),
  )
  await passes(20)
  expect(told(client)).toHaveLength(1)
})

it('waits for a station that is away, and comes again on its next connection; what is over does not', async () => {
  await open({ overtime: 5_000 })
  await give('a')
  await give('over', { until: plus(start, -1), exchange: '20260315083000001' })
  await passes(3)
  const once = await station()
  once.send(stationFrame({}, dust))
  await hears(once, 1)
  once.close()
  const again = await station()
  again.send(stationFrame({ QN: '2' }, dust))
  await again.answered(1)
  expect(told(again)).toEqual([])
  const often = `1062 ${first} RtdInterval=30`
  expect([await hears(again, 1), told(once)]).toEqual([[often], [often]])
})

it('goes out under the same number after a crash between sending and writing that down', async () => {
  const dying = { ...kept.commands, tell: () => new Promise<never>(() => {}) }
  const { broker } = await open({}, dying)
  await give('a')
  const client = await station()
  client.send(stationFrame({}, dust))
  await hears(client, 1)
  void broker.stop()
  await open()
  const again = await station()
  again.send(stationFrame({ QN: '2' }, dust))
  expect(await hears(again, 1)).toEqual(told(client))
  await until(async () => (await kept.commands.find('a'))?.sent !== undefined)
})
