import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { assemble } from '../../app/assembly/assemble.ts'
import { loadConfig } from '../../app/config.ts'
import { openBackends } from '../../app/engines/engines.ts'
import { createObserver } from '../../app/run/observer.ts'
import { accessTokens, type IssuedToken } from '../../app/tokens.ts'

export interface DeskServer extends AsyncDisposable {
  readonly url: string
  /** `METHOD address` of everything it answers. */
  readonly routes: readonly { readonly method: string; readonly url: string }[]
  ask(path: string, options?: RequestInit & { readonly token?: string }): Promise<Response>
  /** Signs in and gives the cookie that a browser would send from then on. */
  signIn(token: string): Promise<string>
  /** Live feeds that it holds. */
  feeds(): Promise<number>
}

export interface DeskServerOptions {
  readonly tokens: readonly IssuedToken[]
  readonly settings?: Readonly<Record<string, unknown>>
  /** The sample city, which anybody may enter. */
  readonly sample?: boolean
  /** To go on with after a restart; without one a folder that ends with the server. */
  readonly folder?: string
}

/** The role `api` as the program assembles it, on engines in a folder of its own. */
export async function startDeskServer(options: DeskServerOptions): Promise<DeskServer> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'urban-brain-')))
  const { http: given, ...settings } = options.settings ?? {}
  const overrides = {
    data: folder,
    city: 'deploy/sample-city',
    ...settings,
    http: { port: 0, ...(given as object | undefined) },
  }
  const config = loadConfig({ environment: {}, overrides })
  const observer = createObserver({ destination: join(folder, 'log.json'), level: 'error' }, 'test')
  const backends = await openBackends(config, observer)
  const { http } = await assemble({
    roles: new Set(['api']),
    config,
    backends,
    observer,
    catalogue: 'rules/catalogue',
    tokens: accessTokens(options.tokens),
    services: [],
    notifier: { url: 'mqtt://127.0.0.1:1', clientId: 'n', username: 'n', password: 't' },
    board: () => Promise.resolve([]),
    metrics: () => Promise.resolve([]),
    threads: [],
    sample: options.sample ?? false,
  })
  if (http === undefined) throw new Error('the role api has no HTTP server')
  await http.start()
  const ask: DeskServer['ask'] = (path, { token, headers, ...rest } = {}) =>
    fetch(`${http.url()}${path}`, {
      redirect: 'manual',
      ...rest,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(headers as Record<string, string> | undefined),
      },
    })
  return {
    url: http.url(),
    routes: http.routes(),
    ask,
    signIn: async (token) => {
      const answer = await ask('/v1/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      })
      await answer.text()
      return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    },
    feeds: async () => {
      const metrics = await observer.registry.getMetricsAsJSON()
      return metrics.find(({ name }) => name === 'urban_brain_sse_clients')?.values[0]?.value ?? 0
    },
    [Symbol.asyncDispose]: async () => {
      await http.stop()
      await backends[Symbol.asyncDispose]()
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}
