import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { UrbanBrainError } from '../../core/errors.ts'
import { checkDevice, deviceWarnings, isMistaken } from '../register/device-row.ts'
import { mistakeText, type FieldMistake } from '../register/row-mistake.ts'
import { externalIdMistake, gatewayMistake, stationMistake } from '../register/import-decision.ts'
import { operatorRoles, readerRoles } from '../../core/actor.ts'
import { stationOf } from '../../core/station.ts'
import type { DevicesApiDependencies } from './dependencies.ts'
import { deviceParams } from '../../core/api-fields.ts'
import {
  adoptedSchema,
  adoptionSchema,
  unknownDevicesQuerySchema,
  unknownDevicesSchema,
} from './contract.ts'
import { viewOf } from './views.ts'

const tags = ['devices']

export const adoptionRoutes =
  ({
    access,
    registry,
    directory,
    clock,
    grid,
    deviceChecks,
  }: DevicesApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/devices-unknown',
      {
        onRequest: access.allow(...readerRoles),
        schema: {
          summary: 'Names that send and that nobody has registered',
          tags,
          querystring: unknownDevicesQuerySchema,
          response: { 200: unknownDevicesSchema },
        },
      },
      async ({ query: { limit } }) => ({ unknown: [...(await registry.unknown(limit))] }),
    )

    server.post(
      '/v1/devices/:id/adopt',
      {
        onRequest: access.allow(...operatorRoles),
        schema: {
          summary: 'Register a device that is not registered yet',
          description: 'Its dead letters are kept and may be put back afterwards.',
          tags,
          params: deviceParams,
          body: adoptionSchema,
          response: { 200: adoptedSchema },
        },
      },
      async (request) => {
        const {
          params: { id },
          body: { crs, ...fields },
        } = request
        await directory.follow()
        if (directory.get(id) !== undefined) {
          throw new UrbanBrainError('request-invalid', `${id} is registered already`)
        }
        const given = { ...fields, id }
        const device = checkDevice(given, { crs, grid })
        if (isMistaken(device)) throw invalid(device)
        const wrong = gatewayMistake(device, (gateway) => directory.get(gateway)?.device)
        if (wrong !== undefined) throw invalid([wrong])
        const bearer = directory.station(stationOf(device))
        if (bearer !== undefined) throw invalid([stationMistake(device, bearer.device.id)])
        const other = directory.external(device.externalId)
        if (other !== undefined) throw invalid([externalIdMistake(device, other.device.id)])
        const checks = (await deviceChecks?.()) ?? []
        const warnings = [
          ...deviceWarnings(given, device, grid).map(mistakeText),
          ...checks.flatMap((check) => check(device)),
        ]
        const editing = { by: access.actor(request).name, at: clock.now() }
        await registry.put([device], new Map([[device.id, 0]]), editing)
        await directory.follow()
        return { ...viewOf(device, false), warnings }
      },
    )
  }

function invalid(mistakes: readonly FieldMistake[]): UrbanBrainError {
  const told = mistakes.map(mistakeText)
  const [details, zh] = [told.map(({ en }) => en), told.map(({ zh }) => zh)]
  const chinese = { message: zh.join('；'), details: zh }
  return new UrbanBrainError('request-invalid', details.join('; '), { details, chinese })
}
