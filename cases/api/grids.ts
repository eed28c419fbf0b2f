import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import { reaches } from '../../core/responsibility-grid.ts'
import { scopeOf } from '../../core/scope.ts'
import type { Catalogue } from '../desk/catalogue.ts'
import { gridsSchema } from './grid-contract.ts'
import { readers } from './visible-case.ts'

interface GridRoutesDeps {
  readonly access: Access
  readonly catalogue: Pick<Catalogue, 'grids'>
}

/** Responsibility grids (责任网格) with their people, as they hold today. */
export const gridRoutes =
  ({ access, catalogue }: GridRoutesDeps): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/responsibility-grids',
      {
        onRequest: access.allowLimited(...readers),
        schema: {
          summary: 'Responsibility grids (责任网格) that hold today: unit grids and people',
          tags: ['catalogue'],
          response: { 200: gridsSchema },
        },
      },
      async (request) => {
        const { areas } = scopeOf(access.actor(request))
        const grids = await catalogue.grids()
        return areas === undefined ? [...grids] : grids.filter((grid) => reaches(grid, areas))
      },
    )
  }
