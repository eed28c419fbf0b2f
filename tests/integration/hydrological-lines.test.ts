/** What the listener says to lines of SL 651 that are no plain reports: answers to questions (M4), pictures, relays. */
import { describe, expect, it } from 'vitest'

import type { Frame as LogFrame } from '../../core/frame.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Frame } from '../../core/sl651/frame.ts'
import { hydrologicalEdge, saidBy } from '../support/hydrological-edge.ts'
import { at, run } from '../support/normalise-stage.ts'
import { hydrologicalFrame } from '../support/station-client.ts'

const river = 'F1F1001234567848F0F0260315083039230000012738121115'
const { open, station, told, data } = hydrologicalEdge()
/** Frames with data, as of a station that the stage of readings knows, at its time. */
const asOf = (source: string, frames: readonly LogFrame[]) =>
  frames.flatMap((frame) =>
    frame.channel === 'telemetry' ? { ...frame, source: source as DeviceId, receivedAt: at } : [],
  )

describe('an answer to a question (M4)', () => {
  const whole = Buffer.from(`0003260315083005${river}`, 'hex')
  const part = (command: number, number: number, ending: Frame['ending'] = 'etb') =>
    hydrologicalFrame(
      { command, packet: { count: 2, number }, ending },
      whole.subarray((number - 1) * 20, number === 2 ? undefined : 20),
    )

  it.each([0x37, 0x38, 0x3a])(
    '%i with data is taken like a report, in one frame and in packets',
    async (command) => {
      const { observer, frames } = await open()
      const client = await station()
      client.send(hydrologicalFrame({ command }, river))
      client.send(part(command, 1)).send(part(command, 2, 'etx'))
      expect((await client.answered(2)).map(saidBy)).toEqual([
        { command, ending: 'eot', packet: undefined, serial: '0003' },
        { command, ending: 'eot', packet: { count: 2, number: 2 }, serial: '0003' },
      ])
      expect(observer.count('sl651.frame', 'data')).toBe(2)
      // A second time by packets: the same fact.
      const { accounting } = run(asOf('rv-1', await frames()))
      expect(accounting).toMatchObject({ readings: 1, duplicates: 1, deadLetters: 0 })
    },
  )

  it('about settings or records of events is counted and nothing else, in packets too', async () => {
    const { observer } = await open()
    const client = await station()
    client.send(hydrologicalFrame({ command: 0x41 }, ''))
    client.send(part(0x50, 1)).send(part(0x50, 2, 'etx'))
    client.send(hydrologicalFrame({}, river))
    expect((await client.answered(1)).map(saidBy)).toMatchObject([{ command: 0x32 }])
    expect(observer.count('sl651.frame', 'other')).toBe(3)
    expect(await data()).toHaveLength(1)
  })
})

describe('a picture', () => {
  const head = Buffer.from('0004260315083005F1F1001234567848F0F02603150830F3F3FFD8', 'hex')
  const sent = (size: number, number: number, count: number) =>
    hydrologicalFrame(
      {
        ...{ command: 0x36, packet: { count, number } },
        ending: number === count ? 'etx' : 'etb',
      },
      number === 1 ? Buffer.concat([head, Buffer.alloc(size, 0xaa)]) : Buffer.alloc(size, number),
    )

  it('in packets is confirmed once and a dead letter with all its bytes', async () => {
    const { frames } = await open()
    const client = await station()
    for (let number = 1; number <= 4; number += 1) client.send(sent(1_000, number, 4))
    expect((await client.answered(1)).map(saidBy)).toEqual([
      { command: 0x36, ending: 'eot', packet: { count: 4, number: 4 }, serial: '0004' },
    ])
    const { readings, deadLetters } = run(asOf('rv-1', await frames()))
    expect(readings.filter((one) => 'observedAt' in one)).toEqual([])
    const [letter] = deadLetters
    expect(letter).toMatchObject({ reason: 'no-decoder', protocol: 'sl651' })
    expect(Buffer.from(letter?.body ?? '', 'base64').length).toBeGreaterThan(4_000)
  })

  it('of more bytes than wait for it is refused and not confirmed, and reports behind it are taken', async () => {
    const { observer } = await open()
    const client = await station()
    const count = 18
    for (let number = 1; number <= count; number += 1) client.send(sent(4_000, number, count))
    client.send(hydrologicalFrame({}, river))
    expect((await client.answered(1)).map(saidBy)).toMatchObject([{ command: 0x32 }])
    expect(observer.count('sl651.refused', 'payload-too-large')).toBe(2)
    expect((await told()).flatMap(({ refused }) => refused ?? [])).toEqual([
      'payload-too-large',
      'payload-too-large',
    ])
  })
})

describe('a relay', () => {
  const body = (address: string, level: string) => `F1F1${address}48F0F0260315083039230000${level}`
  const others = ['0012345671', '0012345672']

  it('speaks for several stations on one line, each confirmed for itself, their packets mixed', async () => {
    const { registry } = await open()
    for (const [index, stationAddress] of others.entries())
      registry.station(`wl-${index}`, '1234', { stationAddress })
    const client = await station()
    const packet = (address: string, number: number) =>
      hydrologicalFrame(
        {
          ...{ station: address, packet: { count: 2, number } },
          ending: number === 2 ? 'etx' : 'etb',
        },
        Buffer.from(`0003260315083005${body(address, '0127')}`, 'hex').subarray(
          ...(number === 1 ? [0, 20] : [20]),
        ),
      )
    for (const number of [1, 2]) for (const address of others) client.send(packet(address, number))
    const answers = await client.answered(2)
    expect(answers.map(({ station: address, ending }) => `${address} ${ending}`)).toEqual(
      others.map((address) => `${address} eot`),
    )
    expect((await data()).map(({ source }) => source)).toEqual(['wl-0', 'wl-1'])
  })

  it('keeps its line though a station behind it is unknown, but not with a wrong password', async () => {
    const { observer } = await open()
    const client = await station()
    client.send(hydrologicalFrame({}, river))
    client.send(hydrologicalFrame({ station: '0099999999' }, river))
    client.send(hydrologicalFrame({ command: 0x33 }, river))
    expect((await client.answered(2)).map(saidBy)).toMatchObject([
      { command: 0x32 },
      { command: 0x33 },
    ])
    expect(observer.count('sl651.refused', 'unknown-station')).toBe(1)
    expect((await told()).flatMap(({ refused }) => refused ?? [])).toEqual(['unknown-station'])
    client.send(hydrologicalFrame({ password: '4321' }, river))
    await client.ended()
    expect(observer.count('sl651.closed', 'refused')).toBe(1)
  })

  it('that puts two stations in one message has a reading of the first and a letter of the other', async () => {
    const { frames } = await open()
    const client = await station()
    client.send(hydrologicalFrame({}, `${river}${body('0099999999', '0555')}`))
    await client.answered(1)
    const { readings, deadLetters, accounting } = run(asOf('rv-1', await frames()))
    expect(readings.filter((one) => 'observedAt' in one)).toHaveLength(1)
    expect(deadLetters).toMatchObject([{ reason: 'not-your-device' }])
    expect(accounting).toMatchObject({ readings: 1, deadLetters: 1 })
  })
})
