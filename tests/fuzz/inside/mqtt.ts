/** Connections of MQTT: bytes in pieces through the gate and the parser behind it, publishes by their rights to what ingest makes of them. */
import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'

import { parser } from 'mqtt-packet'

import { brokerConfigSchema } from '../../../broker/config.ts'
import { Backpressure, Gate } from '../../../broker/edge/gate.ts'
import { authorisePublish, type Rights } from '../../../broker/rights/rights.ts'
import { mqttInput } from '../mqtt-inputs.ts'
import { writesOf, type Decoded, type Decoder } from './decoder.ts'
import { fuzzedBindings, Stage } from './stage.ts'

const limits = brokerConfigSchema.parse({})

/** Reads nothing by itself, as the broker does. */
function readThrough(writes: readonly Buffer[]) {
  const conn = new PassThrough({ highWaterMark: 2 ** 22 })
  let faults = 0
  const closed = () => (faults += 1)
  const gate = new Gate(conn, limits, new Backpressure(() => false), closed)
  const passed: Buffer[] = []
  for (const bytes of writes) {
    conn.write(bytes)
    for (let piece: unknown = conn.read(); Buffer.isBuffer(piece); piece = conn.read()) {
      passed.push(piece)
      gate.open()
    }
  }
  conn.destroy()
  assert(faults <= 1, 'a connection that is closed twice')
  return { passed, closed: faults > 0 }
}

export function mqttDecoder(): Decoder {
  const stage = new Stage()
  let rights: Rights & { kind: 'device' } = { kind: 'device', device: 'nobody' }
  const published = (topic: string, body: Buffer, retain: boolean): string => {
    const verdict = authorisePublish(rights, topic, body.length, retain, limits, fuzzedBindings)
    if (verdict.take === 'message') return 'message'
    const { channel, refused, protocol } = verdict
    return stage.take({
      ...{ source: rights.device, channel, topic: topic.slice(0, 256) },
      ...(refused !== undefined && { refused }),
      ...(protocol !== undefined && { protocol }),
      body: refused === undefined ? body : body.subarray(0, 65_536),
    })
  }
  function taken(writes: readonly Buffer[]): Decoded {
    const { passed, closed } = readThrough(writes)
    const outcomes: string[] = []
    const reading = parser({ protocolVersion: 4 })
    // The gate let it pass: what the parser cannot read it should have closed.
    reading.on('error', (error: Error) => assert.fail(`behind the gate: ${error.message}`))
    reading.on('packet', (packet) => {
      if (packet.cmd === 'connect') rights = { kind: 'device', device: packet.username ?? '' }
      outcomes.push(
        packet.cmd === 'publish'
          ? `publish ${published(packet.topic, Buffer.from(packet.payload), packet.retain)}`
          : packet.cmd,
      )
    })
    for (const bytes of passed) reading.parse(bytes)
    if (closed) outcomes.push('closed')
    const bytes = writes.reduce((sum, { length }) => sum + length, 0)
    return { bytes, outcomes: outcomes.length > 0 ? outcomes : ['no packet'] }
  }
  return {
    next(random) {
      const writes = writesOf(mqttInput(random))
      return () => taken(writes)
    },
  }
}
