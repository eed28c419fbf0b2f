/** Mosquitto that saves its sessions after every change, so that what it acknowledged survives kill(). */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { connectAsync } from 'mqtt'

import { onFreePorts } from './free-ports.ts'
import { program, serverFolder } from './programs.ts'
import { runServer, type RunningServer } from './server.ts'

export interface MosquittoServer extends RunningServer {
  /** mqtt:// */
  readonly url: string
  readonly port: number
}

export interface MosquittoOptions {
  /** Further lines of mosquitto.conf, after the listener. */
  readonly settings?: readonly string[]
}

export const startMosquitto = (options: MosquittoOptions = {}): Promise<MosquittoServer> =>
  onFreePorts(1, async ([port = 0]) => {
    const folder = await serverFolder('mosquitto')
    const file = join(folder, 'mosquitto.conf')
    const url = `mqtt://127.0.0.1:${port}`
    await writeFile(file, [...configuration(port, folder), ...(options.settings ?? [])].join('\n'))
    const server = await runServer({
      name: 'Mosquitto',
      folder,
      program: program('mosquitto'),
      arguments: ['-c', file],
      answers: () => connects(url),
    })
    return Object.assign(server, { url, port })
  })

const configuration = (port: number, folder: string): readonly string[] => [
  // As root it would become the user mosquitto, who may not write to the folder.
  ...(process.getuid?.() === 0 ? ['user root'] : []),
  'allow_anonymous true',
  'persistence true',
  `persistence_location ${folder}/`,
  'autosave_on_changes true',
  'autosave_interval 1',
  `listener ${port} 127.0.0.1`,
]

/** Settings may ask for a password, and a refusal is an answer too. */
async function connects(url: string): Promise<boolean> {
  try {
    const client = await connectAsync(url, { reconnectPeriod: 0, connectTimeout: 2000 }, false)
    await client.endAsync()
    return true
  } catch (cause) {
    return cause instanceof Error && /not authorized|bad user/i.test(cause.message)
  }
}
