/** The HTTP server over TLS: a certificate that is renewed while a feed stands open, and sign-in cookies that stay on HTTPS. */
import { once } from 'node:events'
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { Agent, get } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { clientOf } from '../../app/cli/client.ts'
import { configSchema } from '../../app/config.ts'
import { createAccess } from '../../app/http/access.ts'
import { probes } from '../../app/http/probes.ts'
import { createHttpServer, type HttpServer } from '../../app/http/server.ts'
import { Authority, type Signed } from '../support/certificates.ts'
import { realClock } from '../support/clocks.ts'
import { RecordingObserver } from '../support/recording-observer.ts'

let folder: string
let authority: Authority
let server: HttpServer
let files: Signed
const observer = new RecordingObserver()

const serve = (from: Signed) =>
  Promise.all([copyFile(from.cert, files.cert), copyFile(from.key, files.key)])

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'urban-brain-tls-'))
  authority = await Authority.make(folder)
  files = { cert: join(folder, 'served.pem'), key: join(folder, 'served.key') }
  await serve(await authority.sign('old'))
  const access = createAccess([])
  const { http: bounds } = configSchema.parse({})
  const board = () => Promise.resolve([])
  server = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    tls: files,
    clock: realClock,
    bounds,
    access,
    observer,
    routes: [probes({ access, board, metrics: board, threads: [], now: () => 0 })],
  })
  await server.start()
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

async function ask(agent: Agent | false = false) {
  const request = get(`${server.url()}/health/live`, { ca: await readFile(authority.ca), agent })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  const { socket, statusCode, headers } = answer
  const presented = (socket as TLSSocket).getPeerCertificate().subject.CN
  answer.resume()
  await once(answer, 'end')
  return { socket, statusCode, headers, presented }
}

test('answers over HTTPS, and nothing in the clear', async () => {
  expect(server.url()).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
  const answer = await ask()
  expect([answer.statusCode, answer.presented]).toEqual([200, 'old'])
  expect(answer.headers['strict-transport-security']).toBe('max-age=15552000')
  await expect(fetch(server.url().replace('https', 'http'))).rejects.toThrow('fetch failed')
})

test('presents a renewed certificate to who comes, and keeps the connections there are', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const { socket } = await ask(agent)
  await serve(await authority.sign('new'))
  await expect.poll(() => observer.count('tls.certificate-read')).toBe(1)
  expect((await ask()).presented).toBe('new')
  expect((await ask(agent)).socket).toBe(socket)
  expect(observer.gauges.get('tls.certificate.seconds')).toBeGreaterThan(29 * 86_400)
  expect(server.warning?.()).toBeUndefined()
  agent.destroy()
})

test('the command line says that a certificate is not trusted, and what makes it so', async () => {
  const words = new Map([
    ['url', server.url()],
    ['token', 'a token'],
  ])
  const client = clientOf({
    positionals: [],
    text: (option) => words.get(option),
    texts: () => [],
    flag: () => false,
  })
  await expect(client.get('/v1/cases')).rejects.toThrow(
    /is not trusted \(\w+\); NODE_EXTRA_CA_CERTS=<file> names the PEM file/,
  )
})
