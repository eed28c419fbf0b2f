/**
 * What the threads of a running program hold after a collection of garbage. Resident memory goes up and down with when V8
 * collects; this goes up only when something stays.
 */
import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const probe = fileURLToPath(new URL('heap-probe.js', import.meta.url))

/** What a program must be started with, to be asked by way of an existing folder. */
export const heapProbe = (folder: string) => ({
  nodeArguments: ['--expose-gc', '--import', probe],
  environment: { HEAP_PROBE: folder },
})

/** MiB by thread. */
export async function liveHeap(folder: string): Promise<Readonly<Record<string, number>>> {
  const sockets = (await readdir(folder)).filter((name) => name.endsWith('.heap'))
  const levels = sockets.map(async (name) => {
    const bytes = Number(await text(connect(join(folder, name))))
    return [name.slice(0, -'.heap'.length), Math.round((bytes / 2 ** 20) * 10) / 10] as const
  })
  return Object.fromEntries(await Promise.all(levels))
}
