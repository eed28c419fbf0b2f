/** The two listeners: MQTT over TCP, and MQTT over WebSocket (MQTT 3.1.1 section 6). */
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

import { createWebSocketStream, WebSocketServer } from 'ws'

import { UrbanBrainError, messageOf } from '../../core/errors.ts'

export interface Listener {
  /** The port it got, when the configuration said 0. */
  readonly port: number
  /** Takes no new connection; resolves when those there are have ended. */
  close(): Promise<void>
}

export interface ConnectionHandler<Conn extends Duplex = Duplex> {
  /** Asked for every socket first; false closes it. */
  admit(socket: Socket): boolean
  accept(conn: Conn, request?: IncomingMessage): void
  failed(error: Error): void
}

export interface Place {
  readonly host: string
  readonly port: number
  /** What says the port in the configuration. */
  readonly setting: string
}

export async function openTcp(
  { host, port, setting }: Place,
  handler: ConnectionHandler<Socket>,
): Promise<Listener> {
  const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    if (handler.admit(socket)) handler.accept(socket)
  })
  await listen(server, host, port, setting)
  return listener(server, handler, () => {})
}

export async function openWebSocket(
  host: string,
  port: number,
  limits: { readonly maxPacketBytes: number; readonly connectTimeout: number },
  handler: ConnectionHandler,
): Promise<Listener> {
  const server = createHttpServer(
    { headersTimeout: limits.connectTimeout, requestTimeout: limits.connectTimeout },
    (_request, response) => {
      response.writeHead(426, { 'content-type': 'text/plain', upgrade: 'websocket' })
      response.end('MQTT over WebSocket, subprotocol mqtt\n')
    },
  )
  server.on('connection', (socket: Socket) => {
    handler.admit(socket)
  })
  const sockets = new WebSocketServer({
    server,
    maxPayload: limits.maxPacketBytes + 65_536,
    handleProtocols: (offered) =>
      offered.has('mqtt') ? 'mqtt' : offered.has('mqttv3.1') ? 'mqttv3.1' : false,
  })
  sockets.on('connection', (socket, request) => {
    handler.accept(createWebSocketStream(socket), request)
  })
  // The HTTP server reports its errors here as well.
  sockets.on('error', () => {})
  await listen(server, host, port, 'broker.webSocketPort')
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

async function listen(server: Server, host: string, port: number, setting: string): Promise<void> {
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
