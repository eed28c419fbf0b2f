/** The doors of the broker: MQTT and MQTT over WebSocket, each in the clear and, with `broker.tls`, over TLS. */
import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import { Certificate } from '../../runtime/certificate.ts'
import { filesOf, type BrokerConfig } from '../config.ts'
import { openTcp, openWebSocket, type ConnectionHandler, type Listener } from './listeners.ts'
import type { Secured } from './secure-door.ts'

/** The ports it listens on. */
export interface Ports {
  readonly mqtt: number | undefined
  readonly webSocket: number | undefined
  /** Over TLS. */
  readonly secureMqtt: number | undefined
  readonly secureWebSocket: number | undefined
}

interface DoorDeps {
  readonly config: BrokerConfig
  readonly clock: Clock
  readonly observer: Observer
}

export class Doors {
  readonly #open: Partial<Record<keyof Ports, Listener>> = {}
  #certificate: Certificate | undefined

  get ports(): Ports {
    const { mqtt, webSocket, secureMqtt, secureWebSocket } = this.#open
    return {
      mqtt: mqtt?.port,
      webSocket: webSocket?.port,
      secureMqtt: secureMqtt?.port,
      secureWebSocket: secureWebSocket?.port,
    }
  }

  warning(): string | undefined {
    return this.#certificate?.warning()
  }

  async open({ config, clock, observer }: DoorDeps, handler: ConnectionHandler): Promise<void> {
    const { host, port, webSocketPort, tls } = config
    const open = this.#open
    open.mqtt = await openTcp({ host, port, setting: 'broker.port' }, handler)
    if (webSocketPort !== null) {
      const place = { host, port: webSocketPort, setting: 'broker.webSocketPort' }
      open.webSocket = await openWebSocket(place, config, handler)
    }
    if (tls === undefined) return
    const files = filesOf(tls)
    const certificate = await Certificate.open({ setting: 'broker.tls', files, clock, observer })
    this.#certificate = certificate
    const secured: Secured = {
      refused: (error) =>
        observer.emit('broker.refused', { reason: 'tls', message: messageOf(error) }),
      certificate,
      handshakeTimeout: config.connectTimeout,
      clients:
        tls.clients === undefined ? 'not asked' : tls.clients.required ? 'required' : 'asked',
    }
    const place = { host: tls.host, port: tls.port, setting: 'broker.tls.port' }
    open.secureMqtt = await openTcp(place, handler, secured)
    if (tls.webSocketPort !== null) {
      const other = { ...place, port: tls.webSocketPort, setting: 'broker.tls.webSocketPort' }
      open.secureWebSocket = await openWebSocket(other, config, handler, secured)
    }
  }

  /** Takes no new connection; resolves when those there are have ended. */
  async close(): Promise<void> {
    await Promise.all([
      ...Object.values(this.#open).map((listener) => listener.close()),
      this.#certificate?.stop(),
    ])
  }
}
