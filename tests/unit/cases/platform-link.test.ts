import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect, onTestFinished, test } from 'vitest'

import { createPlatformLink } from '../../../cases/webhook/platform.ts'
import { signatureFault } from '../../../runtime/signature.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { start } from './fixtures.ts'

const secret = 'a secret of the city'
const message = { key: 'C1/1', body: '{"a":"井盖"}' }

/** A platform that answers with the status in the address, and never to `/silent`; `calls` are what came. */
async function platform() {
  const calls: { url: string; headers: Record<string, unknown>; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const url = request.url ?? ''
      calls.push({ url, headers: request.headers, body })
      if (url === '/silent') return
      response.writeHead(Number(url.slice(1)), { location: '/200' }).end('no\tsuch district')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const send = (path: string, signal = new AbortController().signal) =>
    createPlatformLink({
      ...{ clock: new VirtualClock(start), url: `${base}/${path}`, secret, timeout: 200 },
    }).send(message, signal)
  return { calls, send }
}

test('an event is posted under its key, signed over body and time', async () => {
  const { calls, send } = await platform()
  expect(await send('201')).toEqual({ outcome: 'taken' })
  const [call] = calls
  expect(call).toMatchObject({
    body: message.body,
    headers: { 'content-type': 'application/json', 'idempotency-key': 'C1/1' },
  })
  const signature = String(call?.headers['x-urban-brain-signature'])
  expect(signatureFault(secret, signature, message.body, start)).toBeUndefined()
})

test.each([
  ['200', 'taken'],
  ['204', 'taken'],
  ['302', 'failed'],
  ['401', 'failed'],
  ['408', 'failed'],
  ['429', 'failed'],
  ['500', 'failed'],
  ['503', 'failed'],
  ['400', 'refused'],
  ['404', 'refused'],
  ['409', 'refused'],
  ['422', 'refused'],
])('an answer of %s is %s', async (status, outcome) => {
  const { calls, send } = await platform()
  const answer = await send(status)
  expect(answer.outcome).toBe(outcome)
  // No redirect is followed.
  expect(calls).toHaveLength(1)
  if (answer.outcome !== 'taken')
    expect(answer.reason).toBe(`it answered ${status}: no such district`)
})

test('no answer in time, and nobody there, are failures', async () => {
  const { send } = await platform()
  expect(await send('silent')).toEqual({
    outcome: 'failed',
    reason: 'it cannot be reached: no answer in time',
  })
  const url = 'http://127.0.0.1:1/events'
  const link = createPlatformLink({ clock: new VirtualClock(start), url, secret, timeout: 1_000 })
  expect(await link.send(message, new AbortController().signal)).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining('it cannot be reached: ') as unknown,
  })
})
