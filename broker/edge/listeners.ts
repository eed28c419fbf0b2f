/** The listeners: MQTT over TCP, and MQTT over WebSocket (MQTT 3.1.1 section 6); each in the clear and over TLS. */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
} from 'node:http'
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createTlsServer, TLSSocket } from 'node:tls'

import { createWebSocketStream, WebSocketServer } from 'ws'

import { UrbanBrainError, messageOf } from '../../core/errors.ts'
import { certifiedNames, SecureDoor, tlsOptions, type Secured } from './secure-door.ts'

export interface Listener {
  /** The port it got, when the configuration said 0. */
  readonly port: number
  /** Takes no new connection; resolves when those there are have ended. */
  close(): Promise<void>
}

/** A client has come. */
export interface Arrival<Conn extends Duplex = Duplex> {
  /** What is spoken on. */
  readonly conn: Conn
  /** What lies under it: the same, or below TLS and WebSocket. */
  readonly socket: Socket
  /** Of the certificate that it proved. */
  readonly certified?: readonly string[] | undefined
  readonly request?: IncomingMessage
}

export interface ConnectionHandler<Conn extends Duplex = Duplex> {
  /** Asked for every socket first; false closes it. */
  admit(socket: Socket): boolean
  accept(arrival: Arrival<Conn>): void
  failed(error: Error): void
}

export interface Place {
  readonly host: string
  readonly port: number
  /** What sets the port, for whoever finds it taken. */
  readonly setting: string
}

const socketOptions = { noDelay: true, keepAlive: true }

export async function openTcp(
  place: Place,
  handler: ConnectionHandler<Socket>,
  secured?: Secured,
): Promise<Listener> {
  const server = createServer(socketOptions)
  if (secured === undefined) {
    server.on('connection', (socket) => {
      if (handler.admit(socket)) handler.accept({ conn: socket, socket })
    })
  } else {
    const secure = createTlsServer(tlsOptions(secured))
    const door = new SecureDoor(secure, secured)
    secure.on('secureConnection', (conn) => {
      const socket = door.under(conn)
      if (socket !== undefined) handler.accept({ conn, socket, certified: certifiedNames(conn) })
    })
    server.on('connection', (socket) => {
      if (handler.admit(socket)) door.enter(socket)
    })
  }
  await listen(server, place)
  return listener(server, handler, () => {})
}

export async function openWebSocket(
  place: Place,
  limits: { readonly maxPacketBytes: number; readonly connectTimeout: number },
  handler: ConnectionHandler,
  secured?: Secured,
): Promise<Listener> {
  const { connectTimeout } = limits
  const timeouts = { headersTimeout: connectTimeout, requestTimeout: connectTimeout }
  const answer: RequestListener = (_request, response) => {
    response.writeHead(426, { 'content-type': 'text/plain', upgrade: 'websocket' })
    response.end('MQTT over WebSocket, subprotocol mqtt\n')
  }
  const http =
    secured === undefined
      ? createHttpServer(timeouts, answer)
      : createHttpsServer({ ...timeouts, ...tlsOptions(secured) }, answer)
  const server = createServer(socketOptions)
  const door =
    http instanceof HttpsServer && secured !== undefined ? new SecureDoor(http, secured) : undefined
  server.on('connection', (socket) => {
    if (!handler.admit(socket)) return
    if (door === undefined) http.emit('connection', socket)
    else door.enter(socket)
  })
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: limits.maxPacketBytes + 65_536,
    handleProtocols: (offered) =>
      offered.has('mqtt') ? 'mqtt' : offered.has('mqttv3.1') ? 'mqttv3.1' : false,
  })
  sockets.on('connection', (webSocket, request) => {
    const { socket } = request
    handler.accept({
      conn: createWebSocketStream(webSocket),
      socket: door?.under(socket) ?? socket,
      certified: socket instanceof TLSSocket ? certifiedNames(socket) : undefined,
      request,
    })
  })
  // The HTTP server reports its errors here as well.
  sockets.on('error', () => {})
  await listen(server, place)
  return listener(server, handler, () => sockets.close())
}

function listener(
  server: Server,
  handler: Pick<ConnectionHandler, 'failed'>,
  closing: () => void,
): Listener {
  server.on('error', (error) => handler.failed(error))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        closing()
        server.close(() => resolve())
      }),
  }
}

async function listen(server: Server, { host, port, setting }: Place): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE'
          ? new UrbanBrainError(
              'port-taken',
              `port ${port} is taken; set ${setting} or stop the program that uses it`,
              { cause },
            )
          : new UrbanBrainError(
              'config-invalid',
              `${setting}: cannot listen on ${host}:${port} (${messageOf(cause)})`,
              { cause },
            ),
      )
    }
    server.once('error', failed)
    server.listen({ host, port, backlog: 4_096 }, () => {
      server.off('error', failed)
      resolve()
    })
  })
}
