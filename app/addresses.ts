import type { Assembly } from './assembly/assemble.ts'

/** Where the parts of a thread listen. */
export interface Addresses {
  readonly httpUrl: string | undefined
  readonly mqttPort: number | undefined
  readonly webSocketPort: number | undefined
  readonly secureMqttPort: number | undefined
  readonly secureWebSocketPort: number | undefined
  readonly hj212Port: number | undefined
  readonly secureHj212Port: number | undefined
  readonly sl651Port: number | undefined
  readonly secureSl651Port: number | undefined
}

export function addressesOf({ http, broker }: Assembly): Addresses {
  const ports = broker?.ports()
  return {
    httpUrl: http?.url(),
    mqttPort: ports?.mqtt,
    webSocketPort: ports?.webSocket,
    secureMqttPort: ports?.secureMqtt,
    secureWebSocketPort: ports?.secureWebSocket,
    hj212Port: ports?.hj212,
    secureHj212Port: ports?.secureHj212,
    sl651Port: ports?.sl651,
    secureSl651Port: ports?.secureSl651,
  }
}
