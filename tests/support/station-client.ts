/** A station of HJ 212 in a test: sends bytes, and hears what is answered. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

import type { ChecksumMode } from '../../core/hj212/checksum.ts'
import { FrameReader, frameOf } from '../../core/hj212/framing.ts'
import { readMessage, type Message } from '../../core/hj212/message.ts'
import { until } from './until.ts'

/** As a station of dust says it; `area` and all else as a test wants it. */
export const stationFrame = (
  said: Partial<Record<'QN' | 'ST' | 'CN' | 'PW' | 'MN' | 'Flag' | 'PNUM' | 'PNO', string>>,
  area: string,
  mode?: ChecksumMode,
): Buffer => {
  const fields = {
    ...{ QN: '20260315083000001', ST: '39', CN: '2011', PW: '123456', MN: 'M-1', Flag: '5' },
    ...said,
  }
  const text = Object.entries(fields)
    .map(([name, value]) => `${name}=${value};`)
    .join('')
  return frameOf(Buffer.from(`${text}CP=&&${area}&&`), mode)
}

export class StationClient {
  readonly #socket: Socket
  readonly #reader = new FrameReader()
  readonly answers: Message[] = []
  closed = false

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('error', () => {})
    socket.on('close', () => (this.closed = true))
    socket.on('data', (chunk) => {
      for (const one of this.#reader.push(chunk)) {
        if (one.type === 'noise') throw new Error(`an answer that is no frame: ${one.fault}`)
        const message = readMessage(Buffer.from(one.segment).toString())
        if ('fault' in message) throw new Error(`an answer that cannot be read: ${message.field}`)
        this.answers.push(message)
      }
    })
  }

  /** With the authority of its certificate over TLS. */
  static async connect(port: number, ca?: Uint8Array): Promise<StationClient> {
    const place = { host: '127.0.0.1', port }
    const socket =
      ca === undefined
        ? connect({ ...place, noDelay: true })
        : connectTls({ ...place, ca: Buffer.from(ca) })
    const client = new StationClient(socket)
    await once(socket, ca === undefined ? 'connect' : 'secureConnect')
    return client
  }

  send(bytes: Uint8Array): this {
    this.#socket.write(bytes)
    return this
  }

  async answered(count: number): Promise<readonly Message[]> {
    await until(() => this.answers.length >= count)
    return this.answers
  }

  async ended(): Promise<void> {
    await until(() => this.closed)
  }

  close(): void {
    this.#socket.destroy()
  }
}
