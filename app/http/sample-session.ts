import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { people, type ActorRole } from '../../core/actor.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { UnitId } from '../../core/identity.ts'
import type { AccessToken } from '../config.ts'
import type { TokenAccess } from './access.ts'
import { entrancesSchema, entranceSchema, personSchema } from './contract.ts'
import { askingPage } from './decide/origin.ts'
import { isOwnMachine } from './decide/sample-entrance.ts'
import { keepSession, personOf } from './session.ts'

export interface SampleSessionOptions {
  readonly access: TokenAccess
  readonly tokens: readonly AccessToken[]
  readonly city: Bilingual
  readonly units: ReadonlyMap<UnitId, { readonly name: Bilingual }>
  /** Orders that wait for this unit to take them. */
  readonly orders: (unit: UnitId) => Promise<number>
}

const tags = ['session']

/**
 * The first page of the sample city: anybody enters as any of its people. A server that is no sample city has not got these routes.
 */
export function sampleSessionRoutes(options: SampleSessionOptions): FastifyPluginAsyncZod {
  const { access, city, units, orders } = options
  const entrances = options.tokens.filter(({ role }) =>
    (people as readonly ActorRole[]).includes(role),
  )
  return async (server) => {
    // A name of a stranger may lead to this machine, and its pages would be of the same origin.
    server.addHook('onRequest', async (request: FastifyRequest) => {
      if (askingPage(request) === 'other' || !isOwnMachine(request.hostname))
        throw new UrbanBrainError('forbidden', 'the sample city is for this machine alone')
    })

    server.get(
      '/v1/session/sample',
      {
        schema: {
          summary: 'As whom one may enter the sample city',
          tags,
          security: [],
          response: { 200: entrancesSchema },
        },
      },
      async () => ({
        city,
        entrances: await Promise.all(
          entrances.map(async ({ name, role, unit }) => {
            const words = unit && units.get(unit)?.name
            return unit === undefined || words === undefined
              ? { name, role }
              : { name, role, unit: words, orders: await orders(unit) }
          }),
        ),
      }),
    )

    server.post(
      '/v1/session/sample',
      {
        schema: {
          summary: 'Enter the sample city under one of these names, without a token',
          tags,
          security: [],
          body: entranceSchema,
          response: { 200: personSchema },
        },
      },
      async (request, reply) => {
        const found = entrances.find(({ name }) => name === request.body.name)
        const signed = found && (await access.enter(found.hash))
        if (signed === undefined)
          throw new UrbanBrainError('unauthenticated', 'nobody of this name is in the sample city')
        keepSession(request, reply, signed.secret, signed.seconds)
        return personOf(signed)
      },
    )
  }
}
