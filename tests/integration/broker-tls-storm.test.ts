/**
 * A fleet comes back over TLS after the line was cut in the middle of its reports. `TLS_DEVICES=20000` is a city; so many
 * devices and the broker take some minutes, 4 GiB and 40,000 files of one process (`ulimit -n 65536`).
 */
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'

import { expect, it } from 'vitest'

import { Authority } from '../support/certificates.ts'
import { FakeRegistry, startBroker } from '../support/mqtt-broker.ts'
import { connectPacket, publishPacket, RawClient } from '../support/mqtt-raw.ts'

const devices = Number(process.env['TLS_DEVICES'] ?? '300')
const atOnce = 100
const name = (n: number): string => `d-${n}`

it(
  `${devices} devices come back over TLS at once, and nothing that they had to say is lost`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'urban-brain-tls-'))
    const authority = await Authority.make(folder)
    const served = await authority.sign('broker')
    const ca = await readFile(authority.ca)
    const registry = new FakeRegistry()
    for (let n = 0; n < devices; n++) registry.set(name(n), 'token')
    const tls = { ...served, host: '127.0.0.1', port: 0, webSocketPort: null }
    const running = await startBroker({ registry, config: { tls } })
    const port = running.broker.ports().secureMqtt ?? 0

    /** Everybody shakes hands, connects and reports `counts`; resolves with them, or once their reports are acknowledged. */
    const everybody = async (counts: readonly number[], acknowledged: boolean) => {
      const clients: RawClient[] = []
      let next = 0
      const some = async () => {
        for (let n = next++; n < devices; n = next++) {
          const socket = connect({ port, host: '127.0.0.1', ca })
          await once(socket, 'secureConnect')
          const client = new RawClient(socket)
          client.send(connectPacket({ userName: name(n), password: 'token', keepalive: 600 }))
          const topic = `ub/v1/${name(n)}/telemetry`
          for (const id of counts)
            client.send(publishPacket({ topic, payload: `${name(n)} ${id}`, id }))
          const owed = acknowledged ? counts.length : 0
          await client.until(
            () =>
              client.closed || (client.received.length > 0 && client.acknowledged.length >= owed),
          )
          clients.push(client)
        }
      }
      await Promise.all(Array.from({ length: atOnce }, some))
      return clients
    }

    try {
      for (const client of await everybody([1], true)) client.end()
      // Cut off while what they report is under way: nobody knows what came through.
      for (const client of await everybody([2, 3], false)) client.end()
      const back = await everybody([2, 3, 4], true)
      expect(back.filter((client) => client.closed)).toEqual([])
      expect(running.broker.sessions()).toBe(devices)
      for (const client of back) client.end()
      const heard = new Set((await running.frames()).map(({ body }) => String(body)))
      const owed = Array.from({ length: devices * 4 }, (_, n) => `${name(n >> 2)} ${(n & 3) + 1}`)
      expect(owed.filter((report) => !heard.has(report))).toEqual([])
    } finally {
      await running[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    }
  },
  Math.max(120_000, devices * 100),
)
