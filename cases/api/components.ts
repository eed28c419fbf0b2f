import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { UnitId } from '../../core/identity.ts'
import { isInAreas, scopeOf } from '../../core/scope.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { ComponentStore } from '../component-ports.ts'
import type { CasesConfig } from '../config.ts'
import type { Catalogue } from '../desk/catalogue.ts'
import { unitOf } from '../life/component.ts'
import {
  componentParamsSchema,
  componentQuerySchema,
  componentsSchema,
  componentViewSchema,
} from './component-contract.ts'

interface ComponentRoutesDeps {
  readonly access: Access
  readonly store: ComponentStore
  readonly catalogue: Pick<Catalogue, 'today' | 'component' | 'heads'>
  readonly directory: Pick<DeviceDirectory, 'values'>
  readonly config: Pick<CasesConfig, 'componentUnit'>
}

const tags = ['catalogue']
const mostVersions = 100

/** Components of the city (部件): found and looked up. What a file says of them is put in force like any table. */
export const componentRoutes =
  (
    { access, store, catalogue, directory, config }: ComponentRoutesDeps,
    desks: readonly ActorRole[],
  ): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/components',
      {
        onRequest: access.allow(...desks),
        schema: {
          summary: 'Components of the city (部件), in the order of their codes',
          tags,
          querystring: componentQuerySchema,
          response: { 200: componentsSchema },
        },
      },
      async ({ query: { on, q, state, unit, after, limit } }) => {
        const day = on ?? catalogue.today
        const filter = { day, text: q, state, unit: unit as UnitId | undefined }
        const found = await store.components(filter, limit + 1, after)
        const items = found.slice(0, limit)
        const last = items.at(-1)
        return { items, ...(found.length > limit && last && { next: last.code }) }
      },
    )

    server.get(
      '/v1/components/:code',
      {
        onRequest: access.allowLimited(...desks),
        schema: {
          summary: 'A component, what versions say of it, its unit, and the devices on it',
          tags,
          params: componentParamsSchema,
          response: { 200: componentViewSchema },
        },
      },
      async (request) => {
        const { code } = request.params
        const versions = await store.componentVersions(code, mostVersions)
        const [newest] = versions
        const scope = scopeOf(access.actor(request))
        if (newest === undefined || !isInAreas(scope, newest.cell))
          throw new UrbanBrainError('not-found', `there is no component ${code}`)
        const heads = new Map(
          (await catalogue.heads('components')).map((head) => [head.version, head]),
        )
        const component = await catalogue.component(code)
        const unit = unitOf(component, config.componentUnit)
        const devices = Array.from(directory.values(), ({ device }) => device)
          .filter((device) => device.component === code && isInAreas(scope, device.cell))
          .map(({ id }) => id)
        return {
          ...(component && { component }),
          ...(unit !== undefined && { unit }),
          devices,
          versions: versions.flatMap((version) => {
            const head = heads.get(version.version)
            return head === undefined
              ? []
              : [{ ...version, at: head.at, by: head.by, reason: head.reason }]
          }),
        }
      },
    )
  }
