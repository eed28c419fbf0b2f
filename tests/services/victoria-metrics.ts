/**
 * VictoriaMetrics: takes the writes of InfluxDB 1 and 2, and is read by its own query language. It syncs by itself from
 * time to time, so kill() loses what was written in the last seconds; what is read back may lag by a second.
 */
import { join } from 'node:path'

import { onFreePorts } from './free-ports.ts'
import { program, serverFolder } from './programs.ts'
import { runServer, type RunningServer } from './server.ts'

export interface VictoriaMetricsServer extends RunningServer {
  readonly url: string
}

export const startVictoriaMetrics = (): Promise<VictoriaMetricsServer> =>
  onFreePorts(1, async ([port = 0]) => {
    const folder = await serverFolder('victoria-metrics')
    const url = `http://127.0.0.1:${port}`
    const server = await runServer({
      name: 'VictoriaMetrics',
      folder,
      program: program('victoria-metrics'),
      arguments: [
        `-httpListenAddr=127.0.0.1:${port}`,
        `-storageDataPath=${join(folder, 'data')}`,
        '-retentionPeriod=100y',
        '-memory.allowedBytes=128MB',
        '-search.latencyOffset=0s',
        '-search.disableCache',
      ],
      answers: async () => {
        const { status } = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) })
        return status === 200
      },
    })
    return Object.assign(server, { url })
  })
