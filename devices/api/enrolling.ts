import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { UrbanBrainError } from '../../core/errors.ts'
import { countFailures } from '../../runtime/failures.ts'
import { hashToken } from '../../runtime/token.ts'
import { newCredential } from '../credentials.ts'
import type { DevicesApiDependencies } from './dependencies.ts'
import { enrolledSchema, enrollingSchema } from './enrolment-contract.ts'

const longestBody = 4_096

/** The one route by which a device that nobody knows yet gets its credential: of a batch, by its code. */
export const enrollingRoute =
  ({ registry, clock, observer }: DevicesApiDependencies): FastifyPluginAsyncZod =>
  (server) => {
    const failures = countFailures(clock)
    const { enrolments } = registry

    server.post(
      '/v1/enrolling',
      {
        bodyLimit: longestBody,
        schema: {
          summary: 'A device gets its credential, once, by the code of its batch',
          description: 'For the device itself, which has nothing else yet.',
          tags: ['devices'],
          security: [],
          body: enrollingSchema,
          response: { 200: enrolledSchema },
        },
      },
      async ({ body: { device, code, token }, ip }, reply) => {
        if (failures.tooMany(ip))
          throw new UrbanBrainError(
            'too-many-requests',
            'too many wrong codes from this address; wait a minute',
          )
        const { token: given, hash } =
          token === undefined ? newCredential() : { token, hash: hashToken(token) }
        const granted = await enrolments.enrol({
          ...{ device, code: hashToken(code), credential: hash, at: clock.now() },
        })
        observer.emit('device.enrolment', { outcome: granted ? 'granted' : 'refused', device })
        if (!granted) {
          failures.count(ip)
          throw new UrbanBrainError(
            'enrolment-refused',
            'no batch in force has this device and this code, or it has its credential already',
          )
        }
        return reply.header('cache-control', 'no-store').send({ device, token: given })
      },
    )
    return Promise.resolve()
  }
