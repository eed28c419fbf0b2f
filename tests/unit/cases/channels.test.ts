import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'

import { Aedes } from 'aedes'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { createMqttNotifier, reconnectPause } from '../../../cases/mqtt/notifier.ts'
import { createWebhookNotifier } from '../../../cases/webhook/notifier.ts'
import type { Unit } from '../../../cases/life/dispatch.ts'
import type { Notice } from '../../../cases/life/notice.ts'
import type { Receipt } from '../../../cases/ports.ts'
import type { CaseId, UnitId } from '../../../core/identity.ts'
import { start } from './fixtures.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { until } from '../../support/until.ts'

const observer = new RecordingObserver()
const notice = {
  id: 'C1/4',
  case: 'C1' as CaseId,
  title: { zh: '积水', en: 'Water' },
} as unknown as Notice
const unit = (webhook: string): Unit => ({
  id: 'drainage' as UnitId,
  name: { zh: '排水', en: 'Drainage' },
  duties: ['drainage'],
  cells: [],
  webhook,
})

describe('the webhook', () => {
  let server: Server
  let url: string
  let answer: { status: number; location?: string } | undefined
  const got: { headers: Record<string, unknown>; body: string }[] = []

  beforeEach(async () => {
    got.length = 0
    answer = { status: 204 }
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        got.push({ headers: request.headers, body })
        if (answer === undefined) return
        response.writeHead(answer.status, answer.location ? { location: answer.location } : {})
        response.end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, resolve))
    url = `http://localhost:${(server.address() as AddressInfo).port}/hook`
  })
  afterEach(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(resolve)
      }),
  )
  const notifier = (timeout = 1_000) =>
    createWebhookNotifier({ clock: new VirtualClock(start), secret: 'sixteen letters!', timeout })
  const open = new AbortController().signal

  test('posts the notice with a signature the receiver can check', async () => {
    await notifier().deliver(notice, unit(url), open)
    const [call] = got
    expect(JSON.parse(call?.body ?? '')).toEqual(notice)
    expect(call?.headers['content-type']).toBe('application/json')
    const [, time, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(
      String(call?.headers['x-urban-brain-signature']),
    ) ?? ['', '', '']
    expect(Number(time)).toBe(Math.floor(start / 1_000))
    const expected = createHmac('sha256', 'sixteen letters!').update(`${time}.${call?.body}`)
    expect(digest).toBe(expected.digest('hex'))
  })

  test.each([500, 404, 302])(
    'an answer of %i is a failure, and no redirect is followed',
    async (status) => {
      answer = { status, location: `${url}/elsewhere` }
      await expect(notifier().deliver(notice, unit(url), open)).rejects.toMatchObject({
        code: 'notice-failed',
      })
      expect(got).toHaveLength(1)
    },
  )

  test('silence and a closed port are failures that may end later', async () => {
    answer = undefined
    await expect(notifier(50).deliver(notice, unit(url), open)).rejects.toMatchObject({
      code: 'notice-failed',
      retry: 'later',
    })
    const nobody = unit('http://localhost:1/hook')
    await expect(notifier().deliver(notice, nobody, open)).rejects.toMatchObject({
      code: 'notice-failed',
    })
    const secret = unit('http://user:hidden@localhost:1/hook?key=hidden')
    await expect(notifier().deliver(notice, secret, open)).rejects.toMatchObject({
      code: 'notice-failed',
      message: expect.not.stringContaining('hidden') as string,
    })
    expect(notifier().serves({ ...nobody })).toBe(true)
  })
})

describe('the MQTT channel', () => {
  test('asks at once for a broker that has just gone, and seldom for one that is away for long', () => {
    const tries = [0]
    for (let at = 0; at < 600_000; tries.push(at)) at += reconnectPause(at)
    expect(tries.filter((at) => at <= 2_000)).toHaveLength(11)
    expect(tries.filter((at) => at > 60_000 && at <= 120_000)).toHaveLength(12)
    expect([0, 10_000, 600_000].map(reconnectPause)).toEqual([200, 1_000, 5_000])
  })

  test('publishes to the topic of the unit, and goes on when the broker comes back', async () => {
    const listen = async (port: number) => {
      const broker = await Aedes.createBroker()
      const taken: { topic: string; qos: number; payload: string }[] = []
      broker.on('publish', (packet, client) => {
        if (client !== null)
          taken.push({
            topic: packet.topic,
            qos: packet.qos,
            payload: packet.payload.toString(),
          })
      })
      broker.authenticate = (_, username, password, done) =>
        done(null, username === 'service' && password?.toString() === 'secret')
      const server = createTcpServer((socket) => broker.handle(socket))
      await new Promise<void>((resolve) => server.listen(port, resolve))
      const close = async () => {
        await new Promise<void>((resolve) => broker.close(() => resolve()))
        await new Promise<void>((resolve) => server.close(() => resolve()))
      }
      const say = (topic: string, payload: string) =>
        broker.publish(
          { cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false },
          () => {},
        )
      return { taken, close, say, port: (server.address() as AddressInfo).port }
    }
    const first = await listen(0)
    const notifier = createMqttNotifier({
      url: `mqtt://localhost:${first.port}`,
      username: 'service',
      password: 'secret',
      observer,
    })
    const { signal } = new AbortController()
    const deliver = () => notifier.deliver(notice, unit(''), signal)
    await expect(deliver()).rejects.toMatchObject({ code: 'notice-failed' })
    await notifier.start()
    await until(() => notifier.unready() === undefined, 'connected')
    const receipts: Receipt[] = []
    notifier.onReceipt?.((receipt) => receipts.push(receipt))
    expect(await deliver()).toBe('handed')
    for (const payload of ['{"notice":"C1/4","by":"crew-1","at":1}', 'no JSON', '{"notice":4}'])
      first.say('ub/v1/crew/drainage/receipts', payload)
    await until(() => receipts.length > 0, 'a receipt')
    expect(receipts).toEqual([{ notice: 'C1/4', to: 'drainage' }])
    expect(first.taken).toEqual([
      { topic: 'ub/v1/crew/drainage/notices', qos: 1, payload: JSON.stringify(notice) },
    ])
    await first.close()
    await until(() => notifier.unready() !== undefined, 'gone')
    await expect(deliver()).rejects.toMatchObject({ code: 'notice-failed', retry: 'later' })
    const second = await listen(first.port)
    await until(() => notifier.unready() === undefined, 'back')
    await deliver()
    expect(second.taken).toHaveLength(1)
    await notifier.stop()
    await second.close()
  })

  test('waits for a broker that opens later, and says at once that one refuses it', async () => {
    const broker = await Aedes.createBroker()
    const server = createTcpServer((socket) => broker.handle(socket))
    await new Promise<void>((resolve) => server.listen(0, resolve))
    const { port } = server.address() as AddressInfo
    await new Promise<void>((resolve) => server.close(() => resolve()))
    const heard = new RecordingObserver()
    const login = { username: 'service', password: 'secret', observer: heard }
    const notifier = createMqttNotifier({ url: `mqtt://localhost:${port}`, ...login })
    await notifier.start()
    const waits = () => /^waits for the broker: .*ECONNREFUSED/.test(notifier.unready() ?? '')
    await until(waits, 'waiting')
    expect(heard.count('component.failed')).toBe(0)
    broker.authenticate = (_client, _name, _password, done) =>
      done(Object.assign(new Error('not you'), { returnCode: 5 }), false)
    await new Promise<void>((resolve) => server.listen(port, resolve))
    await until(() => heard.count('component.failed') === 1, 'refused')
    expect(notifier.unready()).toMatch(/Not authorized/)
    await notifier.stop()
    await new Promise<void>((resolve) => broker.close(() => resolve()))
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })

  test('a broker that refuses the receipts is a warning, and notices go out all the same', async () => {
    const broker = await Aedes.createBroker()
    broker.authorizeSubscribe = (_client, _subscription, done) => done(null, null)
    const server = createTcpServer((socket) => broker.handle(socket))
    await new Promise<void>((resolve) => server.listen(0, resolve))
    const heard = new RecordingObserver()
    const notifier = createMqttNotifier({
      url: `mqtt://localhost:${(server.address() as AddressInfo).port}`,
      username: 'service',
      password: 'secret',
      observer: heard,
    })
    await notifier.start()
    await until(() => notifier.unready() === undefined, 'connected')
    expect(notifier.warning?.()).toContain('ub/v1/crew/+/receipts')
    expect(heard.count('component.failed')).toBe(1)
    expect(await notifier.deliver(notice, unit(''), new AbortController().signal)).toBe('handed')
    await notifier.stop()
    await new Promise<void>((resolve) => broker.close(() => resolve()))
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
})
