/**
 * TLS on a listener. A socket is admitted, and counted, before its handshake begins; what comes out of the handshake is the stream
 * that MQTT is spoken on, and what the certificate of the client says of its name.
 */
import type { Socket } from 'node:net'
import type { TLSSocket, TlsOptions } from 'node:tls'

import type { Certificate, Presenting } from '../../runtime/certificate.ts'

/** What presents a certificate, and whether clients have to. */
export interface Secured {
  readonly certificate: Certificate
  /** Milliseconds for a handshake. */
  readonly handshakeTimeout: number
  /** Clients are asked for a certificate of the configured authority, or get in by none other. */
  readonly clients: 'not asked' | 'asked' | 'required'
  /** Told of a handshake that did not come about. */
  readonly refused: (error: Error) => void
}

/** A server of `node:tls` or `node:https`, which takes sockets that somebody else has accepted. */
interface SecureServer extends Presenting {
  emit(event: 'connection', socket: Socket): boolean
  on(event: 'secureConnection', done: (stream: TLSSocket) => void): unknown
  on(event: 'tlsClientError', failed: (error: Error, stream: TLSSocket) => void): unknown
}

export const tlsOptions = ({ certificate, clients, handshakeTimeout }: Secured): TlsOptions => ({
  ...certificate.context,
  handshakeTimeout,
  requestCert: clients !== 'not asked',
  rejectUnauthorized: clients === 'required',
})

export class SecureDoor {
  readonly #server: SecureServer
  /** By both ends of the connection: the stream of a handshake does not say which socket lies under it. */
  readonly #shaking = new Map<string, Socket>()
  readonly #under = new WeakMap<object, Socket>()

  constructor(server: SecureServer, { certificate, refused }: Secured) {
    this.#server = server
    certificate.follow(server)
    server.on('secureConnection', (stream) => {
      const socket = this.#shaking.get(endOf(stream))
      if (socket === undefined) stream.destroy()
      else this.#under.set(stream, socket)
    })
    server.on('tlsClientError', (error, stream) => {
      // A handshake that takes too long is told, and left open.
      stream.destroy()
      refused(error)
    })
  }

  enter(socket: Socket): void {
    const end = endOf(socket)
    this.#shaking.set(end, socket)
    socket.once('close', () => this.#shaking.delete(end))
    this.#server.emit('connection', socket)
  }

  under(stream: object): Socket | undefined {
    return this.#under.get(stream)
  }
}

const endOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`

const dnsName = /^DNS:([\w.:-]+)$/

/** The names in a certificate that was proved: its common name and its DNS names. */
export function certifiedNames(stream: TLSSocket): readonly string[] | undefined {
  if (!stream.authorized) return undefined
  const { subject, subjectaltname = '' } = stream.getPeerCertificate()
  const others = subjectaltname.split(', ').flatMap((one) => dnsName.exec(one)?.[1] ?? [])
  return [...new Set([subject.CN ?? [], others].flat())]
}
