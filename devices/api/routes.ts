import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { adoptionRoutes } from './adoption.ts'
import { commandRoutes } from './commands.ts'
import { configurationRoutes } from './configurations.ts'
import type { DevicesApiDependencies } from './dependencies.ts'
import { deviceListFileRoutes } from './device-list-file.ts'
import { credentialRoutes } from './credentials.ts'
import { enrollingRoute } from './enrolling.ts'
import { enrolmentRoutes } from './enrolments.ts'
import { deviceRoutes } from './devices.ts'
import { healthRoutes } from './health.ts'
import { importRoutes } from './import.ts'
import { linkRoutes } from './links.ts'
import { neighbourRoutes } from './neighbours.ts'

/** All routes of this folder under `/v1`. */
export const devicesApi =
  (dependencies: DevicesApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    await server.register(deviceRoutes(dependencies))
    await server.register(credentialRoutes(dependencies))
    await server.register(enrolmentRoutes(dependencies))
    await server.register(enrollingRoute(dependencies))
    await server.register(deviceListFileRoutes(dependencies))
    await server.register(commandRoutes(dependencies))
    await server.register(configurationRoutes(dependencies))
    await server.register(linkRoutes(dependencies))
    await server.register(importRoutes(dependencies))
    await server.register(adoptionRoutes(dependencies))
    await server.register(neighbourRoutes(dependencies))
    await server.register(healthRoutes(dependencies))
  }
