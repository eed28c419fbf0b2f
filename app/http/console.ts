import { existsSync } from 'node:fs'
import { join } from 'node:path'

import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { packageRoot } from '../package-root.ts'

const interfaces = /^\/(?:v1|docs|health|metrics)(?:\/|$|\?)/
const year = 31_536_000

/** The built pages; undefined when nobody has built them. */
export function builtConsole(): string | undefined {
  const folder = join(packageRoot(), 'dist', 'console')
  return existsSync(join(folder, 'index.html')) ? folder : undefined
}

/**
 * Serves the pages at `/`. Files with a hash in their name are kept by browsers for a year, the others are asked for each time. They
 * hold nothing secret, so nobody has to sign in to get them.
 */
export async function serveConsole(server: FastifyInstance, folder: string): Promise<void> {
  await server.register(fastifyStatic, {
    root: folder,
    prefix: '/',
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const kept = path.includes(join('console', 'assets'))
      reply.setHeader('cache-control', kept ? `public, max-age=${year}, immutable` : 'no-cache')
    },
  })
}

/** Every address of the console is the same page, which looks at the address itself. */
export const asksForPage = (request: FastifyRequest): boolean =>
  request.method === 'GET' &&
  !interfaces.test(request.url) &&
  (request.headers.accept ?? '').includes('text/html')

export const sendPage = (reply: FastifyReply, folder: string | undefined): FastifyReply =>
  folder === undefined
    ? reply
        .status(404)
        .type('text/plain; charset=utf-8')
        .send('The pages are not built; build them with: npm run build\n')
    : reply.header('cache-control', 'no-cache').sendFile('index.html')
