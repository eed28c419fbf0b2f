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
const open = new Set(['/health/live', '/health/ready'])

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

  it('asks for a token at every route but the probes, before it looks at the request', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Basic YTph' }])
      for (const { method, url } of http.routes()) {
        if (open.has(url)) continue
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
