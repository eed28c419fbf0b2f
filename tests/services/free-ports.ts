/**
 * Ports below the range that the kernel takes outgoing connections from: a client that tries again and again while its
 * server is down would sooner or later be given the server's own port, and hold it when the server comes back.
 */
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'

import { ServerStartError } from './server.ts'

const lowest = 15_000

/** `count` different ports of 127.0.0.1 that nobody listens on now. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const end = endOfFreeRange()
  const found = new Set<number>()
  while (found.size < count) {
    const port = await tryPort(end > lowest ? randomInt(lowest, end) : 0)
    if (port !== undefined) found.add(port)
  }
  return [...found]
}

/** Gives `start` other ports when somebody else was faster to take one. */
export async function onFreePorts<T>(
  count: number,
  start: (ports: readonly number[]) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePorts(count))
    } catch (cause) {
      const taken = cause instanceof ServerStartError && /address already in use/i.test(cause.said)
      if (!taken || attempt === 5) throw cause
    }
  }
}

function endOfFreeRange(): number {
  const range = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')
  return Number(range.split(/\s+/)[0])
}

async function tryPort(wanted: number): Promise<number | undefined> {
  const server = createServer()
  server.listen(wanted, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return undefined
  }
  const address = server.address()
  server.close()
  await once(server, 'close')
  return address !== null && typeof address === 'object' ? address.port : undefined
}
