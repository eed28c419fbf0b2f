/**
 * A platform of a city (城市运行管理服务平台) that events of cases are posted to: slow, down for moments, losing answers to what it
 * has taken, as its options say. It proves for itself what it is sent: signature, and each event of a case once and in order.
 */
import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'

import { createRandom } from './script/random.ts'

export interface PlatformOptions {
  /** 0 takes any free one. */
  readonly port: number
  readonly secret: string
  readonly seed: number
  /** Each call is looked at after so many milliseconds. */
  readonly slow: number
  /** And after up to so many more by chance, so that calls overtake each other. */
  readonly reorder: number
  /** Share of calls that are cut, or answered 503, and not taken. */
  readonly down: number
  /** Share of calls that are taken and not answered, so that they come twice. */
  readonly double: number
  /** Why a body is not taken, for good. */
  readonly refuse?: (body: string) => string | undefined
}

export interface PlatformSimulator {
  start(): Promise<void>
  stop(): Promise<void>
  url(): string
  /** Bodies of the events of each case, in the order in which they were taken. */
  taken(): ReadonlyMap<string, readonly string[]>
  /** Calls that came again after they were taken. */
  repeats(): number
  /** What was not as it must be. */
  faults(): readonly string[]
}

export function createPlatformSimulator(options: PlatformOptions): PlatformSimulator {
  const { port, secret, slow, reorder, down, double, refuse } = options
  const random = createRandom(options.seed)
  const taken = new Map<string, string[]>()
  const faults: string[] = []
  let repeats = 0

  const fault = (status: number, words: string) => {
    faults.push(words)
    return { status, words }
  }

  const look = (request: IncomingMessage, body: string) => {
    const { 'idempotency-key': key, 'x-urban-brain-signature': signature } = request.headers
    const seconds = /^t=(\d+),/.exec(String(signature))?.[1]
    const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
    if (signature !== `t=${seconds},v1=${digest}`) return fault(401, 'wrong signature')
    const [, id, number] = /^(.+)\/(\d+)$/.exec(String(key)) ?? []
    if (id === undefined) return fault(400, `no key: ${String(key)}`)
    const words = refuse?.(body)
    if (words !== undefined) return { status: 422, words }
    const version = Number(number)
    const events = taken.get(id) ?? []
    if (version <= events.length) {
      repeats += 1
      return events[version - 1] === body
        ? { status: 200, words: 'known' }
        : fault(409, `${id}/${version} has another body than before`)
    }
    if (version !== events.length + 1)
      return fault(409, `${id}/${version} came when ${events.length} events of the case were here`)
    taken.set(id, [...events, body])
    return { status: 201, words: 'taken' }
  }

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request)
    await delay(slow + random.below(reorder + 1))
    if (random.next() < down) {
      if (random.next() < 0.5) request.socket.destroy()
      else response.writeHead(503).end('out of order')
      return
    }
    const { status, words } = look(request, body)
    if (random.next() < double) request.socket.destroy()
    else response.writeHead(status, { 'content-type': 'text/plain' }).end(words)
  }

  const server = createServer((request, response) => {
    // Whoever called may be gone before it is read or answered.
    answer(request, response).catch(() => request.socket.destroy())
  })
  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, '127.0.0.1', resolve)
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    taken: () => taken,
    repeats: () => repeats,
    faults: () => faults,
  }
}
