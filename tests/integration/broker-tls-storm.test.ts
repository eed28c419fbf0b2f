/**
 * A fleet comes back over TLS after the line was cut in the middle of its reports. `TLS_DEVICES=19900` is a city on one process,
 * with a file for each connection (`ulimit -n`); it takes some minutes and 4 GiB.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { expect, it } from 'vitest'

import { Authority } from '../support/certificates.ts'
import { FakeRegistry, startBroker } from '../support/mqtt-broker.ts'
import type { FleetReport } from '../support/tls-devices.ts'

const devices = Number(process.env['TLS_DEVICES'] ?? '300')
const fleet = fileURLToPath(new URL('../support/tls-devices.ts', import.meta.url))

it(
  `${devices} devices come back over TLS at once, and nothing that they had to say is lost`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'urban-brain-tls-'))
    const authority = await Authority.make(folder)
    const served = await authority.sign('broker')
    const registry = new FakeRegistry()
    for (let n = 0; n < devices; n++) registry.set(`d-${n}`, 'token')
    const tls = { ...served, host: '127.0.0.1', port: 0, webSocketPort: null }
    const running = await startBroker({ registry, config: { tls } })
    const port = running.broker.ports().secureMqtt ?? 0
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', fleet, String(port), authority.ca, String(devices)],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    )
    try {
      const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
      const report = JSON.parse(String((await lines.next()).value)) as FleetReport
      const seconds = report.backSeconds.toFixed(1)
      process.stdout.write(`${devices} devices were back over TLS within ${seconds} s\n`)
      expect(report.closed).toBe(0)
      expect(running.broker.sessions()).toBe(devices)
      child.stdin.end('\n')
      await once(child, 'exit')
      const heard = new Set((await running.frames()).map(({ body }) => String(body)))
      const owed = Array.from({ length: devices * 4 }, (_, n) => `d-${n >> 2} ${(n & 3) + 1}`)
      expect(owed.filter((report) => !heard.has(report))).toEqual([])
    } finally {
      child.kill('SIGKILL')
      await running[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    }
  },
  Math.max(120_000, devices * 100),
)
