/** Live feeds are shared: nobody who opens many takes them from those who have few. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import { unitIdSchema } from '../../../../core/identity.ts'
import { startDeskServer, type DeskServer } from '../../../support/desk-server.ts'

const unit = (id: string) => unitIdSchema.parse(id)
const tokens = [
  { name: 'operator', role: 'operator' as const, token: 'of-an-operator' },
  { name: 'crew-a', role: 'crew' as const, unit: unit('lj-water-supply'), token: 'of-a-crew' },
  { name: 'crew-b', role: 'crew' as const, unit: unit('lj-drainage'), token: 'of-b-crew' },
]
const cases = { feed: { clients: 12, perToken: 8, heartbeat: '200ms' } }

let desk: DeskServer
beforeAll(async () => {
  desk = await startDeskServer({ tokens, settings: { cases } })
})
afterAll(() => desk[Symbol.asyncDispose]())

const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

interface Heard {
  text: string
  ended: boolean
}

/** A feed over a socket of its own, and what came of it so far; returns with its first words. */
async function listen(proof: string): Promise<Heard> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(desk.url).port) })
  sockets.push(socket)
  const heard = { text: '', ended: false }
  socket.on('data', (chunk) => (heard.text += chunk.toString()))
  socket.on('error', () => {})
  socket.on('close', () => (heard.ended = true))
  socket.write(`GET /v1/feed HTTP/1.1\r\nhost: a\r\n${proof}\r\n\r\n`)
  await once(socket, 'data')
  return heard
}
const bearer = (token: string): string => `authorization: Bearer ${token}`
const got = ({ text }: Heard): boolean => text.startsWith('HTTP/1.1 200')
const standing = (feeds: readonly Heard[]): number => feeds.filter(({ ended }) => !ended).length

test('a crew that opens all it can leaves room for the operator and the other crew', async () => {
  const flood: Heard[] = []
  for (let n = 0; n < 30; n += 1) flood.push(await listen(bearer('of-a-crew')))
  await expect.poll(() => standing(flood)).toBe(8)
  // The newest ones stay, and who had to go does not come back at once.
  expect(flood.slice(-8).every(({ ended }) => !ended)).toBe(true)
  expect(flood[0]?.text).toContain('retry: 30000')
  const operator = await listen(bearer('of-an-operator'))
  const others: Heard[] = []
  for (let n = 0; n < 8; n += 1) others.push(await listen(bearer('of-b-crew')))
  expect([operator, ...others].every(got)).toBe(true)
  for (let n = 0; n < 10; n += 1) flood.push(await listen(bearer('of-a-crew')))
  await expect.poll(() => standing([...flood, ...others, operator])).toBe(12)
  expect(operator.ended).toBe(false)
  expect(standing(others)).toBeGreaterThanOrEqual(5)
})

test('a feed ends with the session that opened it', async () => {
  const cookie = await desk.signIn('of-an-operator')
  const [mine, other] = [
    await listen(`cookie: ${cookie}`),
    await listen(`cookie: ${await desk.signIn('of-an-operator')}`),
  ]
  expect([mine, other].every(got)).toBe(true)
  const headers = { cookie, origin: desk.url }
  expect((await desk.ask('/v1/session', { method: 'DELETE', headers })).status).toBe(204)
  await expect.poll(() => mine.ended).toBe(true)
  expect(other.ended).toBe(false)
})

test('a feed that waits behind another answer of its connection ends with the connection', async () => {
  await expect.poll(() => desk.feeds()).toBe(0)
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(desk.url).port) })
  sockets.push(socket)
  socket.on('error', () => {})
  const asking = `GET /v1/feed HTTP/1.1\r\nhost: a\r\n${bearer('of-an-operator')}\r\n\r\n`
  socket.write(asking.repeat(3))
  await expect.poll(() => desk.feeds()).toBe(3)
  socket.destroy()
  await expect.poll(() => desk.feeds()).toBe(0)
})
