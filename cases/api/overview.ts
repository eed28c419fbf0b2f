import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { UnitId } from '../../core/identity.ts'
import { scopeOf } from '../../core/scope.ts'
import type { Unit } from '../life/dispatch.ts'
import type { CasesConfig } from '../config.ts'
import type { Catalogue } from '../desk/catalogue.ts'
import type { CaseStore } from '../ports.ts'
import { standardsSchema, summarySchema, unitsQuerySchema, unitsSchema } from './contract.ts'
import { readers } from './visible-case.ts'

interface OverviewDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'summary'>
  readonly units: ReadonlyMap<UnitId, Unit>
  readonly catalogue: Pick<Catalogue, 'standards' | 'table'>
  readonly config: Pick<CasesConfig, 'notices'>
}

const tags = ['cases']

/** The units, the filing standard, and how many cases there are. */
export const overviewRoutes =
  ({ access, store, units, catalogue, config }: OverviewDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { robots } = config.notices
    server.get(
      '/v1/units',
      {
        onRequest: access.allowLimited(...readers),
        schema: {
          summary: 'Responsible units',
          tags,
          querystring: unitsQuerySchema,
          response: { 200: unitsSchema },
        },
      },
      async (request) => {
        const scope = scopeOf(access.actor(request))
        // A crew whose unit has gone has orders to end.
        const { known } = catalogue.table
        const former = request.query.former === true
        const listed = former || scope.unit !== undefined ? known : units
        return [...listed.values()]
          .filter(({ id }) => scope.unit === undefined || id === scope.unit)
          .map(({ webhook, ...unit }) => ({
            ...unit,
            ...(!units.has(unit.id) && { former: true as const }),
            channels: [
              'mqtt',
              ...(webhook === undefined ? [] : ['webhook']),
              ...(robots.some(({ to }) => to === unit.id) ? ['robot'] : []),
            ],
          }))
      },
    )

    server.get(
      '/v1/standards',
      {
        onRequest: access.allowLimited(...readers),
        schema: {
          summary: 'Filing standard (立案结案标准) that holds today: conditions, duty, limit',
          tags,
          response: { 200: standardsSchema },
        },
      },
      async () => [...(await catalogue.standards())],
    )

    server.get(
      '/v1/summary',
      {
        onRequest: access.allowLimited(...readers),
        schema: {
          summary: 'Counts by stage, open and overdue cases, standing alarms',
          tags,
          response: { 200: summarySchema },
        },
      },
      (request) => store.summary(scopeOf(access.actor(request))),
    )
  }
