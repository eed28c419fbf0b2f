/** Stations of SL 651 at the edge; what all listeners for stations do alike stands in stations.test.ts. */
import { describe, expect, it } from 'vitest'

import type { Frame } from '../../core/sl651/frame.ts'
import { FrameReader } from '../../core/sl651/framing.ts'
import { days, instant, minutes } from '../../core/time.ts'
import { sl651Voice } from '../../simulators/protocol/sl651-voice.ts'
import { createRandom } from '../../simulators/script/random.ts'
import { StationConnection } from '../../simulators/station-connection.ts'
import { realClock } from '../support/clocks.ts'
import { hydrologicalEdge, saidBy } from '../support/hydrological-edge.ts'
import { FakeRegistry, HeldLog } from '../support/mqtt-broker.ts'
import { run } from '../support/normalise-stage.ts'
import { hydrologicalFrame } from '../support/station-client.ts'
import { until } from '../support/until.ts'

const river = 'F1F1001234567848F0F026031508303923000001273812111 5'.replace(' ', '')
const { open, station, told, data } = hydrologicalEdge()
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase()
const kept = { password: '0000' }
describe('a report', () => {
  it('is in the log before it is confirmed, as sent but for the password, and the station is online', async () => {
    const log = new HeldLog()
    await open({}, log)
    const client = await station()
    client.send(hydrologicalFrame({}, river))
    await until(() => log.pending.length > 0)
    expect(client.answers).toEqual([])
    log.release()
    expect(await client.answered(1)).toMatchObject([
      {
        ...{ direction: 'down', centre: 1, station: '0012345678', password: '1234' },
        ...{ command: 0x32, ending: 'eot' },
      },
    ])
    const [answer] = client.answers
    expect(hexOf(answer?.body ?? Buffer.alloc(0))).toMatch(/^0003\d{12}$/)
    const topic = 'sl651/0012345678'
    expect(await told()).toEqual([
      { source: 'wl-9', channel: 'status', topic, ...nothing, body: hexOf(Buffer.from('online')) },
      {
        ...{ source: 'wl-9', channel: 'telemetry', topic, refused: undefined, protocol: 'sl651' },
        body: hexOf(hydrologicalFrame(kept, river)),
      },
    ])
  })
  const nothing = { refused: undefined, protocol: undefined }

  it('that cannot be stored is not confirmed, and its connection ends', async () => {
    const log = new HeldLog()
    const { observer } = await open({}, log)
    const client = await station()
    client.send(hydrologicalFrame({}, river))
    await until(() => log.pending.length > 0)
    for (const { settle } of log.pending.splice(0)) settle(new Error('disk full'))
    await client.ended()
    expect(client.answers).toEqual([])
    expect(observer.count('sl651.closed', 'unstored')).toBe(1)
    log.release()
  })

  it('with others behind it is told to go on, a heartbeat nothing, what is no data nothing', async () => {
    const { observer } = await open()
    const client = await station()
    for (const command of [0x2f, 0x41]) client.send(hydrologicalFrame({ command }, ''))
    client.send(hydrologicalFrame({ ending: 'etb' }, river))
    client.send(hydrologicalFrame({ command: 0x33 }, river))
    expect((await client.answered(2)).map(saidBy)).toEqual([
      { command: 0x32, ending: 'ack', packet: undefined, serial: '0003' },
      { command: 0x33, ending: 'eot', packet: undefined, serial: '0003' },
    ])
    expect(await data()).toHaveLength(2)
    expect(observer.count('sl651.frame', 'notice')).toBe(1)
    expect(observer.count('sl651.frame', 'other')).toBe(1)
    expect(observer.count('sl651.frame', 'data')).toBe(2)
  })

  it('in ASCII is confirmed in ASCII, however it is cut', async () => {
    await open()
    const client = await station()
    const body = Buffer.from('0019260315083012ST 0012345678 H TT 2603150830 Z 0.301 ')
    for (const byte of hydrologicalFrame({ encoding: 'ascii' }, body)) client.send(Buffer.of(byte))
    const [answer] = await client.answered(1)
    expect(answer).toMatchObject({ encoding: 'ascii', ending: 'eot' })
    expect(Buffer.from(answer?.body ?? body).toString()).toMatch(/^0019\d{12}$/)
    expect(await data()).toMatchObject([{ source: 'wl-9' }])
  })
})

describe('a message in packets', () => {
  const whole = Buffer.from(`0003260315083005${river}`, 'hex')
  const packet = (number: number, rest: Partial<Frame> = {}) =>
    hydrologicalFrame(
      {
        ...{ command: 0x31, packet: { count: 3, number } },
        ending: number === 3 ? 'etx' : 'etb',
        ...rest,
      },
      whole.subarray((number - 1) * 12, number === 3 ? undefined : number * 12),
    )
  const stored = hexOf(Buffer.concat([packet(1, kept), packet(2, kept), packet(3, kept)]))

  it('is confirmed once, when all have come and are durable together', async () => {
    await open()
    const client = await station()
    client.send(packet(1)).send(packet(2)).send(packet(3))
    expect((await client.answered(1)).map(saidBy)).toEqual([
      { command: 0x31, ending: 'eot', packet: { count: 3, number: 3 }, serial: '0003' },
    ])
    expect(await data()).toMatchObject([{ body: stored }])
  })

  it('that comes again before it is durable is not confirmed before, and is the same message', async () => {
    const log = new HeldLog()
    const { frames } = await open({}, log)
    const client = await station()
    const all = [packet(1), packet(2), packet(3)]
    client.send(Buffer.concat(all))
    await until(() => log.pending.length > 0)
    client.send(Buffer.concat(all)).send(packet(3, { command: 0x33 }))
    // What waits for nothing is answered first.
    expect((await client.answered(1)).map(({ ending }) => ending)).toEqual(['nak'])
    log.release()
    expect((await client.answered(3)).slice(1).map(saidBy)).toEqual(
      [1, 2].map(() => ({
        ...{ command: 0x31, ending: 'eot', packet: { count: 3, number: 3 }, serial: '0003' },
      })),
    )
    const bodies = (await frames()).flatMap(({ channel, body }) =>
      channel === 'telemetry' ? hexOf(body) : [],
    )
    expect(bodies).toEqual([stored, stored])
  })

  it('that comes again is confirmed again, and not for the end of another one that is the same', async () => {
    await open()
    const client = await station()
    const all = Buffer.concat([packet(1), packet(2), packet(3)])
    client.send(all).send(all)
    await client.answered(2)
    // As of a message of another serial whose first packets were lost.
    client.send(packet(3)).send(hydrologicalFrame({ command: 0x33 }, river))
    expect((await client.answered(3)).map(saidBy)).toMatchObject([
      { command: 0x31, ending: 'eot' },
      { command: 0x31, ending: 'eot' },
      { command: 0x33, ending: 'eot' },
    ])
  })

  it('asks for those that are missing, one after the other', async () => {
    await open()
    const client = await station()
    client.send(packet(3))
    await client.answered(1)
    client.send(packet(1, { ending: 'etx' }))
    await client.answered(2)
    client.send(packet(2, { ending: 'etx' }))
    expect((await client.answered(3)).map(saidBy)).toEqual([
      { command: 0x31, ending: 'nak', packet: { count: 3, number: 1 }, serial: '0000' },
      { command: 0x31, ending: 'nak', packet: { count: 3, number: 2 }, serial: '0003' },
      { command: 0x31, ending: 'eot', packet: { count: 3, number: 3 }, serial: '0003' },
    ])
    expect(await data()).toHaveLength(1)
  })

  it('that never gets whole is kept as it is, when another begins or the line ends; it was not confirmed', async () => {
    await open()
    const client = await station()
    client.send(packet(1)).send(packet(2))
    client.send(packet(1, { packet: { count: 2, number: 1 } }))
    await until(async () => (await data()).length === 1)
    expect(await data()).toMatchObject([
      { refused: undefined, body: hexOf(Buffer.concat([packet(1, kept), packet(2, kept)])) },
    ])
    client.close()
    await until(async () => (await data()).length === 2)
    expect(client.answers).toEqual([])
  })

  it('of too many packets is refused', async () => {
    const { observer } = await open()
    const client = await station()
    client.send(packet(1, { packet: { count: 65, number: 1 } }))
    client.send(hydrologicalFrame({}, river))
    await client.answered(1)
    expect(observer.count('sl651.refused', 'payload-too-large')).toBe(1)
  })
})

it('lines with every trouble lose nothing and double nothing', async () => {
  const registry = new FakeRegistry()
  registry.station('rv-1', '1234', { stationAddress: '0012345678' })
  const broker = await open({}, undefined, registry)
  const random = createRandom(651)
  let answered = 0
  const line = new StationConnection({
    ...{ host: '127.0.0.1', port: broker.hydrologicalPort, clock: realClock },
    voice: sl651Voice({ address: '0012345678', password: '1234' }),
    trouble: { split: 0.6, corrupt: 0.1, again: 0.2, reconnect: 0.02 },
    ...{ random: () => random.next(), capacity: 1_000, answerWithin: 100 },
    acknowledged: (count) => (answered += count),
    dropped: () => {},
    failed: () => {},
  })
  line.start()
  const begin = Math.floor(realClock.now() / minutes(1)) * minutes(1) - days(1)
  const items = Array.from({ length: 120 }, (_, n) => ({
    ...{ t: instant(begin + minutes(n)), seq: n },
    m: { stage: (1_000 + n) / 1_000, rainTotal: n / 10, supplyVoltage: 12.5 },
  }))
  line.offer(items)
  await until(() => line.waiting === 0, 'all reports are confirmed', 60_000)
  await line.stop(1_000)
  const { readings } = run(await broker.frames())
  expect(answered).toBe(items.length)
  const told = readings.filter((one) => 'observedAt' in one)
  expect(told).toHaveLength(items.length)
  expect(told).toEqual(
    expect.arrayContaining(
      items.map(({ t, m }) => expect.objectContaining({ observedAt: t, values: m })),
    ),
  )
})

describe('bytes that no station proved to be its own', () => {
  it.each([
    ['with another password', { password: '4321' }, 'wrong-password'],
    ['of a station without a password', { station: '0012345670' }, 'wrong-password'],
  ] as const)('%s end the connection without an answer', async (_, rest, reason) => {
    const { observer } = await open()
    const client = await station()
    client.send(hydrologicalFrame(rest, river))
    await client.ended()
    expect(client.answers).toEqual([])
    await until(async () => (await told()).length > 0)
    const [letter] = await told()
    expect(letter).toMatchObject({ source: 'urban-brain-sl651', refused: reason })
    expect(new FrameReader().push(Buffer.from(letter?.body ?? '', 'hex'))).toMatchObject([
      { type: 'frame', password: '0000' },
    ])
    expect(observer.count('sl651.refused', reason)).toBe(1)
  })

  it('of an unknown address end it with the fifth, and one that is known in between keeps it', async () => {
    const { observer } = await open()
    const unknown = hydrologicalFrame({ station: '0099999999' }, river)
    const relay = await station()
    relay.send(unknown).send(hydrologicalFrame({}, river))
    await relay.answered(1)
    const client = await station()
    for (let time = 0; time < 5; time++) client.send(unknown)
    await client.ended()
    expect(client.answers).toEqual([])
    expect(observer.count('sl651.refused', 'unknown-station')).toBe(6)
    expect((await told()).filter(({ refused }) => refused !== undefined)[0]).toMatchObject({
      ...{ source: 'urban-brain-sl651', refused: 'unknown-station' },
    })
  })

  it('are letters without a password, and the next frame is taken', async () => {
    const { observer } = await open()
    const client = await station()
    const broken = hydrologicalFrame({ password: 'BEEF' }, river)
    broken[40] = (broken[40] ?? 0) ^ 1
    const longer = hydrologicalFrame({ password: 'BEEF' }, river)
    longer[12] = (longer[12] ?? 0) + 1
    client
      .send(broken)
      .send(hydrologicalFrame({ direction: 'down', password: 'BEEF', ending: 'eot' }, ''))
    client.send(hydrologicalFrame({}, river)).send(longer).send(hydrologicalFrame({}, river))
    await client.answered(2)
    const refused = (await told()).filter((one) => one.refused !== undefined)
    expect(refused.map((one) => one.refused)).toEqual([
      'wrong-checksum',
      'unreadable-frame',
      'unreadable-frame',
    ])
    expect(refused.every(({ body }) => !body.includes('BEEF'))).toBe(true)
    expect(observer.count('sl651.refused')).toBe(3)
  })
  it('of a station that was registered a moment ago are taken', async () => {
    const { registry } = await open()
    registry.station('wl-7', 'A0B1', { stationAddress: '00303A9006' })
    const client = await station()
    client.send(hydrologicalFrame({ station: '00303A9006', password: 'A0B1' }, river))
    expect(await client.answered(1)).toMatchObject([{ station: '00303A9006', password: 'A0B1' }])
  })
})
