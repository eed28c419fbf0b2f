/**
 * A fleet over TLS in a process of its own, so that it and the broker may each open as many files as a process may: connects and
 * reports, is cut off with reports under way, comes back and reports those again. Says what it took, and stays until a line is read.
 */
import { once } from 'node:events'
import { readFileSync, writeSync } from 'node:fs'
import { connect } from 'node:tls'

import { connectPacket, publishPacket, RawClient } from './mqtt-raw.ts'

/** What the process writes once all are back. */
export interface FleetReport {
  /** Of those that came back. */
  readonly closed: number
  readonly backSeconds: number
}

const atOnce = 100
const [, , port = '', caFile = '', count = ''] = process.argv
const devices = Number(count)
const ca = readFileSync(caFile)

/** Everybody shakes hands, connects and reports `counts`; resolves with them, or once their reports are acknowledged. */
async function everybody(counts: readonly number[], acknowledged: boolean) {
  const clients: RawClient[] = []
  let next = 0
  const some = async () => {
    for (let n = next++; n < devices; n = next++) {
      const name = `d-${n}`
      const socket = connect({ port: Number(port), host: '127.0.0.1', ca })
      await once(socket, 'secureConnect')
      const client = new RawClient(socket)
      client.send(connectPacket({ userName: name, password: 'token', keepalive: 600 }))
      const topic = `ub/v1/${name}/telemetry`
      for (const id of counts) client.send(publishPacket({ topic, payload: `${name} ${id}`, id }))
      const owed = acknowledged ? counts.length : 0
      await client.until(
        () => client.closed || (client.received.length > 0 && client.acknowledged.length >= owed),
      )
      clients.push(client)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, some))
  return clients
}

for (const client of await everybody([1], true)) client.end()
// Cut off while what they report is under way: nobody knows what came through.
for (const client of await everybody([2, 3], false)) client.end()
const began = performance.now()
const back = await everybody([2, 3, 4], true)
const report: FleetReport = {
  closed: back.filter((client) => client.closed).length,
  backSeconds: (performance.now() - began) / 1_000,
}
writeSync(1, `${JSON.stringify(report)}\n`)
await once(process.stdin, 'data')
for (const client of back) client.end()
process.exit()
