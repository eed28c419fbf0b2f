import type { Assembly } from './assembly/assemble.ts'

/** Where the parts of a thread listen. */
export interface Addresses {
  readonly httpUrl: string | undefined
  readonly mqttPort: number | undefined
  readonly webSocketPort: number | undefined
  readonly secureMqttPort: number | undefined
  readonly secureWebSocketPort: number | undefined
  /** Of stations that speak HJ 212. */
  readonly stationPort: number | undefined
  readonly secureStationPort: number | undefined
}

export function addressesOf({ http, broker }: Assembly): Addresses {
  const ports = broker?.ports()
  return {
    httpUrl: http?.url(),
    mqttPort: ports?.mqtt,
    webSocketPort: ports?.webSocket,
    secureMqttPort: ports?.secureMqtt,
    secureWebSocketPort: ports?.secureWebSocket,
    stationPort: ports?.hj212,
    secureStationPort: ports?.secureHj212,
  }
}
