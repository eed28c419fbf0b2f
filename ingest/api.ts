import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { accountingRoutes } from './api/accounting.ts'
import { deadLetterRoutes } from './api/dead-letters.ts'
import type { IngestApiDependencies } from './api/dependencies.ts'
import { adoptionRoutes } from './api/adoption.ts'
import { deviceRoutes } from './api/devices.ts'
import { importRoutes } from './api/import.ts'
import { healthRoutes } from './api/health.ts'
import { neighbourRoutes } from './api/neighbours.ts'
import { readingRoutes } from './api/readings.ts'

/** All routes of this folder under `/v1`. */
export const ingestApi =
  (dependencies: IngestApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    await server.register(deviceRoutes(dependencies))
    await server.register(importRoutes(dependencies))
    await server.register(adoptionRoutes(dependencies))
    await server.register(neighbourRoutes(dependencies))
    await server.register(healthRoutes(dependencies))
    await server.register(readingRoutes(dependencies))
    await server.register(deadLetterRoutes(dependencies))
    await server.register(accountingRoutes(dependencies))
  }
