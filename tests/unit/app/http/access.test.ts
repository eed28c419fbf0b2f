import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startDeskServer, type DeskServer } from '../../../support/desk-server.ts'

const token = 'a-token-of-an-administrator'
/** The probes, the files of the pages, and signing in and out. */
const open = new Set([
  '/health/live',
  '/health/ready',
  '/*',
  '/v1/session/ways',
  '/v1/following',
  '/v1/following/rating',
  '/v1/enrolling',
  '/v1/ngsi-ld/v1/context',
])
/** Platforms prove themselves by a signature over what they say, where one is set up (docs/platform.md, docs/bindings.md). */
const signed = new Set(['/v1/platform/status', '/v1/push/:binding'])
const opens = (method: string, url: string): boolean =>
  open.has(url) || signed.has(url) || (url === '/v1/session' && ['POST', 'DELETE'].includes(method))

let http: DeskServer
beforeAll(async () => {
  http = await startDeskServer({ tokens: [{ name: 'a', role: 'administrator', token }] })
})
afterAll(() => http[Symbol.asyncDispose]())

/** What the route answers to a request that fits nothing: query, parameters and body are all wrong. */
async function ask(method: string, url: string, headers: Readonly<Record<string, string>>) {
  const path = url.replaceAll(/:\w+/g, '%20').replaceAll('*', 'x')
  const response = await fetch(`${http.url}${path}?limit=nonsense&after=x`, {
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
    const urls = new Set(http.routes.map(({ url }) => url))
    for (const url of ['/v1/cases', '/v1/devices', '/v1/rules', '/v1/feed', '/metrics', '/docs'])
      expect(urls).toContain(url)
    expect(urls).toContain('/docs/json')
    expect(http.routes.length).toBeGreaterThan(30)
  })

  it('asks for a token at every route but those for everybody, before it looks at the request', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Basic YTph' }])
      for (const { method, url } of http.routes) {
        if (opens(method, url)) continue
        const { status, text } = await ask(method, url, headers)
        expect.soft({ method, url, status }).toEqual({ method, url, status: 401 })
        if (method !== 'HEAD') expect.soft(text).toContain('"code":"unauthenticated"')
      }
  })

  it('answers the probes to everybody', async () => {
    expect((await fetch(`${http.url}/health/live`)).status).toBe(200)
    expect((await fetch(`${http.url}/health/ready`)).status).toBe(200)
  })

  it('looks at the request once the token is known', async () => {
    const headers = { authorization: `Bearer ${token}` }
    for (const url of ['/v1/cases', '/v1/devices'])
      expect((await ask('GET', url, headers)).status).toBe(400)
    expect((await ask('POST', '/v1/cases', headers)).status).toBe(400)
  })

  it('tells the pages about the city, and lets them load nothing from elsewhere', async () => {
    const headers = { authorization: `Bearer ${token}` }
    const city = await fetch(`${http.url}/v1/city`, { headers })
    expect(await city.json()).toMatchObject({
      zone: 'Asia/Shanghai',
      map: {},
      kinds: { water: { zh: '水位' } },
      quantities: { depth: { unit: 'cm' } },
    })
    const policy = city.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'self'")
    expect(policy).not.toMatch(/http|unsafe/)
    const grid = await fetch(`${http.url}/v1/grid`, { headers })
    expect(await grid.json()).toMatchObject({ type: 'FeatureCollection' })
    const etag = grid.headers.get('etag') ?? ''
    const again = await fetch(`${http.url}/v1/grid`, {
      headers: { ...headers, 'if-none-match': etag },
    })
    expect(again.status).toBe(304)
  })
})
