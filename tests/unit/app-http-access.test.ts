import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { assemble } from '../../app/assemble.ts'
import { loadConfig } from '../../app/config.ts'
import { openBackends } from '../../app/engines.ts'
import type { HttpServer } from '../../app/http/server.ts'
import { createObserver } from '../../app/observer.ts'
import { accessTokens } from '../../app/tokens.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'

const token = 'a-token-of-an-administrator'
/** The probes, the files of the pages, and signing in and out. */
const open = new Set(['/health/live', '/health/ready', '/*'])
const opens = (method: string, url: string): boolean =>
  open.has(url) || (url === '/v1/session' && ['POST', 'DELETE'].includes(method))

let http: HttpServer
let folder: string
const endings: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'urban-brain-'))
  endings.push(() => rm(folder, { recursive: true, force: true }))
  const overrides = { data: folder, city: 'deploy/sample-city', http: { port: 0 } }
  const config = loadConfig({ environment: {}, overrides })
  const observer = createObserver({ destination: join(folder, 'log.json'), level: 'error' }, 'test')
  const backends = await openBackends(config, observer)
  endings.push(async () => backends[Symbol.asyncDispose]())
  const assembly = await assemble({
    roles: new Set(['api']),
    config,
    backends,
    observer,
    catalogue: 'rules/catalogue',
    tokens: accessTokens([{ name: 'a', role: 'administrator', token }]),
    services: [],
    notifier: { url: 'mqtt://127.0.0.1:1', clientId: 'n', username: 'n', password: 't' },
    board: () => Promise.resolve([]),
    threads: [],
  })
  if (assembly.http === undefined) throw new Error('the role api has no HTTP server')
  http = assembly.http
  await http.start()
  endings.push(() => http.stop())
})

afterAll(async () => {
  for (const end of endings.reverse()) await end()
})

/** What the route answers to a request that fits nothing: query, parameters and body are all wrong. */
async function ask(method: string, url: string, headers: Readonly<Record<string, string>>) {
  const path = url.replaceAll(/:\w+/g, '%20').replaceAll('*', 'x')
  const response = await fetch(`${http.url()}${path}?limit=nonsense&after=x`, {
    method,
    headers: { ...headers, ...(method === 'POST' ? { 'content-type': 'application/json' } : {}) },
    ...(method === 'POST' ? { body: '{not json' } : {}),
    redirect: 'manual',
  })
  const text = await response.text()
  return { status: response.status, text }
}

describe('the HTTP API', () => {
  it('has the routes it is known for', () => {
    const urls = new Set(http.routes().map(({ url }) => url))
    for (const url of ['/v1/cases', '/v1/devices', '/v1/rules', '/v1/feed', '/metrics', '/docs'])
      expect(urls).toContain(url)
    expect(urls).toContain('/docs/json')
    expect(http.routes().length).toBeGreaterThan(30)
  })

  it('asks for a token at every route but those for everybody, before it looks at the request', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Basic YTph' }])
      for (const { method, url } of http.routes()) {
        if (opens(method, url)) continue
        const { status, text } = await ask(method, url, headers)
        expect.soft({ method, url, status }).toEqual({ method, url, status: 401 })
        if (method !== 'HEAD') expect.soft(text).toContain('"code":"unauthenticated"')
      }
  })

  it('answers the probes to everybody', async () => {
    expect((await fetch(`${http.url()}/health/live`)).status).toBe(200)
    expect((await fetch(`${http.url()}/health/ready`)).status).toBe(200)
  })

  it('looks at the request once the token is known', async () => {
    const headers = { authorization: `Bearer ${token}` }
    for (const url of ['/v1/cases', '/v1/devices'])
      expect((await ask('GET', url, headers)).status).toBe(400)
    expect((await ask('POST', '/v1/cases', headers)).status).toBe(400)
  })

  it('signs a person in with a cookie that only the own pages can use', async () => {
    const sign = (given: string) =>
      fetch(`${http.url()}/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token: given }),
      })
    expect((await sign('wrong')).status).toBe(401)
    const signed = await sign(token)
    expect(await signed.json()).toEqual({ name: 'a', role: 'administrator' })
    const told = signed.headers.get('set-cookie') ?? ''
    expect(told).toContain('HttpOnly; SameSite=Strict')
    const cookie = told.split(';')[0] ?? ''
    const who = await fetch(`${http.url()}/v1/session`, { headers: { cookie } })
    expect(await who.json()).toEqual({ name: 'a', role: 'administrator' })
    const change = (site: string) =>
      fetch(`${http.url()}/v1/dead-letters/redrive`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', 'sec-fetch-site': site },
        body: '{"limit":1}',
      })
    expect((await change('same-origin')).status).toBe(200)
    expect((await change('cross-site')).status).toBe(403)
    expect((await change('same-site')).status).toBe(403)
    const out = await fetch(`${http.url()}/v1/session`, { method: 'DELETE', headers: { cookie } })
    expect(out.headers.get('set-cookie')).toContain('session=; Max-Age=0')
  })

  it('refuses to try tokens without end', async () => {
    const statuses = new Set<number>()
    for (let turn = 0; turn < 80; turn++) {
      const response = await fetch(`${http.url()}/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"token":"guess"}',
      })
      statuses.add(response.status)
    }
    expect([...statuses]).toEqual([401, 429])
  })

  it('tells the pages about the city, and lets them load nothing from elsewhere', async () => {
    const headers = { authorization: `Bearer ${token}` }
    const city = await fetch(`${http.url()}/v1/city`, { headers })
    expect(await city.json()).toMatchObject({
      zone: 'Asia/Shanghai',
      map: {},
      kinds: { water: { zh: '水位' } },
      quantities: { depth: { unit: 'cm' } },
    })
    const policy = city.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'self'")
    expect(policy).not.toMatch(/http|unsafe/)
    const grid = await fetch(`${http.url()}/v1/grid`, { headers })
    expect(await grid.json()).toMatchObject({ type: 'FeatureCollection' })
    const etag = grid.headers.get('etag') ?? ''
    const again = await fetch(`${http.url()}/v1/grid`, {
      headers: { ...headers, 'if-none-match': etag },
    })
    expect(again.status).toBe(304)
  })

  it('takes the token from the address where no header can be sent, and for /docs as a cookie', async () => {
    const { status } = await fetch(`${http.url()}/v1/cases?access_token=${token}`)
    expect(status).toBe(200)
    const docs = await fetch(`${http.url()}/docs/json?access_token=${token}`)
    expect(docs.status).toBe(200)
    const cookie = docs.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect(docs.headers.get('set-cookie')).toContain('Path=/docs; HttpOnly; SameSite=Strict')
    expect((await fetch(`${http.url()}/docs/json`, { headers: { cookie } })).status).toBe(200)
    expect((await fetch(`${http.url()}/v1/cases`, { headers: { cookie } })).status).toBe(401)
    expect((await fetch(`${http.url()}/v1/cases?access_token=wrong`)).status).toBe(401)
  })
})
