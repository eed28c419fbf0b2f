/** A connection breaks at a bad moment: what its client had said counts, and what it had not taken is sent again. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'

import { slowJournal } from '../support/slow-journal.ts'
import { hashOf, startBroker, type TestBroker } from '../support/mqtt-broker.ts'
import { listenTo } from '../support/mqtt-ear.ts'
import { packet, RawClient, subscribePacket, type ConnectOptions } from '../support/mqtt-raw.ts'
import { until } from '../support/until.ts'

const notices = 'ub/v1/crew/east/notices'
const filter = 'ub/v1/crew/east/#'
const word = 'ub/v1/crew/east/word'
const serviceTokens = [
  { name: 'notifier', tokenHash: hashOf('notify'), publish: ['ub/v1/crew/+/notices'] },
  {
    name: 'crew-east',
    tokenHash: hashOf('crew'),
    publish: [word],
    subscribe: ['ub/v1/crew/east/#'],
  },
  { name: 'wall', tokenHash: hashOf('wall'), subscribe: [word] },
].map((one) => ({ publish: [], subscribe: [], ...one }))

let running: TestBroker
afterEach(async () => {
  vi.restoreAllMocks()
  await running[Symbol.asyncDispose]()
})

async function phone(options: ConnectOptions = {}): Promise<RawClient> {
  const crew = { userName: 'crew-east', password: 'crew', clientId: 'crew-east/phone' }
  const { client, code } = await RawClient.connect(running.port, {
    ...crew,
    clean: false,
    ...options,
  })
  expect(code).toBe(0)
  return client
}

async function subscribed(): Promise<void> {
  const client = await phone()
  client.send(subscribePacket(1, [filter], 1))
  await client.until(() => client.of(9).length > 0)
  client.send(disconnect)
  await gone()
}

const gone = () => until(() => running.broker.sessions() === 0)

async function say(payloads: readonly (string | Buffer)[]): Promise<void> {
  const { client } = await listenTo(running.port, { username: 'notifier', password: 'notify' })
  for (const payload of payloads) await client.publishAsync(notices, payload, { qos: 1 })
  await client.endAsync()
  await gone()
}

/** While the disk stands still. */
const unanswered = [2, 3, 4, 5].map((id) => subscribePacket(id, [`ub/v1/crew/east/${id}`]))
const disconnect = packet(0xe0)
const puback = (id: number): Buffer => packet(0x40, Buffer.from([id >> 8, id & 0xff]))

/** The notices that came: number on the wire, and the first word of each. */
const heard = (client: RawClient) =>
  client.of(3).map(({ body }) => {
    const at = 2 + body.readUInt16BE(0)
    return {
      id: body.readUInt16BE(at),
      said: body
        .subarray(at + 2)
        .toString()
        .split(' ', 1)[0],
    }
  })

const saidTo = async (count: number): Promise<readonly (string | undefined)[]> => {
  const client = await phone()
  await client.until(() => client.of(3).length >= count)
  await delay(50)
  client.end()
  return heard(client).map(({ said }) => said)
}

it('what is acknowledged while a long queue is still being sent is not sent again', async () => {
  running = await startBroker({ config: { serviceTokens, queueBytes: 64_000_000 } })
  await subscribed()
  const long = ' '.repeat(200_000)
  const words = Array.from({ length: 100 }, (_, index) => `${index}`)
  await say(words.map((one) => `${one}${long}`))

  const slow = await phone()
  await slow.until(() => slow.of(3).length >= 3)
  // Nothing more is taken off the wire: the queue cannot get out.
  slow.socket.pause()
  const first = heard(slow).slice(0, 3)
  slow.send(...first.map(({ id }) => puback(id)))
  await delay(100)
  slow.end()
  await gone()

  expect(await saidTo(97)).toEqual(words.slice(3))
})

it('what came before a connection broke is served, though something before it still waits', async () => {
  const { journal, stall, free } = slowJournal()
  running = await startBroker({ config: { serviceTokens }, journal })
  await subscribed()
  await say(['a', 'b', 'c'])

  const client = await phone()
  await client.until(() => client.of(3).length === 3)
  stall()
  client.send(...unanswered)
  await delay(50)
  client.send(...heard(client).map(({ id }) => puback(id)))
  await delay(50)
  client.socket.resetAndDestroy()
  await gone()
  free()

  await say(['d'])
  expect(await saidTo(1)).toEqual(['d'])
})

it('who took its leave before the connection broke leaves no will', async () => {
  const { journal, stall, free } = slowJournal()
  running = await startBroker({ config: { serviceTokens }, journal })
  const wall = await listenTo(running.port, { username: 'wall', password: 'wall' })
  await wall.client.subscribeAsync(word)
  for (const last of [disconnect, Buffer.alloc(0)]) {
    const payload = last.length > 0 ? 'with leave' : 'without'
    const client = await phone({ will: { topic: word, payload } })
    stall()
    client.send(...unanswered)
    await delay(50)
    client.send(last)
    await delay(50)
    client.socket.resetAndDestroy()
    await until(() => running.broker.sessions() === 1)
    free()
  }
  await until(() => wall.heard.length > 0)
  expect(wall.heard).toEqual(['without'])
  await wall.client.endAsync()
})

it('what comes new has none of the numbers of what was sent before', async () => {
  // Every connection of aedes begins with the number 1.
  vi.spyOn(Math, 'random').mockReturnValue(1e-9)
  running = await startBroker({ config: { serviceTokens } })
  await subscribed()
  await say(['a', 'b'])
  const first = await phone()
  await first.until(() => first.of(3).length === 2)
  expect(heard(first).map(({ id }) => id)).toEqual([1, 2])
  first.end()
  await gone()
  await say(['c'])
  const again = await phone()
  await again.until(() => again.of(3).length === 3)
  again.end()
  expect(heard(again)).toEqual([
    { id: 1, said: 'a' },
    { id: 2, said: 'b' },
    { id: 3, said: 'c' },
  ])
})
