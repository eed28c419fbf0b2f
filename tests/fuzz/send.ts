/** Sends an input to a system and says what came back. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

import type { WireInput } from './input.ts'

import { FrameReader } from '../../core/sl651/framing.ts'

/** After the last byte that came; what still comes is of no interest. */
const quiet = 150
/** For the first byte of an answer. */
const firstWithin = 700
const longest = 5_000
const kept = 262_144

export interface Answer {
  readonly bytes: Buffer
  readonly closed: boolean
}

/** Never rejects for what the other side does: that is the other side's right. */
export async function send(port: number, input: WireInput): Promise<Answer> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const received: Buffer[] = []
  let size = 0
  let heard = performance.now()
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    heard = performance.now()
    if (size < kept) received.push(chunk)
    size += chunk.length
  })
  try {
    await once(socket, 'connect')
  } catch {
    return { bytes: Buffer.alloc(0), closed: true }
  }
  for (const bytes of input.writes) {
    if (socket.closed) break
    socket.write(Buffer.from(bytes, 'base64'))
    if (input.pause > 0) await delay(input.pause)
    else await new Promise(setImmediate)
  }
  if (input.after === 'destroy') socket.destroy()
  if (input.after === 'end') socket.end()
  const deadline = performance.now() + longest
  heard = performance.now()
  while (
    !socket.closed &&
    performance.now() < deadline &&
    performance.now() - heard < (size === 0 ? firstWithin : quiet)
  )
    await delay(10)
  const { closed } = socket
  socket.destroy()
  return { bytes: Buffer.concat(received), closed }
}

/** Commands of the answers of HJ 212, in their order. */
export const answeredBy = ({ bytes }: Answer): readonly string[] =>
  [...bytes.toString('latin1').matchAll(/;CN=(\d{4});/g)].map(([, cn]) => cn ?? '')

/** How confirmations of SL 651 end: `eot`, `ack`, `nak`. */
export const confirmedBy = ({ bytes }: Answer): readonly string[] =>
  new FrameReader().push(bytes).map((one) => (one.type === 'frame' ? one.ending : one.fault))

/** Statuses of the HTTP answers, in their order. */
export const statuses = ({ bytes }: Answer): readonly string[] =>
  [...bytes.toString('latin1').matchAll(/^HTTP\/1\.1 (\d\d\d)/gm)].map(([, status]) => status ?? '')

/** 5xx other than 501 and 505, which are true, and 503, which is said while something is away. */
export const isDefect = (status: string): boolean =>
  status.startsWith('5') && !['501', '503', '505'].includes(status)

const packetNames: Readonly<Record<number, string>> = {
  2: 'CONNACK',
  3: 'PUBLISH',
  4: 'PUBACK',
  5: 'PUBREC',
  6: 'PUBREL',
  7: 'PUBCOMP',
  9: 'SUBACK',
  11: 'UNSUBACK',
  13: 'PINGRESP',
}

/** Names of the MQTT packets that came. */
export function packets({ bytes }: Answer): readonly string[] {
  const names: string[] = []
  for (let at = 0; at + 1 < bytes.length;) {
    const name = packetNames[(bytes[at] ?? 0) >> 4] ?? 'other'
    names.push(name === 'CONNACK' ? `CONNACK ${bytes[at + 3]}` : name)
    let length = 0
    let shift = 1
    do {
      at++
      length += ((bytes[at] ?? 0) & 0x7f) * shift
      shift *= 128
    } while ((bytes[at] ?? 0) >= 0x80)
    at += 1 + length
  }
  return names
}
