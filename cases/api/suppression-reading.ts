import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { isLimited, scopeOf } from '../../core/scope.ts'
import type { Clock } from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { visibleDevices } from '../../runtime/visible-device.ts'
import { isInForce, type Suppression } from '../life/suppression.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'
import { partWithin } from './decide/suppression-part.ts'
import {
  suppressionPageSchema,
  suppressionParamsSchema,
  suppressionQuerySchema,
  suppressionSchema,
} from './suppression-contract.ts'

interface SuppressionReadingDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'suppression' | 'suppressions'>
  readonly clock: Pick<Clock, 'now'>
  readonly calendar: Pick<Calendar, 'offset'>
  readonly directory: Pick<DeviceDirectory, 'values'>
}

/** What holds alarms back, as far as it concerns whoever asks. */
export const suppressionReadingRoutes =
  (
    { access, store, clock, calendar, directory }: SuppressionReadingDeps,
    readers: readonly ActorRole[],
  ): FastifyPluginAsyncZod =>
  async (server) => {
    const shown = (suppression: Suppression) => ({
      ...suppression,
      inForce: isInForce(suppression, clock.now(), calendar),
    })
    const partFor = (request: object) => {
      const actor = access.actor(request)
      if (!isLimited(actor)) return (suppression: Suppression) => suppression
      const devices = visibleDevices(directory, actor).map(({ device }) => device)
      const known = new Map(devices.map((device) => [device.id as string, device]))
      return (suppression: Suppression) => partWithin(suppression, scopeOf(actor), known)
    }

    server.get(
      '/v1/suppressions',
      {
        onRequest: access.allowLimited(...readers),
        schema: {
          summary: 'List what holds alarms back, newest first',
          description:
            'Who is limited to a part of the city sees what reaches a device there, without names of others; a page of theirs may ' +
            'hold fewer than were asked for and have another one behind it.',
          tags: ['alarms'],
          querystring: suppressionQuerySchema,
          response: { 200: suppressionPageSchema },
        },
      },
      async (request) => {
        const { running, limit, cursor } = request.query
        const filter = running === true ? { running: clock.now() } : {}
        const partOf = partFor(request)
        for (let after = cursor; ;) {
          const { items, next } = await store.suppressions(filter, limit, after)
          const seen = items.flatMap((one) => partOf(one) ?? []).map(shown)
          if (seen.length > 0 || next === undefined)
            return { items: seen, ...(next !== undefined && { next }) }
          after = next
        }
      },
    )

    server.get(
      '/v1/suppressions/:id',
      {
        onRequest: access.allowLimited(...readers),
        schema: {
          summary: 'One of them; `/v1/alarms?suppression=` lists what it held back',
          tags: ['alarms'],
          params: suppressionParamsSchema,
          response: { 200: suppressionSchema },
        },
      },
      async (request) => {
        const { id } = request.params
        const suppression = await store.suppression(id)
        const part = suppression && partFor(request)(suppression)
        if (part === undefined)
          throw new UrbanBrainError('not-found', `there is no suppression ${id}`)
        return shown(part)
      },
    )
  }
