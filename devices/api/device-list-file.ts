import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { readerRoles } from '../../core/actor.ts'
import { visibleDevices } from '../../runtime/visible-device.ts'
import { cellOf, columnNames, deviceColumns } from '../register/device-columns.ts'
import { calledBy } from './called.ts'
import { devicesFileQuerySchema } from './contract.ts'
import type { DevicesApiDependencies } from './dependencies.ts'
import { pageOf } from './page-of-devices.ts'

const types = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

/** The register as a file: the same question as the list, answered whole, in the form that an import takes. */
export const deviceListFileRoutes =
  ({ access, directory, sendTable, ...names }: DevicesApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    for (const type of ['csv', 'xlsx'] as const)
      server.get(
        `/v1/devices.${type}`,
        {
          onRequest: access.allowLimited(...readerRoles),
          schema: {
            summary: 'Registered devices as a table for a spreadsheet, as an import takes it',
            tags: ['devices'],
            querystring: devicesFileQuerySchema,
            produces: [types[type]],
            response: { 200: z.custom<NodeJS.ReadableStream | Uint8Array>().describe('A file') },
          },
        },
        async (request, reply) => {
          const { language, ...asked } = request.query
          await directory.follow()
          const seen = visibleDevices(directory, access.actor(request))
          const { rows } = pageOf(seen, { ...asked, limit: Infinity }, calledBy(names))
          return sendTable(reply, {
            ...{ name: 'devices', type, language },
            title: { zh: '设备', en: 'Devices' },
            head: columnNames.map((name) => deviceColumns[name]),
            rows: rows.map(({ device }) => columnNames.map((name) => cellOf(device, name))),
          })
        },
      )
  }
