import { createAccess } from '../http/access.ts'
import { probes } from '../http/probes.ts'
import { createHttpServer } from '../http/server.ts'
import { createObserver } from './observer.ts'
import { systemClock } from './system-clock.ts'
import type { ThreadOptions } from './thread.ts'
import type { StatusBoard } from './thread-status.ts'

/** Probes and metrics of a process that serves no API. Resolves with how to end them. */
export async function serveProbes(
  { config, log, tokens, threads }: ThreadOptions,
  board: StatusBoard,
): Promise<() => Promise<void>> {
  const access = createAccess(tokens)
  const server = createHttpServer({
    ...config.probes,
    setting: 'probes.port',
    clock: systemClock,
    bounds: config.http,
    access,
    observer: createObserver(log, 'probes'),
    routes: [
      probes({
        access,
        board: () => Promise.resolve(board.latest()),
        metrics: () => board.metrics(),
        threads,
        now: () => systemClock.now(),
      }),
    ],
  })
  await server.start()
  return () => server.stop()
}
