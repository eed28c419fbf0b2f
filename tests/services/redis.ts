/** Redis that syncs every write before it answers. */
import { once } from 'node:events'
import { connect } from 'node:net'

import { onFreePorts } from './free-ports.ts'
import { program, serverFolder } from './programs.ts'
import { runServer, type RunningServer } from './server.ts'

export interface RedisServer extends RunningServer {
  readonly url: string
}

export const startRedis = (): Promise<RedisServer> =>
  onFreePorts(1, async ([port = 0]) => {
    const folder = await serverFolder('redis')
    const settings = {
      bind: '127.0.0.1',
      port: String(port),
      dir: folder,
      save: '',
      appendonly: 'yes',
      appendfsync: 'always',
    }
    const server = await runServer({
      name: 'Redis',
      folder,
      program: program('redis-server'),
      arguments: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
      answers: () => ping(port),
    })
    return Object.assign(server, { url: `redis://127.0.0.1:${port}` })
  })

/** False while the server reads its file. */
async function ping(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    socket.write('PING\r\n')
    const [answer]: Buffer[] = await once(socket, 'data', { signal: AbortSignal.timeout(2000) })
    return answer?.toString().startsWith('+PONG') ?? false
  } finally {
    socket.destroy()
  }
}
