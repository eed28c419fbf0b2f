/** A client of the mqtt package that keeps what it hears. */
import { connect, type IClientOptions, type MqttClient } from 'mqtt'

export interface Ear {
  readonly client: MqttClient
  readonly heard: string[]
}

/** Its client id is its user name unless it says another. */
export type EarOptions = IClientOptions & { readonly username: string }

/** Connected when it resolves; it does not come back by itself. */
export async function listenTo(port: number, options: EarOptions): Promise<Ear> {
  const heard: string[] = []
  const client = connect(`mqtt://127.0.0.1:${port}`, {
    ...{ clientId: options.username, reconnectPeriod: 0 },
    ...options,
  })
  // Before it connects: what waited follows the CONNACK in one piece.
  client.on('message', (_topic, body) => heard.push(body.toString()))
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve())
    client.once('error', reject)
  })
  return { client, heard }
}
