/** Where stations of one protocol come in: in the clear and, with its `tls`, over TLS on a port of its own. */
import type { Socket } from 'node:net'

import { messageOf } from '../../core/errors.ts'
import type { StationProtocol } from '../../core/frame.ts'
import type { Observer } from '../../core/observer.ts'
import { seconds, type Clock } from '../../core/time.ts'
import { Certificate } from '../../runtime/certificate.ts'
import { openTcp, type ConnectionHandler, type Listener } from '../edge/listeners.ts'
import type { ListenerConfig } from './config.ts'

interface DoorDeps {
  readonly protocol: StationProtocol
  readonly config: ListenerConfig
  readonly clock: Clock
  readonly observer: Observer
}

const handshakeTimeout = seconds(10)

export class StationDoors {
  readonly #deps: DoorDeps
  #clear: Listener | undefined
  #secure: Listener | undefined
  #certificate: Certificate | undefined

  constructor(deps: DoorDeps) {
    this.#deps = deps
  }

  get ports() {
    return { clear: this.#clear?.port, secure: this.#secure?.port }
  }

  warning(): string | undefined {
    return this.#certificate?.warning()
  }

  async open(handler: ConnectionHandler<Socket>): Promise<void> {
    const { protocol, config, clock, observer } = this.#deps
    const { host, port, tls } = config
    this.#clear = await openTcp({ host, port, setting: `${protocol}.port` }, handler)
    if (tls === undefined) return
    const { host: secureHost, port: securePort, ...files } = tls
    const certificate = await Certificate.open({
      setting: `${protocol}.tls`,
      files,
      clock,
      observer,
    })
    this.#certificate = certificate
    const place = { host: secureHost, port: securePort, setting: `${protocol}.tls.port` }
    this.#secure = await openTcp(place, handler, {
      certificate,
      handshakeTimeout,
      clients: 'not asked',
      refused: (error) =>
        observer.emit('broker.refused', { reason: 'tls', message: messageOf(error) }),
    })
  }

  /** Takes no new connection; resolves when those there are have ended. */
  async close(): Promise<void> {
    await Promise.all([this.#clear?.close(), this.#secure?.close(), this.#certificate?.stop()])
    this.#clear = undefined
    this.#secure = undefined
  }
}
