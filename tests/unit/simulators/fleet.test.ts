import { createServer, type Server, type Socket } from 'node:net'

import { Aedes } from 'aedes'
import { afterEach, describe, expect, it } from 'vitest'

import type { Device } from '../../../core/device.ts'
import type { ProgramEventName } from '../../../core/program-event-fields.ts'
import type { Fields, Observer } from '../../../core/observer.ts'
import { silentObserver } from '../../../core/observer.ts'
import { createFleet, type Fleet, type FleetOptions } from '../../../simulators/fleet.ts'
import { sampleCity } from '../../../simulators/sample-city.ts'
import { quietDay } from '../../../simulators/script/scenarios/quiet-day.ts'
import { stolenCover } from '../../../simulators/script/scenarios/stolen-cover.ts'
import { realClock } from '../../support/clocks.ts'
import { until } from '../../support/until.ts'

interface Item {
  readonly device?: string
  readonly t: number
  readonly seq: number
  readonly m: Readonly<Record<string, number | boolean>>
}

interface Broker {
  readonly port: number
  /** Items by device, in the order they were accepted, repeats included. */
  readonly items: Map<string, Item[]>
  readonly status: Map<string, string[]>
  /** Most items seen in one publish. */
  largest: number
  stop(): Promise<void>
}

const brokers: Broker[] = []
const fleets: Fleet[] = []

/** A real broker. `accept` false: the publish is not acknowledged and its connection is closed. */
async function startBroker(accept: () => boolean = () => true, port = 0): Promise<Broker> {
  const sockets = new Set<Socket>()
  const aedes = await Aedes.createBroker()
  const items = new Map<string, Item[]>()
  const status = new Map<string, string[]>()
  const keep = <T>(map: Map<string, T[]>, key: string, value: T) =>
    map.set(key, [...(map.get(key) ?? []), value])
  aedes.authenticate = (client, username, password, done) => {
    done(null, client.id === username && String(password) === `token of ${username}`)
  }
  aedes.authorizePublish = (client, packet, done) => {
    const [, , name = '', channel] = packet.topic.split('/')
    if (client !== null && client.id !== name) return done(new Error('not yours'))
    if (channel === 'telemetry' && !accept()) return done(new Error('not now'))
    if (channel === 'status') keep(status, name, `${packet.retain}/${String(packet.payload)}`)
    else if (channel === 'telemetry' || channel === 'event') {
      const body = JSON.parse(String(packet.payload)) as Item | Item[]
      const list = Array.isArray(body) ? body : [body]
      broker.largest = Math.max(broker.largest, list.length)
      for (const item of list) keep(items, item.device ?? name, item)
    }
    done(null)
  }
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    aedes.handle(socket)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const broker: Broker = {
    port: address.port,
    items,
    status,
    largest: 0,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await new Promise<void>((resolve) => aedes.close(resolve))
    },
  }
  brokers.push(broker)
  return broker
}

const startFleet = async (broker: Broker, options: Partial<FleetOptions>) => {
  const fleet = createFleet({
    url: `mqtt://127.0.0.1:${broker.port}`,
    devices: [],
    credentials: (id) => `token of ${id}`,
    scenario: quietDay,
    seed: 1,
    clock: realClock,
    observer: silentObserver,
    connectSpread: 50,
    ...options,
  })
  fleets.push(fleet)
  await fleet.start()
  return fleet
}

afterEach(async () => {
  await Promise.all(fleets.splice(0).map((fleet) => fleet.stop()))
  await Promise.all(brokers.splice(0).map((broker) => broker.stop()))
})

const { devices } = sampleCity()
const hasty = (list: readonly Device[]) => list.map((device) => ({ ...device, period: 0.05 }))
const some = (kind: Device['kind'], count: number) =>
  hasty(devices.filter((device) => device.kind === kind).slice(0, count))

/** Every reading from the first to the last arrived, however often. */
const gapless = (items: readonly Item[]) => {
  const numbers = [...new Set(items.map(({ seq }) => seq))].toSorted((a, b) => a - b)
  expect(numbers).toEqual(numbers.map((_, index) => index))
  const byNumber = new Map<number, string>()
  for (const item of items) {
    const text = JSON.stringify(item)
    expect(byNumber.get(item.seq) ?? text).toBe(text)
    byNumber.set(item.seq, text)
  }
}

describe('the fleet', () => {
  it('connects every device, says online, and publishes what it measures', async () => {
    const broker = await startBroker()
    const list = [...some('manhole', 2), ...some('noise', 2), ...some('fume', 2)]
    const fleet = await startFleet(broker, { devices: list })
    await until(() => list.every(({ id }) => (broker.items.get(id)?.length ?? 0) >= 3))
    expect(fleet.connected()).toBe(6)
    expect(fleet.unready()).toBeUndefined()
    for (const { id } of list) {
      expect(broker.status.get(id)).toEqual(['true/online'])
      gapless(broker.items.get(id) ?? [])
    }
    const [cover, , , , kitchen] = list
    expect(broker.items.get(cover?.id ?? '')?.[0]?.m).toMatchObject({ coverOpen: false })
    expect(typeof broker.items.get(kitchen?.id ?? '')?.[0]?.m['fan']).toBe('boolean')
    await fleet.stop()
    for (const { id } of list)
      expect(broker.status.get(id)).toEqual(['true/online', 'true/offline'])
    expect(fleet.published()).toBe([...broker.items.values()].flat().length)
    expect(fleet.waiting()).toBe(0)
  })

  it('loses nothing when the broker refuses now and then', async () => {
    let asked = 0
    const broker = await startBroker(() => ++asked % 5 !== 0)
    const list = some('noise', 4)
    const fleet = await startFleet(broker, { devices: list })
    await until(() => list.every(({ id }) => (broker.items.get(id)?.length ?? 0) >= 30))
    await fleet.stop()
    for (const { id } of list) gapless(broker.items.get(id) ?? [])
    expect(fleet.dropped()).toBe(0)
  })

  it('keeps readings while the broker is away and sends them as arrays of at most a hundred', async () => {
    const before = await startBroker()
    const list = some('water', 2).map((device) => ({ ...device, period: 0.005 }))
    const told: { event: ProgramEventName; fields: Fields | undefined }[] = []
    const observer: Observer = {
      ...silentObserver,
      emit: (event, fields) => {
        told.push({ event, fields })
      },
    }
    const fleet = await startFleet(before, { devices: list, observer, capacity: 5_000 })
    await until(() => list.every(({ id }) => (before.items.get(id)?.length ?? 0) >= 3))
    await before.stop()
    brokers.splice(brokers.indexOf(before), 1)
    await until(() => fleet.connected() === 0 && fleet.waiting() > 300)
    expect(fleet.unready()).toContain('0 of 2')
    const after = await startBroker(() => true, before.port)
    await until(() => list.every(({ id }) => (after.items.get(id)?.length ?? 0) >= 100))
    await fleet.stop()
    expect(after.largest).toBeGreaterThan(10)
    expect(after.largest).toBeLessThanOrEqual(100)
    for (const { id } of list) {
      gapless([...(before.items.get(id) ?? []), ...(after.items.get(id) ?? [])])
    }
    const failures = told.filter(({ event }) => event === 'simulator.failed')
    expect(failures.length).toBeGreaterThan(0)
  })

  it('throws away the oldest readings, and says how many, when the broker stays away', async () => {
    const broker = await startBroker(() => false)
    const fleet = await startFleet(broker, { devices: some('noise', 1), capacity: 10 })
    await until(() => fleet.dropped() > 5)
    expect(fleet.waiting()).toBeLessThanOrEqual(10)
    expect(fleet.published()).toBe(0)
  })

  it('speaks for the children of a gateway on the line of the gateway', async () => {
    const broker = await startBroker()
    const gateway = devices.find(({ kind }) => kind === 'gateway')
    if (gateway === undefined) throw new Error('no gateway')
    const children = devices.filter((device) => device.gateway === gateway.id)
    const list = [gateway, ...children].map((device) => ({ ...device, period: 0.5 }))
    const fleet = await startFleet(broker, { devices: list })
    await until(() => list.every(({ id }) => (broker.items.get(id)?.length ?? 0) >= 3))
    expect(fleet.connected()).toBe(1)
    expect([...broker.status.keys()]).toEqual([gateway.id])
    for (const { id } of list) {
      gapless(broker.items.get(id) ?? [])
      expect(broker.items.get(id)?.[0]?.device).toBe(id === gateway.id ? undefined : id)
    }
    await fleet.stop()
    const alone = await startFleet(broker, { devices: hasty(children.slice(0, 1)) })
    // CONNACK comes first, and the word of it by a publish of its own.
    await until(() => broker.status.has(children[0]?.id ?? ''))
    expect(alone.connected()).toBe(1)
  })

  it('lets a stolen cover tell of itself, and nobody else', async () => {
    const broker = await startBroker()
    const list = devices
      .filter(({ kind }) => kind === 'manhole')
      .map((each) => ({ ...each, period: 1 }))
    const fleet = await startFleet(broker, { devices: list, scenario: stolenCover, speed: 60 })
    const [stolen] = fleet.timeline().plan(0)[0]?.devices ?? []
    if (stolen === undefined) throw new Error('no cover was chosen')
    const open = () =>
      [...broker.items].filter(([, all]) => all.some(({ m }) => m['coverOpen'] === true))
    await until(() => open().length > 0)
    await realClock.sleep(300)
    expect(open().map(([id]) => id)).toEqual([stolen.id])
  })

  it('leaves out devices without a token, keeps trying with a wrong one, and stops all the same', async () => {
    const broker = await startBroker()
    const [first, second] = some('dust', 2)
    if (first === undefined || second === undefined) throw new Error('no dust meters')
    const fleet = await startFleet(broker, {
      devices: [first, second],
      credentials: (id) => (id === first.id ? 'wrong' : undefined),
    })
    await realClock.sleep(500)
    expect(fleet.connected()).toBe(0)
    expect(fleet.unready()).toBe('0 of 1 devices connected')
    await fleet.stop()
    expect(broker.items.size).toBe(0)
  })

  it('refuses an address that is none', () => {
    for (const url of ['127.0.0.1:1883', 'http://127.0.0.1', 'mqtt://', '']) {
      expect(() =>
        createFleet({
          url,
          devices: [],
          credentials: () => undefined,
          scenario: quietDay,
          seed: 1,
          clock: realClock,
          observer: silentObserver,
        }),
      ).toThrow('mqtt://host:port')
    }
  })
})
