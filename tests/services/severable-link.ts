/** A TCP connection point in front of a server, where a test can take the network away. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/**
 * `refuse`: what is open breaks off, and new connections break off at once, as when a host went away.
 * `silence`: nothing breaks and nothing passes, as when packets are lost; after mend() the bytes held back go on.
 */
export type Cut = 'refuse' | 'silence'

export interface SeverableLink extends AsyncDisposable {
  readonly port: number
  cut(how?: Cut): void
  mend(): void
}

interface Crossing {
  readonly client: Socket
  readonly server: Socket
}

/** `port` 0 lets the kernel choose. */
export async function severableLink(
  target: { readonly host?: string; readonly port: number },
  port = 0,
): Promise<SeverableLink> {
  const crossings = new Set<Crossing>()
  let state: Cut | 'whole' = 'whole'
  const listener = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    if (state === 'refuse') {
      client.destroy()
      return
    }
    const server = connect({ host: '127.0.0.1', ...target, allowHalfOpen: true })
    const crossing = { client, server }
    crossings.add(crossing)
    for (const socket of [client, server]) {
      socket
        .on('error', () => breakOff(crossing))
        .on('close', () => {
          // What one side sent before it went still reaches the other.
          client.destroySoon()
          server.destroySoon()
          crossings.delete(crossing)
        })
    }
    if (state === 'whole') join(crossing)
  })
  listener.listen(port, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  return {
    port: address !== null && typeof address === 'object' ? address.port : port,
    cut(how = 'refuse') {
      state = how
      for (const crossing of crossings) {
        if (how === 'refuse') breakOff(crossing)
        else part(crossing)
      }
    },
    mend() {
      if (state === 'silence') for (const crossing of crossings) join(crossing)
      state = 'whole'
    },
    async [Symbol.asyncDispose]() {
      listener.close()
      state = 'refuse'
      for (const crossing of crossings) breakOff(crossing)
      await once(listener, 'close')
    },
  }
}

function join({ client, server }: Crossing): void {
  client.pipe(server)
  server.pipe(client)
}

function part({ client, server }: Crossing): void {
  client.unpipe(server).pause()
  server.unpipe(client).pause()
}

function breakOff({ client, server }: Crossing): void {
  client.destroy()
  server.destroy()
}
