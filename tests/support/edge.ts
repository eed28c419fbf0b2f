/** The broker in a process of its own, and many devices that come to it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { connectPacket, RawClient, subscribePacket } from './mqtt-raw.ts'

const program = fileURLToPath(new URL('edge-process.ts', import.meta.url))
/** Connections that are being opened at the same time: above the backlog the kernel would wait instead of the broker. */
const atOnce = 200

export interface EdgeProcess extends AsyncDisposable {
  readonly port: number
  readonly pid: number
  /** Bytes of its heap after a collection. */
  readonly heap: () => Promise<number>
}

export async function startEdge(devices: number): Promise<EdgeProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'urban-brain-edge-'))
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--import', 'tsx', program, folder, String(devices)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const answer = async () => Number((await lines.next()).value)
  return {
    port: await answer(),
    pid: child.pid ?? 0,
    async heap() {
      child.stdin.write('\n')
      return answer()
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await once(child, 'exit')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Devices `d-<from>` and on come, each with CONNECT and a subscription to its commands, and stay. */
export async function arrive(
  port: number,
  devices: number,
  from = 0,
): Promise<readonly RawClient[]> {
  const clients: RawClient[] = []
  let next = from
  const some = async () => {
    for (let n = next++; n < from + devices; n = next++) {
      const name = `d-${n}`
      const client = await RawClient.open(port)
      client.send(connectPacket({ userName: name, password: 'token', keepalive: 600 }))
      client.send(subscribePacket(1, [`ub/v1/${name}/command`]))
      await client.until(() => client.of(9).length === 1 || client.closed)
      if (client.closed) throw new Error(`${name} was cut off`)
      clients.push(client)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, some))
  return clients
}
