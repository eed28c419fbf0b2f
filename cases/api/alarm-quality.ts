import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { ActorRole } from '../../core/actor.ts'
import { isWithin, scopeOf } from '../../core/scope.ts'
import { days, instant, type Clock } from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { CaseStore } from '../ports.ts'
import { alarmQuality } from '../report/alarm-quality.ts'
import { alarmQualityQuerySchema, alarmQualitySchema } from './alarm-quality-contract.ts'

interface QualityRoutesDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'quality'>
  readonly directory: Pick<DeviceDirectory, 'values'>
  readonly clock: Clock
}

export const alarmQualityRoutes =
  (
    { access, store, directory, clock }: QualityRoutesDeps,
    roles: readonly ActorRole[],
  ): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/alarms/quality',
      {
        onRequest: access.allowLimited(...roles),
        schema: {
          summary:
            'How good the alarms are: worst devices, chattering, stale, found to be nothing, by rule',
          tags: ['alarms'],
          querystring: alarmQualityQuerySchema,
          response: { 200: alarmQualitySchema },
        },
      },
      async (request) => {
        const { days: count, chattering } = request.query
        const scope = scopeOf(access.actor(request))
        const to = clock.now()
        const from = instant(to - days(count))
        let devices = 0
        for (const { device } of directory.values())
          if (device.active && isWithin(scope, { cell: device.cell, unit: device.owner }))
            devices += 1
        return alarmQuality(await store.quality(from, to, scope), { from, to, devices, chattering })
      },
    )
  }
