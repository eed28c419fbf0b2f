import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { deskRoles, type Actor } from '../../core/actor.ts'
import { commandRoles } from '../../core/device-command-table.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { LinkHold } from '../../core/link.ts'
import { isLimited } from '../../core/scope.ts'
import { seesDevice, visibleDevice } from '../../runtime/visible-device.ts'
import type { DevicesApiDependencies } from './dependencies.ts'
import { holdLinksSchema, linkHoldsSchema } from './link-contract.ts'

const tags = ['devices']
const most = 100

/** The switch by which people hold what rules have devices do. */
export const linkRoutes =
  ({
    access,
    registry: { links },
    directory,
    clock,
  }: DevicesApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    const seenBy = async (actor: Actor) => {
      const sees = ({ device }: LinkHold) =>
        device === undefined || seesDevice(actor, directory.get(device))
      const [held, edits] = await Promise.all([links.held(), links.holds(most)])
      return { held: held.filter(sees), edits: edits.filter(sees) }
    }

    server.get(
      '/v1/link-holds',
      {
        onRequest: access.allowLimited(...deskRoles),
        schema: {
          summary: 'Where links of rules are held, and who held them',
          tags,
          response: { 200: linkHoldsSchema },
        },
      },
      async (request) => {
        await directory.follow()
        return seenBy(access.actor(request))
      },
    )

    server.post(
      '/v1/link-holds',
      {
        onRequest: access.allowLimited(...commandRoles),
        schema: {
          summary: 'Hold links of rules, of a device or of all, or let them go on',
          description:
            'From the answer on no rule has the device do anything. What runs goes on: tell the device to end it.',
          tags,
          body: holdLinksSchema,
          response: { 200: linkHoldsSchema },
        },
      },
      async (request) => {
        const { device, held, reason } = request.body
        const actor = access.actor(request)
        await directory.follow()
        if (device === undefined && isLimited(actor))
          throw new UrbanBrainError('forbidden', 'links of the whole city are held by who sees it')
        const own =
          device === undefined ? undefined : visibleDevice(directory, device, actor).device.id
        const edit = { held, by: actor.name, at: clock.now(), reason }
        await links.hold({ ...(own !== undefined && { device: own }), ...edit })
        return seenBy(actor)
      },
    )
  }
