/** docs/security.md says which role opens which route; here every route that the server has is asked with every role. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { configSchema } from '../../../../app/config.ts'
import { createAccess } from '../../../../app/http/access.ts'
import { probes } from '../../../../app/http/probes.ts'
import { createHttpServer } from '../../../../app/http/server.ts'
import { accessTokens, issueTokens, readIssuedTokens } from '../../../../app/tokens.ts'
import { deskRoles, roles } from '../../../../core/actor.ts'
import { silentObserver } from '../../../../core/observer.ts'
import { realClock } from '../../../support/clocks.ts'
import { unitIdSchema } from '../../../../core/identity.ts'
import { startDeskServer, type DeskServer } from '../../../support/desk-server.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const everybody = 'everybody'
const unit = unitIdSchema.parse('lj-water-supply')
const tokens = roles.map((role) => ({
  name: role,
  role,
  token: `the-token-of-a-${role}`,
  ...(role === 'crew' ? { unit } : {}),
}))

let desk: DeskServer
beforeAll(async () => {
  desk = await startDeskServer({ tokens })
})
afterAll(() => desk[Symbol.asyncDispose]())

/** Of each route, by `METHOD /address`, the words of its cell. */
async function told(): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await readFile('docs/security.md', 'utf8')
  const section = text.split('\n## Roles and routes\n')[1]?.split('\n## ')[0] ?? ''
  const rows = section.matchAll(/^\| `([A-Z]+ \/\S*)` \| ([a-z ]+) \|$/gm)
  return new Map([...rows].map(([, route = '', words = '']) => [route, words.trim().split(' ')]))
}

/** The pages of `/docs` are one row. */
const rowOf = (method: string, url: string): string =>
  `${method === 'HEAD' ? 'GET' : method} ${url.startsWith('/docs') ? '/docs' : url}`

/** What the route says to a request that fits nothing: only whether it lets the role in is looked at. */
async function letsIn(method: string, url: string, token?: string): Promise<boolean> {
  const path = url.replaceAll(/:\w+/g, 'x').replaceAll('*', 'x')
  const sent = method === 'POST' && url !== '/v1/session'
  const { status } = await desk.ask(`${path}?limit=nonsense&after=x&date=x`, {
    method,
    ...(token === undefined ? {} : { token }),
    ...(sent ? { headers: { 'content-type': 'application/json' }, body: '{' } : {}),
  })
  return status !== 401 && status !== 403
}

test('every route lets in the roles that docs/security.md names, and no other', async () => {
  const table = await told()
  const rows = new Set(desk.routes.map(({ method, url }) => rowOf(method, url)))
  // The files of the pages: there once they are built.
  rows.add('GET /*')
  expect([...table.keys()].toSorted()).toEqual([...rows].toSorted())
  for (const { method, url } of desk.routes) {
    const words = table.get(rowOf(method, url)) ?? []
    const open = words.flatMap((word) => (word === 'desks' ? deskRoles : [word]))
    const found: string[] = (await letsIn(method, url)) ? [everybody] : []
    for (const { role, token } of tokens) if (await letsIn(method, url, token)) found.push(role)
    const wanted = open.includes(everybody) ? [everybody, ...roles] : open
    expect.soft([method, url, ...found.toSorted()]).toEqual([method, url, ...wanted.toSorted()])
  }
})

test('the reader of the metrics gets a role that reads nothing else, also where it had a wider one', async () => {
  const file = join(await temporaryFolder(), 'tokens.json')
  const before = { name: 'prometheus', role: 'service', token: 'issued-before' }
  const other = { name: 'hotline', role: 'service', token: 'of-another' }
  await writeFile(file, JSON.stringify([before, other]))
  expect(readIssuedTokens(file)).toEqual([{ ...before, role: 'metrics' }, other])
  const issued = issueTokens(file, [unit])
  expect(issued.find(({ name }) => name === 'prometheus')).toMatchObject({
    role: 'metrics',
    token: 'issued-before',
  })
  expect(issued.find(({ name }) => name === 'wall')).toMatchObject({ role: 'wall' })
})

test('a wall screen sees the city and changes nothing, and the metrics token sees no case', async () => {
  const [wall, metrics] = ['the-token-of-a-wall', 'the-token-of-a-metrics']
  for (const path of ['/v1/cases', '/v1/alarms', '/v1/devices', '/v1/city', '/v1/summary']) {
    expect((await desk.ask(path, { token: wall })).status).toBe(200)
    expect((await desk.ask(path, { token: metrics })).status).toBe(403)
  }
  expect((await desk.ask('/metrics', { token: metrics })).status).toBe(200)
  const comment = { method: 'POST', headers: { 'content-type': 'application/json' } }
  const body = JSON.stringify({ command: 'comment', text: 'seen' })
  for (const token of [wall, metrics])
    expect((await desk.ask('/v1/cases/C1/commands', { ...comment, token, body })).status).toBe(403)
})

test('a process that serves no API has health and metrics alone, under the same bounds', async () => {
  const access = createAccess(accessTokens(tokens))
  const { http: bounds } = configSchema.parse({})
  const board = () => Promise.resolve([])
  const server = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    clock: realClock,
    bounds,
    access,
    observer: silentObserver,
    routes: [probes({ access, board, metrics: board, threads: [], now: () => 0 })],
  })
  await server.start()
  const ask = async (path: string, token?: string, body?: Uint8Array) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const method = body === undefined ? 'GET' : 'POST'
    return (await fetch(`${server.url()}${path}`, { method, headers, ...(body && { body }) }))
      .status
  }
  try {
    expect(await ask('/health/live')).toBe(200)
    expect(await ask('/metrics')).toBe(401)
    expect(await ask('/metrics', 'the-token-of-a-crew')).toBe(403)
    expect(await ask('/metrics', 'the-token-of-a-metrics')).toBe(200)
    expect(await ask('/v1/cases', 'the-token-of-a-operator')).toBe(404)
    expect(await ask('/metrics', undefined, new Uint8Array(20 * 2 ** 20))).toBe(404)
  } finally {
    await server.stop()
  }
})
