import { setImmediate as breath } from 'node:timers/promises'

import { afterEach, describe, expect, it } from 'vitest'

import { frameOf, FrameReader } from '../../core/hj212/framing.ts'
import { readMessage, writeMessage } from '../../core/hj212/message.ts'
import type { StationsConfig } from '../../broker/stations/config.ts'
import type { DurableLog } from '../../core/log.ts'
import { instant } from '../../core/time.ts'
import { VirtualClock } from '../support/clocks.ts'
import { FakeRegistry, HeldLog, startBroker, type TestBroker } from '../support/mqtt-broker.ts'
import { StationClient, stationFrame } from '../support/station-client.ts'
import { until } from '../support/until.ts'
import {
  answer,
  badDust,
  dust as dustFrame,
  fume,
  interval,
  noise,
  switches,
} from '../unit/core/hj212/frames.ts'

const dust = 'DataTime=20260315083000;a34001-Rtd=0.412,a34001-Flag=N'
const clients: StationClient[] = []
let running: TestBroker | undefined

afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await running?.[Symbol.asyncDispose]()
  running = undefined
})

async function open(
  stations: Partial<NonNullable<StationsConfig['hj212']>> = {},
  rest: { readonly log?: DurableLog; readonly clock?: VirtualClock } = {},
) {
  const registry = new FakeRegistry()
  registry.station('du-1', '123456', { mn: 'M-1' })
  registry.station('du-2', '123456', { mn: 'M-2', checksum: 'swapped' })
  running = await startBroker({ registry, stations, ...rest })
  return running
}

async function station(): Promise<StationClient> {
  const client = await StationClient.connect(running?.stationPort ?? 0)
  clients.push(client)
  return client
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const told = async () =>
  (await running?.frames())?.map(({ source, channel, topic, body, refused }) => ({
    ...{ source, channel, topic, refused },
    body: textOf(body),
  })) ?? []

describe('a frame with data', () => {
  it('is in the log before it is answered, as sent but for the password, and the station is online', async () => {
    const log = new HeldLog()
    await open({}, { log })
    const client = await station()
    client.send(stationFrame({}, dust))
    await until(() => log.pending.length > 0)
    expect(client.answers).toEqual([])
    log.release()
    expect(await client.answered(1)).toEqual([
      {
        ...{ qn: '20260315083000001', st: '91', cn: '9014', pw: '123456', mn: 'M-1' },
        ...{ flag: 4, area: '' },
      },
    ])
    const topic = 'hj212/M-1'
    expect(await told()).toEqual([
      { source: 'du-1', channel: 'status', topic, body: 'online', refused: undefined },
      {
        ...{ source: 'du-1', channel: 'telemetry', topic, refused: undefined },
        body: textOf(stationFrame({ PW: '******' }, dust)),
      },
    ])
  })

  it('that cannot be stored is not answered, and its connection ends', async () => {
    const log = new HeldLog()
    const { observer } = await open({}, { log })
    const client = await station()
    client.send(stationFrame({}, dust))
    await until(() => log.pending.length > 0)
    for (const { settle } of log.pending.splice(0)) settle(new Error('disk full'))
    await client.ended()
    expect(client.answers).toEqual([])
    expect(observer.count('hj212.closed', 'unstored')).toBe(1)
    log.release()
    const again = await station()
    again.send(stationFrame({}, dust))
    expect(await again.answered(1)).toHaveLength(1)
  })

  it('is answered only where it asks for it, in the checksum of its station, however it is cut', async () => {
    await open()
    const client = await station()
    const quiet = stationFrame({ Flag: '4', QN: '1' }, dust)
    const other = stationFrame({ MN: 'M-2', Flag: '9', QN: '2' }, dust, 'swapped')
    for (const byte of Buffer.concat([quiet, other, stationFrame({ QN: '3' }, dust)]))
      client.send(Buffer.of(byte))
    expect((await client.answered(2)).map(({ qn, mn, flag }) => ({ qn, mn, flag }))).toEqual([
      { qn: '2', mn: 'M-2', flag: 8 },
      { qn: '3', mn: 'M-1', flag: 4 },
    ])
    const data = (await told()).filter(({ channel }) => channel === 'telemetry')
    expect(data.map(({ source }) => source)).toEqual(['du-1', 'du-2', 'du-1'])
  })

  it('of a station that was registered, or got its password, a moment ago is taken', async () => {
    const { registry } = await open()
    registry.station('du-3', 'abc', { mn: 'M-3' })
    const client = await station()
    client.send(stationFrame({ MN: 'M-3', PW: 'abc' }, dust))
    expect(await client.answered(1)).toMatchObject([{ mn: 'M-3', pw: 'abc' }])
    registry.station('du-3', 'def', { mn: 'M-3' })
    client.send(stationFrame({ MN: 'M-3', PW: 'def' }, dust))
    expect(await client.answered(2)).toMatchObject([{}, { pw: 'def' }])
  })
})

it('a heartbeat and a notice are answered and stored nowhere; an answer is not answered, and kept where it is one to a command', async () => {
  const { observer } = await open()
  const client = await station()
  for (const CN of ['9015', '1013', '9011', '9014']) client.send(stationFrame({ CN, QN: CN }, ''))
  client.send(stationFrame({ QN: 'last' }, dust))
  expect((await client.answered(3)).map(({ cn, qn }) => `${cn} ${qn ?? ''}`)).toEqual([
    '9013 9015',
    '9013 1013',
    '9014 last',
  ])
  const kept = (await told()).map(({ channel }) => channel)
  expect(kept).toEqual(['status', 'reply', 'telemetry'])
  expect(observer.count('hj212.frame', 'notice')).toBe(2)
  expect(observer.count('hj212.frame', 'reply')).toBe(1)
  expect(observer.count('hj212.frame', 'other')).toBe(1)
})

describe('bytes that no station proved to be its own', () => {
  it.each([
    ['with another password', stationFrame({ PW: '654321' }, dust), 'wrong-password', 'hj212/M-1'],
    ['without a password', stationFrame({ PW: '' }, dust), 'wrong-password', 'hj212/M-1'],
    [
      'of a device without a password',
      stationFrame({ MN: 'M-4' }, dust),
      'wrong-password',
      'hj212/M-4',
    ],
  ])(
    '%s end the connection without an answer; a letter has them without the password',
    async (_, bytes, reason, topic) => {
      const { registry, observer } = await open()
      registry.station('du-4', undefined, { mn: 'M-4' })
      const client = await station()
      client.send(bytes)
      await client.ended()
      expect(client.answers).toEqual([])
      await until(async () => (await told()).length > 0)
      const [letter] = await told()
      expect(letter).toMatchObject({ source: 'urban-brain-hj212', refused: reason, topic })
      expect(letter?.body).not.toMatch(/123456|654321/)
      expect(new FrameReader().push(Buffer.from(letter?.body ?? '', 'latin1'))).toMatchObject([
        { type: 'frame' },
      ])
      expect(observer.count('hj212.refused', reason)).toBe(1)
    },
  )

  it('of an unknown MN end it with the fifth, and one that is known in between keeps it', async () => {
    const { observer } = await open()
    const unknown = stationFrame({ MN: 'M-9' }, dust)
    const relay = await station()
    for (let time = 0; time < 4; time++) relay.send(unknown)
    relay.send(stationFrame({}, dust))
    await relay.answered(1)
    for (let time = 0; time < 6; time++) relay.send(unknown)
    relay.send(stationFrame({}, dust))
    await relay.answered(2)
    const client = await station()
    for (let time = 0; time < 5; time++) client.send(unknown)
    await client.ended()
    expect(client.answers).toEqual([])
    expect(observer.count('hj212.refused', 'unknown-station')).toBe(15)
    const letters = (await told()).filter(({ refused }) => refused !== undefined)
    expect(letters[0]).toMatchObject({ source: 'urban-brain-hj212', topic: 'hj212/M-9' })
    expect(letters[0]?.body).not.toContain('123456')
  })

  it('of wrong passwords in a row pause their address', async () => {
    const { observer } = await open({ wrongProofsPerAddress: 2 })
    for (let time = 0; time < 2; time++) {
      const client = await station()
      client.send(stationFrame({ PW: '654321' }, dust))
      await client.ended()
    }
    expect(observer.count('broker.address-paused')).toBe(1)
    await (await station()).ended()
    expect(observer.count('broker.accept-failed')).toBe(1)
    expect(observer.count('hj212.refused', 'wrong-password')).toBe(2)
  })

  it('with another checksum are a letter, the way that would fit is said, and the next frame is taken', async () => {
    const { observer } = await open()
    const client = await station()
    const broken = stationFrame({}, dust)
    broken[60] = (broken[60] ?? 0) ^ 1
    client
      .send(stationFrame({}, dust, 'modbus'))
      .send(broken)
      .send(Buffer.from(`${'##x'.repeat(50)}\r\n`))
    client.send(stationFrame({}, dust))
    expect(await client.answered(1)).toHaveLength(1)
    expect((await told()).flatMap(({ refused }) => refused ?? [])).toEqual([
      'wrong-checksum',
      'wrong-checksum',
      'unreadable-frame',
    ])
    const fits = observer.events.filter(({ event }) => event === 'hj212.refused')
    expect(fits.map(({ fields }) => fields['fits'])).toEqual(['modbus', undefined, undefined])
  })

  it('make no more letters than the limit has, and end the connection', async () => {
    const { observer } = await open({ letterBurst: 3, letterRate: 0.001 })
    const client = await station()
    for (let count = 0; count < 40; count += 1) client.send(frameOf(Buffer.from('nothing')))
    await client.ended()
    expect(observer.count('hj212.refused', 'unreadable-frame')).toBe(20)
    expect(await told()).toHaveLength(3)
  })
})

describe('published frames', () => {
  const [head, tail] = [6, 6]
  const changed = (checksum: string) => `${noise.slice(0, -tail)}${checksum}\r\n`

  async function heard(...chunks: readonly string[]) {
    const { registry, observer } = await open()
    for (const digit of [0, 1, 2])
      registry.station(`st-${digit}`, '123456', { mn: `010000A8900016F000169DC${digit}` })
    const client = await station()
    for (const chunk of chunks) {
      client.send(Buffer.from(chunk))
      await breath()
    }
    // A good one behind them is taken in any case.
    client.send(stationFrame({ QN: 'last' }, dust))
    await until(() => client.answers.some(({ qn }) => qn === 'last'))
    const refusals = observer.events.filter(({ event }) => event === 'hj212.refused')
    return {
      answers: client.answers.slice(0, -1),
      stored: (await told()).filter(({ source }) => source.startsWith('st-')),
      refused: refusals.map(({ fields }) => [fields['reason'], fields['fits']]),
    }
  }

  it.each([
    ['the noise of Table C.25', noise],
    ['dust of a building site', dustFrame],
    ['dust with marks', badDust],
    ['fume', fume],
    ['states of equipment', switches],
  ])('%s is stored and answered by 9014', async (_, frame) => {
    const { answers, stored, refused } = await heard(frame)
    const said = readMessage(frame.slice(head, -tail))
    if ('fault' in said) throw new Error(said.fault)
    const { qn, mn } = said
    expect(answers).toEqual([
      { ...{ qn, mn, st: '91', cn: '9014', pw: '123456', flag: 4, area: '' } },
    ])
    expect(stored.map(({ channel }) => channel)).toEqual(['status', 'telemetry'])
    expect(refused).toEqual([])
  })

  it('the data answer of the standard is what we answer, byte by byte', async () => {
    const { answers } = await heard(noise)
    const [said] = answers
    if (said === undefined) throw new Error('no answer')
    expect(frameOf(Buffer.from(writeMessage(said))).toString()).toBe(answer)
  })

  it('a command that is for a station is counted, when one sends it, and stored nowhere', async () => {
    const said = interval.slice(head, -tail).replace('PW=100000', 'PW=123456')
    const { answers, stored, refused } = await heard(frameOf(Buffer.from(said)).toString())
    expect({ answers, refused }).toEqual({ answers: [], refused: [] })
    expect(stored.map(({ channel }) => channel)).toEqual(['status'])
    expect(running?.observer.count('hj212.frame', 'other')).toBe(1)
  })

  it.each([
    ['another last digit of the checksum', [changed('0881')], [['wrong-checksum', undefined]]],
    ['the checksum of Modbus', [changed('B055')], [['wrong-checksum', 'modbus']]],
    ['a length of one more', [noise.replace('0122', '0123')], [['unreadable-frame', undefined]]],
    ['no CR LF', [noise.slice(0, -2)], [['unreadable-frame', undefined]]],
  ] as const)(
    'noise with %s is refused with its reason and not answered',
    async (_, chunks, due) => {
      expect(await heard(...chunks)).toEqual({ answers: [], stored: [], refused: due })
    },
  )

  it.each([
    ['two in one read', [noise + dustFrame], 2],
    ['one in three reads', [noise.slice(0, 4), noise.slice(4, 90), noise.slice(90)], 1],
  ] as const)('%s', async (_, chunks, count) => {
    const { answers, stored, refused } = await heard(...chunks)
    expect(answers).toHaveLength(count)
    expect(stored.filter(({ channel }) => channel === 'telemetry')).toHaveLength(count)
    expect(refused).toEqual([])
  })
})

/** In steps of the broker's own, each of which it takes note of. */
async function passed(clock: VirtualClock, milliseconds: number): Promise<void> {
  for (let rest = milliseconds; rest > 0; rest -= 10_000) {
    clock.advance(10_000)
    await breath()
  }
}

describe('a connection', () => {
  it('is closed that sends no frame of a station, or none for long; a station that is away for long is offline', async () => {
    const clock = new VirtualClock(instant(Date.UTC(2026, 2, 15)))
    const { observer } = await open(
      { firstFrame: 60_000, silence: 600_000, offlineAfter: 30_000 },
      { clock },
    )
    const stranger = await station()
    const client = await station()
    stranger.send(Buffer.from('##'))
    client.send(stationFrame({}, dust))
    await client.answered(1)
    await passed(clock, 70_000)
    await stranger.ended()
    expect(observer.count('hj212.closed', 'no-frame')).toBe(1)
    client.send(stationFrame({ QN: '2' }, dust))
    await client.answered(2)
    await passed(clock, 590_000)
    expect(client.closed).toBe(false)
    await passed(clock, 20_000)
    await client.ended()
    await passed(clock, 60_000)
    const words = (await told()).filter(({ channel }) => channel === 'status')
    expect(words.map(({ source, body }) => `${source} ${body}`)).toEqual([
      'du-1 online',
      'du-1 offline',
    ])
  })

  it('that sends fast is taken whole and in order, no faster than its rate and the log', async () => {
    const log = new HeldLog()
    await open({ frameBurst: 20, frameRate: 1_000, maxInflight: 5 }, { log })
    const client = await station()
    const numbers = Array.from({ length: 300 }, (_, index) => String(index))
    client.send(Buffer.concat(numbers.map((QN) => stationFrame({ QN }, dust))))
    await until(() => log.pending.length > 0)
    log.release()
    expect((await client.answered(300)).map(({ qn }) => qn)).toEqual(numbers)
    expect(await told()).toHaveLength(301)
  })

  it('that comes back soon tells nothing; when we stop nobody is offline', async () => {
    await open({ offlineAfter: 60_000 })
    for (let time = 0; time < 3; time += 1) {
      const client = await station()
      client.send(stationFrame({ QN: String(time) }, dust))
      await client.answered(1)
      client.close()
    }
    const { frames, broker } = running ?? {}
    await broker?.stop()
    const words = (await frames?.())?.filter(({ channel }) => channel === 'status')
    expect(words).toHaveLength(1)
  })

  it('is one of so many, and of so many that have not said who they are', async () => {
    const { observer } = await open({ strangersPerAddress: 2, connections: 3 })
    const [one] = [await station(), await station()]
    const third = await station()
    await third.ended()
    one?.send(stationFrame({}, dust))
    await one?.answered(1)
    await station()
    const fifth = await station()
    await fifth.ended()
    expect(observer.count('broker.accept-failed')).toBe(2)
  })
})
