/** Hand-made MQTT packets and a bare socket, for what a well-behaved client library would never send. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const text = (value: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}

export function packet(header: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const length: number[] = []
  let left = body.length
  do {
    const byte = left % 128
    left = Math.floor(left / 128)
    length.push(left > 0 ? byte | 0x80 : byte)
  } while (left > 0)
  return Buffer.concat([Buffer.from([header, ...length]), body])
}

export interface ConnectOptions {
  readonly userName?: string | Uint8Array
  readonly clientId?: string | Uint8Array
  readonly password?: string
  readonly clean?: boolean
  readonly keepalive?: number
  readonly version?: number
  readonly will?: { readonly topic: string; readonly payload: string; readonly retain?: boolean }
}

export function connectPacket(options: ConnectOptions): Buffer {
  const { userName, password, will, version = 4 } = options
  let flags = options.clean === false ? 0 : 2
  const parts: Buffer[] = [text(options.clientId ?? userName ?? '')]
  if (will !== undefined) {
    flags |= 0x04 | 0x08 | (will.retain === true ? 0x20 : 0)
    parts.push(text(will.topic), text(will.payload))
  }
  if (userName !== undefined) {
    flags |= 0x80
    parts.push(text(userName))
  }
  if (password !== undefined) {
    flags |= 0x40
    parts.push(text(password))
  }
  const keepalive = Buffer.alloc(2)
  keepalive.writeUInt16BE(options.keepalive ?? 60)
  const properties = version === 5 ? Buffer.from([0]) : Buffer.alloc(0)
  return packet(0x10, text('MQTT'), Buffer.from([version, flags]), keepalive, properties, ...parts)
}

export interface PublishOptions {
  readonly topic: string | Uint8Array
  readonly payload: string | Uint8Array
  readonly qos?: 0 | 1 | 2
  readonly id?: number
  readonly retain?: boolean
}

export function publishPacket(options: PublishOptions): Buffer {
  const { qos = 1, id = 1 } = options
  const number = Buffer.alloc(qos === 0 ? 0 : 2)
  if (qos > 0) number.writeUInt16BE(id)
  return packet(
    0x30 | (qos << 1) | (options.retain === true ? 1 : 0),
    text(options.topic),
    number,
    Buffer.from(options.payload),
  )
}

export function subscribePacket(id: number, filters: readonly string[], qos = 1): Buffer {
  const number = Buffer.alloc(2)
  number.writeUInt16BE(id)
  return packet(0x82, number, ...filters.flatMap((filter) => [text(filter), Buffer.from([qos])]))
}

export interface Received {
  readonly type: number
  readonly flags: number
  readonly body: Buffer
  /** Packet number of PUBACK, PUBREC, PUBCOMP, SUBACK. */
  readonly id: number
}

/** A socket that splits what it receives into packets. */
export class RawClient {
  readonly socket: Socket
  readonly received: Received[] = []
  #bytes = Buffer.alloc(0)
  readonly #changed = new Set<() => void>()

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk])
      this.#split()
      for (const wake of this.#changed) wake()
    })
    socket.on('close', () => {
      for (const wake of this.#changed) wake()
    })
  }

  static async open(port: number): Promise<RawClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await once(socket, 'connect')
    return new RawClient(socket)
  }

  /** Connects and waits for CONNACK; `code` is its return code. */
  static async connect(
    port: number,
    options: ConnectOptions,
  ): Promise<{ client: RawClient; code: number | undefined }> {
    const client = await RawClient.open(port)
    client.send(connectPacket(options))
    await client.until(() => client.received.length > 0 || client.closed)
    return { client, code: client.received[0]?.body[1] }
  }

  get closed(): boolean {
    return this.socket.destroyed || this.socket.closed
  }

  send(...packets: readonly Uint8Array[]): void {
    this.socket.write(Buffer.concat(packets))
  }

  of(type: number): readonly Received[] {
    return this.received.filter((one) => one.type === type)
  }

  /** Numbers acknowledged by PUBACK, in order. */
  get acknowledged(): readonly number[] {
    return this.of(4).map(({ id }) => id)
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#changed.delete(wake)
          resolve()
        }
        this.#changed.add(wake)
      })
    }
  }

  end(): void {
    this.socket.destroy()
  }

  #split(): void {
    for (;;) {
      let length = 0
      let at = 1
      for (let shift = 1; ; shift *= 128, at++) {
        const byte = this.#bytes[at]
        if (byte === undefined) return
        length += (byte & 0x7f) * shift
        if (byte < 0x80) break
      }
      at++
      if (this.#bytes.length < at + length) return
      const first = this.#bytes[0] ?? 0
      const body = this.#bytes.subarray(at, at + length)
      const id = body.length >= 2 ? body.readUInt16BE(0) : 0
      this.received.push({ type: first >> 4, flags: first & 15, body, id })
      this.#bytes = this.#bytes.subarray(at + length)
    }
  }
}
