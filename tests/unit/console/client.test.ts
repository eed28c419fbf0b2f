import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'

import { call, sessionBegins, whenSignedOut } from '../../../console/api/client.ts'
import { withoutUndefined } from '../../../console/api/without-undefined.ts'

interface Asked {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly type: string | undefined
  readonly body: string
}

const asked: Asked[] = []
let answerLate = (): void => {}
let late = Promise.resolve()
const server = createServer((request, response) => {
  void (async () => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts).toString()
    const type = request.headers['content-type']
    asked.push({ method: request.method, url: request.url, type, body })
    if (request.url === '/v1/city') {
      await late
      response.writeHead(401).end('{"code":"unauthenticated","message":"who?"}')
    } else if (request.method === 'DELETE') response.writeHead(204).end()
    else if (request.url === '/v1/units')
      response
        .writeHead(403)
        .end(
          '{"code":"forbidden","message":"no","details":["a"],"chinese":{"message":"不行","details":["甲"]}}',
        )
    else response.end('{"ok":true}')
  })()
})

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  // Of a page, the address of its server is understood.
  const { fetch } = globalThis
  vi.stubGlobal('fetch', (path: string, init: RequestInit) =>
    fetch(new URL(path, `http://127.0.0.1:${port}`), init),
  )
})
afterAll(() => {
  vi.unstubAllGlobals()
  server.close()
})
afterEach(() => {
  asked.length = 0
})

describe('a call of the API', () => {
  it('says that the session is over, and not of one that began after it was asked', async () => {
    let over = 0
    whenSignedOut(() => {
      over += 1
    })
    await expect(call('GET /v1/city')).rejects.toMatchObject({ status: 401 })
    expect(over).toBe(1)
    late = new Promise((resolve) => {
      answerLate = resolve
    })
    const before = call('GET /v1/city')
    await vi.waitFor(() => expect(asked).toHaveLength(2))
    sessionBegins()
    answerLate()
    await expect(before).rejects.toMatchObject({ status: 401 })
    expect(over).toBe(1)
  })

  it('writes what its path names so that nothing of it is read as part of the path', async () => {
    await call('GET /v1/alarms/{id}', { path: { id: 'rule/device/1 %' } })
    await call('GET /v1/dead-letters/{offset}', { path: { offset: 7 }, query: { partition: 0 } })
    expect(asked.map(({ method, url }) => [method, url])).toEqual([
      ['GET', '/v1/alarms/rule%2Fdevice%2F1%20%25'],
      ['GET', '/v1/dead-letters/7?partition=0'],
    ])
  })

  it('leaves out of its query what is undefined', async () => {
    await call('GET /v1/alarms', { query: { standing: true, rule: undefined, device: 'a&b' } })
    await call('GET /v1/alarms', { query: { rule: undefined } })
    await call('GET /v1/alarms')
    expect(asked.map(({ url }) => url)).toEqual([
      '/v1/alarms?standing=true&device=a%26b',
      '/v1/alarms',
      '/v1/alarms',
    ])
  })

  it('sends a body as JSON, and a photo as it is', async () => {
    const path = { id: 'C1' }
    await call('POST /v1/cases/{id}/commands', { path, body: { command: 'return', reason: 'r' } })
    await call('POST /v1/photos', { body: new Blob(['bytes'], { type: 'image/png' }) })
    expect(asked).toEqual([
      {
        method: 'POST',
        url: '/v1/cases/C1/commands',
        type: 'application/json',
        body: '{"command":"return","reason":"r"}',
      },
      { method: 'POST', url: '/v1/photos', type: 'image/png', body: 'bytes' },
    ])
  })

  it('has an answer, none, or a refusal in the words of the server', async () => {
    expect(await call('GET /v1/summary')).toEqual({ ok: true })
    expect(await call('DELETE /v1/session')).toBeUndefined()
    await expect(call('GET /v1/units')).rejects.toMatchObject({
      status: 403,
      code: 'forbidden',
      message: 'no',
      details: ['a'],
      chinese: { message: '不行', details: ['甲'] },
    })
  })
})

it('leaves out of a body what is undefined and nothing else', () => {
  interface Body {
    readonly text?: string
    readonly count: number
  }
  expect(withoutUndefined<Body>({ text: undefined, count: 0 })).toStrictEqual({ count: 0 })
  expect(withoutUndefined<Body>({ text: '', count: 0 })).toStrictEqual({ text: '', count: 0 })
})
