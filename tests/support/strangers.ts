/**
 * Others who hang about while a test looks at something else: feeds that nobody reads, subscribers that neither read nor
 * acknowledge, and requests whose bodies dribble. Whoever is turned away comes back a second later.
 */
import { setMaxListeners } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

import { connectPacket, subscribePacket } from './mqtt-raw.ts'

interface Crew {
  /** The name it signs in with, `crew-<unit>`. */
  readonly name: string
  readonly unit: string
  readonly token: string
}

export interface StrangersOptions {
  readonly mqttPort: number
  readonly httpPort: number
  readonly feeds: number
  readonly subscribers: number
  readonly slowBodies: number
  /** Tokens of the feeds, in turn. */
  readonly readers: readonly string[]
  /** Whose notices the subscribers ask for, in turn. */
  readonly crews: readonly Crew[]
}

/** How many are connected now, and how often one was turned away. */
export interface StrangersPresent {
  readonly feeds: number
  readonly subscribers: number
  readonly slowBodies: number
  readonly turnedAway: number
}

export interface Strangers extends AsyncDisposable {
  present(): StrangersPresent
}

const comesBackAfter = 1_000
const dribble = 2_000
const announced = 100_000

export function hangAbout(options: StrangersOptions): Strangers {
  const leaving = new AbortController()
  setMaxListeners(0, leaving.signal)
  const present = { feeds: 0, subscribers: 0, slowBodies: 0, turnedAway: 0 }
  const all = (kind: keyof typeof kinds) =>
    Array.from({ length: options[kind] }, async (_, index) => {
      const { port, talk } = kinds[kind](options, index)
      while (!leaving.signal.aborted) {
        await visit(port, leaving.signal, talk, (change) => (present[kind] += change))
        if (leaving.signal.aborted) return
        present.turnedAway += 1
        await delay(comesBackAfter, undefined, { signal: leaving.signal }).catch(() => {})
      }
    })
  const visits = [...all('feeds'), ...all('subscribers'), ...all('slowBodies')]
  return {
    present: () => ({ ...present }),
    async [Symbol.asyncDispose]() {
      leaving.abort()
      await Promise.all(visits)
    },
  }
}

interface Kind {
  readonly port: number
  /** Returns what ends with the visit, if there is something. */
  readonly talk: (socket: Socket) => (() => void) | undefined
}

const inTurn = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length]
  if (found === undefined) throw new RangeError('nobody to be')
  return found
}

const kinds = {
  feeds: ({ httpPort, readers }: StrangersOptions, index: number): Kind => ({
    port: httpPort,
    talk(socket) {
      const token = inTurn(readers, index)
      socket.write(
        `GET /v1/feed HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n\r\n`,
      )
      socket.pause()
      return undefined
    },
  }),
  subscribers: ({ mqttPort, crews }: StrangersOptions, index: number): Kind => ({
    port: mqttPort,
    talk(socket) {
      const { name, unit, token } = inTurn(crews, index)
      socket.write(
        Buffer.concat([
          connectPacket({
            userName: name,
            clientId: `${name}/stranger-${index}`,
            password: token,
            keepalive: 0,
          }),
          subscribePacket(1, [`ub/v1/crew/${unit}/notices`]),
        ]),
      )
      socket.pause()
      return undefined
    },
  }),
  slowBodies: ({ httpPort, readers }: StrangersOptions, index: number): Kind => ({
    port: httpPort,
    talk(socket) {
      const token = inTurn(readers, index)
      socket.write(
        `POST /v1/cases HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n` +
          `content-type: application/json\r\ncontent-length: ${announced}\r\n\r\n{`,
      )
      // Read, so that the end of the connection is seen.
      socket.resume()
      const timer = setInterval(() => socket.write(' '), dribble)
      return () => clearInterval(timer)
    },
  }),
} as const

/** Resolves when the connection has ended, whoever ended it. */
function visit(
  port: number,
  signal: AbortSignal,
  talk: Kind['talk'],
  count: (change: 1 | -1) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const leave = () => socket.destroy()
    let end: (() => void) | undefined
    let inside = false
    socket.on('error', () => {})
    socket.on('connect', () => {
      inside = true
      count(1)
      end = talk(socket)
    })
    socket.on('close', () => {
      signal.removeEventListener('abort', leave)
      end?.()
      if (inside) count(-1)
      resolve()
    })
    signal.addEventListener('abort', leave)
    if (signal.aborted) leave()
  })
}
