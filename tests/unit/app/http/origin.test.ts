/** A browser adds the cookie to whatever a page asks: only the own pages may change something by it. */
import { afterAll, beforeAll, expect, test } from 'vitest'

import { startDeskServer, type DeskServer } from '../../../support/desk-server.ts'

const token = 'of-an-administrator'
let desk: DeskServer
let cookie: string
beforeAll(async () => {
  desk = await startDeskServer({ tokens: [{ name: 'a', role: 'administrator', token }] })
  cookie = await desk.signIn(token)
})
afterAll(() => desk[Symbol.asyncDispose]())

/** A file that imports a device may be sent by any page without asking first (text/plain). */
const change = async (headers: Record<string, string>): Promise<number> => {
  const answer = await desk.ask('/v1/devices/import?format=csv&dryRun=true', {
    method: 'POST',
    headers: { 'content-type': 'text/plain', ...headers },
    body: 'nothing',
  })
  await answer.text()
  return answer.status
}
const refused = 403
/** It was let in and looked at. */
const taken = 400

test('another port of the same host is another origin', async () => {
  const own = new URL(desk.url)
  expect(await change({ cookie, origin: own.origin })).toBe(taken)
  for (const origin of [
    `http://127.0.0.1:${Number(own.port) + 1}`,
    'http://127.0.0.1',
    `https://${own.host}`,
    `http://localhost:${own.port}`,
    'https://evil.example',
    'null',
    '',
  ])
    expect.soft([origin, await change({ cookie, origin })]).toEqual([origin, refused])
})

test('what the browser says of the page comes before the origin it names', async () => {
  const { origin } = new URL(desk.url)
  expect(await change({ cookie, 'sec-fetch-site': 'same-origin' })).toBe(taken)
  for (const site of ['same-site', 'cross-site', 'none'])
    expect(await change({ cookie, origin, 'sec-fetch-site': site })).toBe(refused)
})

test('who says nothing has no browser, and needs a token', async () => {
  expect(await change({ cookie })).toBe(refused)
  expect(await change({ authorization: `Bearer ${token}` })).toBe(taken)
})

test('a page elsewhere signs nobody in or out', async () => {
  const session = (method: string, headers: Record<string, string>) =>
    desk.ask('/v1/session', {
      method,
      headers: { origin: 'https://evil.example', ...headers },
      ...(method === 'POST' ? { body: JSON.stringify({ token }) } : {}),
    })
  expect((await session('POST', { 'content-type': 'application/json' })).status).toBe(refused)
  expect((await session('DELETE', { cookie })).status).toBe(refused)
  expect((await desk.ask('/v1/session', { headers: { cookie } })).status).toBe(200)
})

test('the name that a stranger gives for our host counts only from a trusted proxy', async () => {
  const forwarded = {
    origin: 'https://brain.example',
    'x-forwarded-host': 'brain.example',
    'x-forwarded-proto': 'https',
  }
  expect(await change({ cookie, ...forwarded })).toBe(refused)
  await using behind = await startDeskServer({
    tokens: [{ name: 'a', role: 'administrator', token }],
    settings: { http: { trustedProxies: ['127.0.0.0/8'] } },
  })
  const mine = await behind.signIn(token)
  const ask = async (headers: Record<string, string>) => {
    const path = '/v1/devices/import?format=csv'
    return (await behind.ask(path, { method: 'POST', headers, body: 'nothing' })).status
  }
  expect(await ask({ cookie: mine, ...forwarded })).toBe(taken)
  expect(await ask({ cookie: mine, ...forwarded, origin: 'https://evil.example' })).toBe(refused)
})
