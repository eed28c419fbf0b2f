/**
 * What of a packet MQTT 3.1.1 demands of a client, told from its bytes before any of them is believed. A fault is named
 * by the clause that the packet breaks; the standard wants the connection closed for each (MQTT-4.8.0-1). Topics of a
 * PUBLISH that are empty or hold a wildcard are no faults here: they become dead letters (rights.ts), because a device
 * that came back with the same message for ever would help nobody. Pure.
 */
import { isWellFormedFilter } from '../rights/filters.ts'

export interface Fault {
  readonly clause: string
  /** Return code of the CONNACK that goes before the close. */
  readonly connack?: 1
}

const kind = {
  connect: 1,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  unsubscribe: 10,
  pingreq: 12,
  disconnect: 14,
} as const

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const malformed: Fault = { clause: 'MQTT-4.8.0-1' }
const unnumbered: Fault = { clause: 'MQTT-2.3.1-1' }

/** How many bytes behind the fixed header must be there before the packet can be checked; `seen` are the first of them. */
export function bytesToCheck(first: number, length: number, seen: Uint8Array): number {
  if (first >> 4 !== kind.publish) return length
  if (seen.length < 2) return Math.min(2, length)
  return Math.min(length, 2 + number(seen, 0) + ((first & 0x06) === 0 ? 0 : 2))
}

/** What is wrong with the first byte of a packet: its kind and the flags that belong to it (section 2.2.2). */
export function headerFault(first: number): Fault | undefined {
  const flags = first & 0x0f
  const asItMust = (flag: number, clause: string) => (flags === flag ? undefined : { clause })
  switch (first >> 4) {
    case kind.publish:
      if ((flags & 0x06) === 0x06) return { clause: 'MQTT-3.3.1-4' }
      return (flags & 0x0e) === 0x08 ? { clause: 'MQTT-3.3.1-2' } : undefined
    case kind.pubrel:
      return asItMust(2, 'MQTT-3.6.1-1')
    case kind.subscribe:
      return asItMust(2, 'MQTT-3.8.1-1')
    case kind.unsubscribe:
      return asItMust(2, 'MQTT-3.10.1-1')
    case kind.connect:
    case kind.puback:
    case kind.pubrec:
    case kind.pubcomp:
    case kind.pingreq:
    case kind.disconnect:
      return asItMust(0, 'MQTT-2.2.2-2')
    default:
      // What only a server sends, and what is reserved.
      return malformed
  }
}

/** What is wrong behind the fixed header; at least `bytesToCheck` bytes of the body are there. */
export function bodyFault(first: number, length: number, body: Uint8Array): Fault | undefined {
  switch (first >> 4) {
    case kind.connect:
      return connectFault(body)
    case kind.publish:
      return (
        textFault(body, 0) ??
        ((first & 0x06) === 0 ? undefined : numberFault(body, fieldEnd(body, 0)))
      )
    case kind.puback:
    case kind.pubrec:
    case kind.pubrel:
    case kind.pubcomp:
      return length === 2 ? numberFault(body, 0) : malformed
    case kind.subscribe:
      return filtersFault(body, 1, 'MQTT-3.8.3-3')
    case kind.unsubscribe:
      return filtersFault(body, 0, 'MQTT-3.10.3-2')
    default:
      return length === 0 ? undefined : malformed
  }
}

function connectFault(body: Uint8Array): Fault | undefined {
  const nameEnd = body.length < 2 ? 0 : 2 + number(body, 0)
  const name = String.fromCharCode(...body.subarray(2, Math.min(nameEnd, 8)))
  const expected = name === 'MQTT' ? 4 : name === 'MQIsdp' ? 3 : undefined
  if (expected === undefined || nameEnd !== 2 + name.length) return { clause: 'MQTT-3.1.2-1' }
  const level = body[nameEnd]
  const flags = body[nameEnd + 1]
  if (level === undefined) return malformed
  // A bridge of Mosquitto sets the highest bit.
  if ((level & 0x7f) !== expected) return { clause: 'MQTT-3.1.2-2', connack: 1 }
  if (flags === undefined || body.length < nameEnd + 4) return malformed
  return flagsFault(flags) ?? payloadFault(flags, body, nameEnd + 4)
}

const will = 0x04
const willQos = 0x18
const willRetain = 0x20
const password = 0x40
const userName = 0x80

function flagsFault(flags: number): Fault | undefined {
  if ((flags & 0x01) !== 0) return { clause: 'MQTT-3.1.2-3' }
  if ((flags & will) === 0) {
    if ((flags & willQos) !== 0) return { clause: 'MQTT-3.1.2-13' }
    if ((flags & willRetain) !== 0) return { clause: 'MQTT-3.1.2-15' }
  }
  if ((flags & willQos) === willQos) return { clause: 'MQTT-3.1.2-14' }
  if ((flags & password) !== 0 && (flags & userName) === 0) return { clause: 'MQTT-3.1.2-22' }
  return undefined
}

function payloadFault(flags: number, body: Uint8Array, from: number): Fault | undefined {
  const fields = [
    'text',
    ...((flags & will) === 0 ? [] : ['text', 'bytes']),
    ...((flags & userName) === 0 ? [] : ['text']),
    ...((flags & password) === 0 ? [] : ['bytes']),
  ]
  let at = from
  for (const field of fields) {
    const fault = field === 'text' ? textFault(body, at) : undefined
    if (fault !== undefined) return fault
    at = fieldEnd(body, at)
    if (at > body.length) return malformed
  }
  return at === body.length ? undefined : { clause: 'MQTT-3.1.4-1' }
}

/** SUBSCRIBE has a byte behind each filter, UNSUBSCRIBE none. */
function filtersFault(body: Uint8Array, options: 0 | 1, empty: string): Fault | undefined {
  const fault = numberFault(body, 0)
  if (fault !== undefined) return fault
  if (body.length === 2) return { clause: empty }
  for (let at = 2; at < body.length;) {
    const wrong = textFault(body, at)
    if (wrong !== undefined) return wrong
    const end = fieldEnd(body, at)
    const filter = utf8.decode(body.subarray(at + 2, end))
    if (filter === '') return { clause: 'MQTT-4.7.3-1' }
    if (!isWellFormedFilter(filter)) return { clause: filterClause(filter) }
    at = end + options
    if (at > body.length) return malformed
    if (options === 1 && (body[end] ?? 0) > 2) return { clause: 'MQTT-3.8.3-4' }
  }
  return undefined
}

const filterClause = (filter: string): string =>
  /(^|\/)[^/]*\+[^/]+|[^/]\+/.test(filter) ? 'MQTT-4.7.1-3' : 'MQTT-4.7.1-2'

const numberFault = (body: Uint8Array, at: number): Fault | undefined =>
  body.length < at + 2 ? malformed : number(body, at) === 0 ? unnumbered : undefined

/** A text of two bytes length and well-formed UTF-8 (section 1.5.3); a lone surrogate is none. */
function textFault(body: Uint8Array, at: number): Fault | undefined {
  if (body.length < at + 2) return malformed
  const end = fieldEnd(body, at)
  if (end > body.length) return malformed
  let ascii = true
  for (let index = at + 2; index < end; index++) {
    const byte = body[index] ?? 0
    if (byte === 0) return { clause: 'MQTT-1.5.3-2' }
    if (byte >= 0x80) ascii = false
  }
  if (ascii) return undefined
  try {
    utf8.decode(body.subarray(at + 2, end))
    return undefined
  } catch {
    return { clause: 'MQTT-1.5.3-1' }
  }
}

/** Where a field of two bytes length ends; beyond the body when it is cut. */
const fieldEnd = (body: Uint8Array, at: number): number =>
  body.length < at + 2 ? body.length + 1 : at + 2 + number(body, at)

const number = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
