import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { deskRoles } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { instant } from '../../core/time.ts'
import type { DutyLogs } from '../desk/duty-logs.ts'
import {
  frozenHandOverSchema,
  handOverParamsSchema,
  handOversQuerySchema,
  handOversSchema,
} from './duty-log-contract.ts'
import { shownHandOver, shownSheet, type Called } from './duty-log-views.ts'

interface HandOverRoutesDeps {
  readonly access: Access
  readonly logs: DutyLogs
  readonly called: () => Promise<Called>
}

const tags = ['cases']
/** Whoever may be at a desk or in a unit; whose log it is is decided for each. */
export const shiftRoles = [...deskRoles, 'crew'] as const

/** Shifts as they were handed over (交班单). */
export const handOverRoutes =
  ({ access, logs, called }: HandOverRoutesDeps): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/hand-overs',
      {
        onRequest: access.allowLimited(...shiftRoles),
        schema: {
          summary: 'Hand-overs (交接班) of the desks that one may read, newest first',
          tags,
          querystring: handOversQuerySchema,
          response: { 200: handOversSchema },
        },
      },
      async (request) => {
        const actor = access.actor(request)
        const { desk, from, to, limit } = request.query
        const desks = desk === undefined ? await logs.desks(actor) : [logs.desk(desk, actor)]
        const time = {
          from: from === undefined ? undefined : instant(from),
          to: to === undefined ? undefined : instant(to),
        }
        const found = await logs.list(desks, time, limit)
        return { items: found.map((one) => ({ desk: one.desk, ...shownHandOver(one) })) }
      },
    )

    server.get(
      '/v1/hand-overs/:desk/:shift',
      {
        onRequest: access.allowLimited(...shiftRoles),
        schema: {
          summary: 'What was handed over, as it stood then, and whether nobody changed it since',
          tags,
          params: handOverParamsSchema,
          response: { 200: frozenHandOverSchema },
        },
      },
      async (request): Promise<z.output<typeof frozenHandOverSchema>> => {
        const { desk, shift } = request.params
        const found = await logs.handOver(logs.desk(desk, access.actor(request)), shift)
        if (found === undefined)
          throw new UrbanBrainError('not-found', `shift ${shift} of ${desk} was not handed over`)
        const { handOver, sheet, intact } = found
        return {
          ...{ desk, intact, handOver: shownHandOver(handOver) },
          sheet: shownSheet(sheet, await called()),
        }
      },
    )
  }
