/** A persistent session, and what waits in it, outlive the broker: an orderly stop, and kill -9 at any moment. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { packet, publishPacket, RawClient, subscribePacket } from '../support/mqtt-raw.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const program = fileURLToPath(new URL('../support/broker-process.ts', import.meta.url))
const notices = 'ub/v1/crew/east/notices'
const crew = { userName: 'crew-east', clientId: 'crew-east/phone', password: 'crew', clean: false }
const notifier = { userName: 'notifier', password: 'notify' }

let folder: string
let child: ChildProcess | undefined

beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => end('SIGKILL'))

async function start(): Promise<number> {
  const started = spawn(process.execPath, ['--import', 'tsx', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child = started
  const [line] = (await once(started.stdout, 'data')) as [Buffer]
  return Number(line.toString())
}

async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const ending = child
  child = undefined
  if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return
  ending.kill(signal)
  await once(ending, 'exit')
}

/** Connects the crew; `present` is what CONNACK says of its session. */
async function comeBack(port: number) {
  const { client } = await RawClient.connect(port, crew)
  return { client, present: client.received[0]?.body[0] === 1 }
}

interface Delivery {
  readonly id: number
  readonly qos: number
  readonly repeated: boolean
  readonly text: string
}

const deliveries = (client: RawClient): readonly Delivery[] =>
  client.of(3).map(({ flags, body }) => {
    const qos = (flags >> 1) & 3
    const at = 2 + body.readUInt16BE(0)
    return {
      id: body.readUInt16BE(at),
      qos,
      repeated: (flags & 8) !== 0,
      text: body.subarray(at + 2).toString(),
    }
  })

const number = (id: number) => Buffer.from([id >> 8, id & 0xff])

describe.each(['SIGTERM', 'SIGKILL'] as const)('after %s', (signal) => {
  it('a crew that was away finds what came, of QoS 1 and 2', async () => {
    const first = await start()
    const { client: phone, present } = await comeBack(first)
    expect(present).toBe(false)
    phone.send(subscribePacket(1, [notices], 2))
    await phone.until(() => phone.of(9).length === 1)
    phone.end()
    const { client: sender } = await RawClient.connect(first, notifier)
    sender.send(publishPacket({ topic: notices, payload: 'one', qos: 1, id: 1 }))
    sender.send(publishPacket({ topic: notices, payload: 'two', qos: 2, id: 2 }))
    await sender.until(() => sender.of(4).length === 1 && sender.of(5).length === 1)
    await end(signal)

    const back = await comeBack(await start())
    expect(back.present).toBe(true)
    await back.client.until(() => back.client.of(3).length === 2)
    expect(deliveries(back.client)).toMatchObject([
      { qos: 1, repeated: false, text: 'one' },
      { qos: 2, repeated: false, text: 'two' },
    ])
    back.client.end()
  })

  it('what a crew had not acknowledged comes again under its number', async () => {
    const first = await start()
    const { client: phone } = await comeBack(first)
    phone.send(subscribePacket(1, [notices], 2))
    await phone.until(() => phone.of(9).length === 1)
    const { client: sender } = await RawClient.connect(first, notifier)
    for (const [index, text] of ['acknowledged', 'received', 'released'].entries()) {
      sender.send(publishPacket({ topic: notices, payload: text, qos: 2, id: index + 1 }))
    }
    await phone.until(() => phone.of(3).length === 3)
    const [done, received, released] = deliveries(phone).map(({ id }) => id)
    phone.send(packet(0x50, number(done ?? 0)), packet(0x50, number(released ?? 0)))
    await phone.until(() => phone.of(6).length === 2)
    phone.send(packet(0x70, number(done ?? 0)))
    phone.send(packet(0xc0))
    await phone.until(() => phone.of(13).length === 1)
    // What was put before this is acknowledged is durable with it.
    sender.send(publishPacket({ topic: notices, payload: 'last', qos: 1, id: 9 }))
    await sender.until(() => sender.acknowledged.includes(9))
    await phone.until(() => phone.of(3).length === 4)
    const last = deliveries(phone).at(-1)?.id
    await end(signal)

    const back = await comeBack(await start())
    await back.client.until(() => back.client.of(3).length === 2 && back.client.of(6).length === 1)
    expect(deliveries(back.client)).toEqual([
      { id: received, qos: 2, repeated: true, text: 'received' },
      { id: last, qos: 1, repeated: true, text: 'last' },
    ])
    expect(back.client.of(6).map(({ id }) => id)).toEqual([released])
    back.client.end()
  })
})

it('nothing that was acknowledged to its sender is lost to kill -9 in the middle', async () => {
  const first = await start()
  const { client: phone } = await comeBack(first)
  phone.send(subscribePacket(1, [notices], 1))
  await phone.until(() => phone.of(9).length === 1)
  phone.end()
  const { client: sender } = await RawClient.connect(first, notifier)
  for (let id = 1; id <= 900; id++) {
    sender.send(publishPacket({ topic: notices, payload: String(id), id }))
  }
  await sender.until(() => sender.acknowledged.length >= 100)
  await end('SIGKILL')
  await sender.until(() => sender.closed)
  const acknowledged = sender.acknowledged.map(String)

  const back = await comeBack(await start())
  await back.client.until(() => back.client.of(3).length >= acknowledged.length)
  const found = new Set(deliveries(back.client).map(({ text }) => text))
  expect(acknowledged.filter((text) => !found.has(text))).toEqual([])
  back.client.end()
})
