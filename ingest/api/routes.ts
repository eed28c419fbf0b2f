import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { accountingRoutes } from './accounting.ts'
import { bindingRoutes } from './bindings.ts'
import { deadLetterRoutes } from './dead-letters.ts'
import type { IngestApiDependencies } from './dependencies.ts'
import { pushRoutes } from './push.ts'

/** All routes of this folder under `/v1`. */
export const ingestApi =
  (dependencies: IngestApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    await server.register(deadLetterRoutes(dependencies))
    await server.register(bindingRoutes(dependencies))
    await server.register(accountingRoutes(dependencies))
    await server.register(pushRoutes(dependencies))
  }
