/** Whoever has no token takes no memory, no time and no connection that others need. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'

import { startDeskServer, type DeskServer } from '../../../support/desk-server.ts'

const token = 'of-an-administrator'
const tokens = [{ name: 'a', role: 'administrator' as const, token }]
const http = { headersTimeout: '1s', requestTimeout: '2s', keepAlive: '1s' }

let desk: DeskServer
beforeAll(async () => {
  desk = await startDeskServer({ tokens, settings: { http } })
})
afterAll(() => desk[Symbol.asyncDispose]())

const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

async function open(to = desk): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(to.url).port) })
  sockets.push(socket)
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** Everything that comes until the other side has closed. */
async function untilClosed(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk) => (text += chunk.toString('latin1')))
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
  return text
}

const head = (line: string, ...headers: readonly string[]): string =>
  [`${line} HTTP/1.1`, 'host: a', 'content-type: application/json', ...headers, '', ''].join('\r\n')
const mebibyte = 2 ** 20
const chunked = 'transfer-encoding: chunked'

describe('a body', () => {
  /** Sends `mebibytes` as fast as they are taken; gives the answer and how many bytes the other side took. */
  async function flood(line: string, announced: readonly string[], mebibytes: number) {
    const socket = await open()
    const closed = untilClosed(socket)
    socket.write(head(line, ...announced))
    if (announced.includes(chunked)) socket.write('2000000\r\n')
    const chunk = Buffer.alloc(mebibyte, 'a')
    let taken = 0
    const went = () =>
      new Promise<boolean>((resolve) =>
        socket.write(chunk, (error) => resolve(error === undefined || error === null)),
      )
    while (taken < mebibytes && (await Promise.race([went(), closed.then(() => false)]))) taken += 1
    const text = await closed
    return { status: text.slice(9, 12), taken }
  }
  const length = `content-length: ${32 * mebibyte}`
  const wrong = 'authorization: Bearer wrong'
  const right = `authorization: Bearer ${token}`

  test.each([
    ['404', 'POST /nothing-here', [length]],
    ['404', 'PUT /v1/cases', [length]],
    ['401', 'POST /v1/cases', [length]],
    ['401', 'POST /v1/devices/import?format=csv', [length, wrong]],
    ['401', 'POST /v1/cases', [chunked]],
    ['401', 'GET /v1/cases', [length]],
    ['400', 'POST /v1/session', [length]],
    ['400', 'POST /v1/cases', [length, right]],
    ['200', 'GET /health/live', [length]],
  ])('that nobody reads is answered %s and not taken: %s %j', async (status, line, headers) => {
    const found = await Promise.all(Array.from({ length: 5 }, () => flood(line, headers, 32)))
    for (const { status: answered, taken } of found) {
      // What is on its way in the buffers of both sides, ten on Linux, counts as taken here.
      expect(taken).toBeLessThan(24)
      if (answered !== '') expect(answered).toBe(status)
    }
  })

  test('of forty strangers at once goes nowhere, and others are served', async () => {
    const floods = Array.from({ length: 40 }, () => flood('POST /nothing-here', [length], 32))
    expect((await desk.ask('/v1/summary', { token })).status).toBe(200)
    const taken = (await Promise.all(floods)).map((one) => one.taken)
    expect(Math.max(...taken)).toBeLessThan(24)
  })

  test('of a small refused request keeps its connection, and of a large one its answer', async () => {
    const socket = await open()
    const answers = untilClosed(socket)
    const body = JSON.stringify({ a: 'b'.repeat(1_000) })
    const one = head('POST /v1/cases', `content-length: ${body.length}`) + body
    socket.write(one)
    await once(socket, 'data')
    socket.write(one)
    await once(socket, 'data')
    socket.end()
    expect((await answers).match(/HTTP\/1\.1 401/g)).toHaveLength(2)
    const photo = { method: 'POST', headers: { 'content-type': 'image/jpeg' } }
    const answer = await desk.ask('/v1/photos', { ...photo, body: Buffer.alloc(8 * mebibyte) })
    expect(answer.status).toBe(401)
  })

  test('is bounded on every route, and larger where files are taken', async () => {
    const send = async (path: string, type: string, bytes: number) => {
      const headers = { 'content-type': type }
      const body = Buffer.alloc(bytes, ' ')
      return (await desk.ask(path, { method: 'POST', token, headers, body })).json()
    }
    const large = { message: 'Request body is too large' }
    const many = 300 * 1_024
    expect(await send('/v1/cases', 'application/json', many)).toMatchObject(large)
    expect(await send('/v1/dead-letters/redrive', 'application/json', many)).toMatchObject(large)
    expect(await send('/v1/devices/import?format=csv', 'text/csv', many)).not.toMatchObject(large)
    expect(await send('/v1/photos', 'image/jpeg', many)).not.toMatchObject(large)
    expect(await send('/v1/photos', 'image/jpeg', 9 * mebibyte)).toMatchObject(large)
  })
})

describe('a connection is closed', () => {
  test('that says nothing, or its headers a byte at a time', async () => {
    const silent = await open()
    const slow = await open()
    slow.write('GET /health/live HTTP/1.1\r\nhost: a\r\nx-')
    const dribble = setInterval(() => slow.write('a'), 100)
    expect(await untilClosed(silent)).toMatch(/^(?:HTTP\/1\.1 408|$)/)
    expect(await untilClosed(slow)).toMatch(/^(?:HTTP\/1\.1 408|$)/)
    clearInterval(dribble)
  })

  test('whose body dribbles, on every kind of route', async () => {
    const proved = `authorization: Bearer ${token}`
    const dribbles = [
      ['POST /v1/session'],
      ['POST /v1/cases', proved],
      ['POST /v1/devices/import?format=csv', proved],
      ['GET /v1/summary', proved],
      ['POST /nothing-here'],
    ].map(async ([line = '', ...headers]) => {
      const socket = await open()
      const closed = untilClosed(socket)
      socket.write(head(line, 'content-length: 200', ...headers))
      const dribble = setInterval(() => socket.write(' '), 500)
      await closed
      clearInterval(dribble)
      return socket.readyState
    })
    expect(await Promise.all(dribbles)).toEqual(dribbles.map(() => 'closed'))
  })

  test('that has nothing more to ask', async () => {
    const socket = await open()
    socket.write('GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n')
    expect(await untilClosed(socket)).toContain('HTTP/1.1 200')
  })
})

describe('connections', () => {
  test('are bounded for each address, and a trusted proxy has as many as there are', async () => {
    const bounds = { connections: 8, connectionsPerAddress: 3 }
    await using narrow = await startDeskServer({ tokens, settings: { http: bounds } })
    const many = await Promise.all(Array.from({ length: 3 }, () => open(narrow)))
    const refused = await open(narrow)
    expect(await untilClosed(refused)).toBe('')
    many[0]?.destroy()
    await expect.poll(async () => (await open(narrow)).writable).toBe(true)
    await using behind = await startDeskServer({
      tokens,
      settings: { http: { ...bounds, trustedProxies: ['127.0.0.1'] } },
    })
    const eight = await Promise.all(Array.from({ length: 8 }, () => open(behind)))
    const ninth = await open(behind)
    expect(await untilClosed(ninth)).toBe('')
    expect(eight.map(({ readyState }) => readyState)).toEqual(eight.map(() => 'open'))
  })
})
