/**
 * A device or gateway that publishes in a form of its own by MQTT, with everything that goes wrong on a line: packets in pieces, sent twice,
 * messages without their end, connections that break. A reading waits until all its messages have their PUBACK, over any number of connections.
 */
import { setTimeout as delay } from 'node:timers/promises'

import type { StationTrouble } from '../../simulators/station-connection.ts'
import type { TelemetryItem } from '../../simulators/script/telemetry.ts'
import { publishPacket, RawClient } from './mqtt-raw.ts'

export interface Published {
  readonly topic: string
  readonly body: Buffer
}

interface MqttSpeakerOptions {
  readonly port: number
  /** User name: the device itself, or the gateway that speaks for it. */
  readonly name: string
  readonly client: string
  readonly token: string
  /** Of one connection: what stands behind a birth needs one in each. */
  readonly session: () => (item: TelemetryItem) => readonly Published[]
  readonly trouble: StationTrouble
  readonly random: () => number
  readonly acknowledged: (readings: number) => void
}

/** For a PUBACK, then the connection is given up. */
const patience = 2_000

export class MqttSpeaker {
  readonly #options: MqttSpeakerOptions
  readonly #waiting: TelemetryItem[] = []
  #stopped = false
  #running: Promise<void> = Promise.resolve()

  constructor(options: MqttSpeakerOptions) {
    this.#options = options
  }

  get waiting(): number {
    return this.#waiting.length
  }

  start(): void {
    this.#running = this.#run()
  }

  offer(items: readonly TelemetryItem[]): void {
    this.#waiting.push(...items)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  async #run(): Promise<void> {
    const { port, name, client, token } = this.#options
    const clientId = client === name ? name : `${name}/${client}`
    while (!this.#stopped) {
      await delay(100)
      const said = { userName: name, clientId, password: token, clean: false }
      const opened = await RawClient.connect(port, said).catch(() => undefined)
      if (opened?.code === 0) await this.#speak(opened.client)
      opened?.client.end()
    }
  }

  /** Until the connection ends. */
  async #speak(client: RawClient): Promise<void> {
    const messagesOf = this.#options.session()
    let id = 0
    while (!this.#stopped && !client.closed) {
      const [item] = this.#waiting
      if (item === undefined) {
        await delay(20)
        continue
      }
      const ids = messagesOf(item).map((message) => this.#publish(client, message, (id += 2)))
      if (this.#happens('reconnect')) return
      const late = setTimeout(() => client.end(), patience)
      await client.until(
        () => ids.every((one) => client.acknowledged.includes(one)) || client.closed,
      )
      clearTimeout(late)
      if (!ids.every((one) => client.acknowledged.includes(one))) return
      this.#waiting.shift()
      this.#options.acknowledged(1)
    }
  }

  /** Returns its number; one that lacks its end has the number before it. */
  #publish(client: RawClient, { topic, body }: Published, id: number): number {
    if (this.#happens('corrupt'))
      client.send(publishPacket({ topic, payload: body.subarray(0, -7), id: id - 1 }))
    const packet = publishPacket({ topic, payload: body, id })
    const cut = this.#happens('split') ? Math.floor(this.#options.random() * packet.length) : 0
    client.send(packet.subarray(0, cut))
    client.send(packet.subarray(cut))
    if (this.#happens('again')) client.send(packet)
    return id
  }

  #happens(trouble: keyof StationTrouble): boolean {
    return this.#options.random() < this.#options.trouble[trouble]
  }
}
