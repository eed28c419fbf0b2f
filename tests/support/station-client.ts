/** A station in a test: sends bytes, and hears what is answered. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

import type { ChecksumMode } from '../../core/hj212/checksum.ts'
import { FrameReader, frameOf } from '../../core/hj212/framing.ts'
import { readMessage, type Message } from '../../core/hj212/message.ts'
import { frameBytes, type Frame } from '../../core/sl651/frame.ts'
import { FrameReader as HydrologicalReader } from '../../core/sl651/framing.ts'
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

/** As a hydrological station says it in HEX/BCD; the body without its serial and time where it is text. */
export const hydrologicalFrame = (
  said: Partial<Omit<Frame, 'type' | 'body'>>,
  body: string | Uint8Array,
): Buffer =>
  frameBytes({
    ...{ encoding: 'hex', direction: 'up', centre: 1, station: '0012345678' },
    ...{ password: '1234', command: 0x32, ending: 'etx' },
    ...said,
    body: typeof body === 'string' ? Buffer.from(`0003260315083005${body}`, 'hex') : body,
  })

const readAnswers = () => {
  const reader = new FrameReader()
  return (chunk: Uint8Array): readonly Message[] =>
    reader.push(chunk).map((one) => {
      if (one.type === 'noise') throw new Error(`an answer that is no frame: ${one.fault}`)
      const message = readMessage(Buffer.from(one.segment).toString())
      if ('fault' in message) throw new Error(`an answer that cannot be read: ${message.field}`)
      return message
    })
}

const readHydrological = () => {
  const reader = new HydrologicalReader()
  return (chunk: Uint8Array): readonly Frame[] =>
    reader.push(chunk).map((one) => {
      if (one.type === 'noise') throw new Error(`an answer that is no frame: ${one.fault}`)
      return one
    })
}

export class StationClient<Answer = Message> {
  readonly #socket: Socket
  readonly answers: Answer[] = []
  closed = false

  private constructor(socket: Socket, read: (chunk: Uint8Array) => readonly Answer[]) {
    this.#socket = socket
    socket.on('error', () => {})
    socket.on('close', () => (this.closed = true))
    socket.on('data', (chunk) => this.answers.push(...read(chunk)))
  }

  /** With the authority of its certificate over TLS. */
  static async connect(port: number, ca?: Uint8Array): Promise<StationClient> {
    return new StationClient(await connected(port, ca), readAnswers())
  }

  /** One of SL 651. */
  static async hydrological(port: number, ca?: Uint8Array): Promise<StationClient<Frame>> {
    return new StationClient(await connected(port, ca), readHydrological())
  }

  send(bytes: Uint8Array): this {
    this.#socket.write(bytes)
    return this
  }

  async answered(count: number): Promise<readonly Answer[]> {
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

async function connected(port: number, ca: Uint8Array | undefined): Promise<Socket> {
  const place = { host: '127.0.0.1', port }
  const socket =
    ca === undefined
      ? connect({ ...place, noDelay: true })
      : connectTls({ ...place, ca: Buffer.from(ca) })
  await once(socket, ca === undefined ? 'connect' : 'secureConnect')
  return socket
}
