import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { ActorRole } from '../../core/actor.ts'
import { scopeOf } from '../../core/scope.ts'
import { minutes as length, plus, type Clock } from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { seesDevice } from '../../runtime/visible-device.ts'
import type { CaseStore } from '../ports.ts'
import { replayQuerySchema, replaySchema } from './replay-contract.ts'

interface ReplayDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'alarms'>
  readonly directory: Pick<DeviceDirectory, 'get'>
  readonly clock: Pick<Clock, 'now'>
}

/** More than a map can show apart, and less than a browser notices. */
const most = 2_000

/** The alarms that stood at any moment of the last minutes, with their places. */
export const replayRoute =
  (
    { access, store, directory, clock }: ReplayDeps,
    roles: readonly ActorRole[],
  ): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/alarms-replay',
      {
        onRequest: access.allowLimited(...roles),
        schema: {
          summary: 'What stood where in the last minutes, to be replayed on a map',
          description: `At most ${most} alarms, the newest.`,
          tags: ['alarms'],
          querystring: replayQuerySchema,
          response: { 200: replaySchema },
        },
      },
      async (request) => {
        const actor = access.actor(request)
        const to = clock.now()
        const stood = { from: plus(to, -length(request.query.minutes)), to }
        const { items, next } = await store.alarms({ scope: scopeOf(actor), stood }, most)
        return {
          ...stood,
          cut: next !== undefined,
          alarms: items.map(({ alarm, device, severity, raisedAt, clearedAt }) => {
            const row = directory.get(device)
            const { longitude, latitude } = seesDevice(actor, row) ? row.device : nowhere
            return { alarm, device, longitude, latitude, severity, raisedAt, clearedAt }
          }),
        }
      },
    )
  }

const nowhere: { readonly longitude?: number; readonly latitude?: number } = {}
