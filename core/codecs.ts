/** Bytes of the topics. JSON for what people may want to read with any tool, a fixed layout for frames, the hot one. */
import type { Channel, Frame, Protocol, Refusal, Tick } from './frame.ts'
import { channels, protocols, refusals } from './frame.ts'
import type { z } from 'zod'

import type { DeviceId } from './identity.ts'
import { instant } from './time.ts'
import { checked, newest, upcast, type Kept, type Upcasts } from './upcast.ts'

export interface Codec<T> {
  encode(value: T): Uint8Array
  decode(bytes: Uint8Array): T
}

export const json = <T>(): Codec<T> => ({
  encode: (value) => Buffer.from(JSON.stringify(value), 'utf8'),
  decode: (bytes) => JSON.parse(asBuffer(bytes).toString('utf8')) as T,
})

export interface RecordKind<T> {
  /** What a person is told that it is. */
  readonly what: string
  readonly upcasts: Upcasts
  /** Left out of what is read too often to look at each. */
  readonly schema?: z.ZodType<T>
}

/**
 * JSON that begins with its version, as `{"schema":1,`. What was written before there were versions is of the first. The
 * version of today is cut off the text and not out of the object, which would cost a copy of it.
 */
export function versioned<T extends object>({ what, upcasts, schema }: RecordKind<T>): Codec<T> {
  const head = `{"schema":${newest(upcasts)},`
  const read = (text: string): Kept => {
    if (text.startsWith(head)) return JSON.parse(`{${text.slice(head.length)}`) as Kept
    const { schema: version, ...value } = JSON.parse(text) as Kept
    return upcast(what, upcasts, version, value)
  }
  return {
    encode: (value) => Buffer.from(head + JSON.stringify(value).slice(1), 'utf8'),
    decode(bytes) {
      const value = read(asBuffer(bytes).toString('utf8'))
      return schema === undefined ? (value as T) : checked(what, schema, value)
    },
  }
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/*
 * Layout of a frame, version 1, big endian:
 *   0 version (1), 1 type (0 tick, 1 frame), 2..9 instant as double
 *   tick only, where the clock was set: 10..17 `stepped` as double
 *   frame only: 10 channel, 11 refusal + 1 (0 none), 12 retained, 13..20 redriveOf + 1 as double (0 none),
 *   21..22 length of source, 23..24 length of topic, source, topic (UTF-8), body to the end
 * Version 2, of frames with a protocol alone: 25 protocol, and what follows one byte later.
 */
const version = 1
const versionWithProtocol = 2
const tickLength = 10
const steppedTickLength = 18
const frameHead = 25

export const frameCodec: Codec<Frame | Tick> = {
  encode(value) {
    if (value.type === 'tick') {
      const { at, stepped } = value
      const bytes = Buffer.allocUnsafe(stepped === undefined ? tickLength : steppedTickLength)
      bytes[0] = version
      bytes[1] = 0
      bytes.writeDoubleBE(at, 2)
      if (stepped !== undefined) bytes.writeDoubleBE(stepped, tickLength)
      return bytes
    }
    const sourceLength = Buffer.byteLength(value.source)
    const topicLength = Buffer.byteLength(value.topic)
    const { protocol } = value
    const head = protocol === undefined ? frameHead : frameHead + 1
    const bytes = Buffer.allocUnsafe(head + sourceLength + topicLength + value.body.length)
    bytes[0] = protocol === undefined ? version : versionWithProtocol
    bytes[1] = 1
    bytes.writeDoubleBE(value.receivedAt, 2)
    bytes[10] = channels.indexOf(value.channel)
    bytes[11] = value.refused === undefined ? 0 : refusals.indexOf(value.refused) + 1
    bytes[12] = value.retained ? 1 : 0
    bytes.writeDoubleBE(value.redriveOf === undefined ? 0 : value.redriveOf + 1, 13)
    bytes.writeUInt16BE(sourceLength, 21)
    bytes.writeUInt16BE(topicLength, 23)
    if (protocol !== undefined) bytes[frameHead] = protocols.indexOf(protocol)
    bytes.write(value.source, head, 'utf8')
    bytes.write(value.topic, head + sourceLength, 'utf8')
    bytes.set(value.body, head + sourceLength + topicLength)
    return bytes
  },
  decode(raw) {
    const bytes = asBuffer(raw)
    if (bytes[0] !== version && bytes[0] !== versionWithProtocol)
      throw new TypeError(`frame layout ${bytes[0]} is not known`)
    const at = instant(bytes.readDoubleBE(2))
    if (bytes[1] === 0) {
      if (bytes.length < steppedTickLength) return { type: 'tick', at }
      return { type: 'tick', at, stepped: bytes.readDoubleBE(tickLength) }
    }
    const head = bytes[0] === version ? frameHead : frameHead + 1
    const topicStart = head + bytes.readUInt16BE(21)
    const bodyStart = topicStart + bytes.readUInt16BE(23)
    const refusal = bytes[11] === 0 ? undefined : refusals[(bytes[11] ?? 0) - 1]
    const redriveOf = bytes.readDoubleBE(13)
    return {
      type: 'frame',
      source: bytes.toString('utf8', head, topicStart) as DeviceId,
      channel: channels[bytes[10] ?? 0] as Channel,
      topic: bytes.toString('utf8', topicStart, bodyStart),
      body: bytes.subarray(bodyStart),
      receivedAt: at,
      retained: bytes[12] === 1,
      ...(head > frameHead && { protocol: protocols[bytes[frameHead] ?? 0] as Protocol }),
      ...(refusal === undefined ? {} : { refused: refusal satisfies Refusal }),
      ...(redriveOf === 0 ? {} : { redriveOf: redriveOf - 1 }),
    }
  },
}
