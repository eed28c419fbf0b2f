import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { ActorRole } from '../../core/actor.ts'
import type { CatalogueTable } from '../../core/catalogue-terms.ts'
import { toCsv } from '../../core/csv.ts'
import { tableColumns } from '../../core/table-columns.ts'
import { inForce } from '../life/catalogue.ts'
import { languages } from '../report/sheet.ts'
import {
  catalogueParamsSchema,
  catalogueSchema,
  catalogueVersionParamsSchema,
  catalogueVersionSchema,
} from './catalogue-contract.ts'
import {
  cataloguePutRoutes,
  noVersion,
  putters,
  type CatalogueRoutesDeps,
} from './catalogue-put.ts'
import { fileSchema, producing, sendSheets, type SpreadsheetDeps } from './spreadsheet.ts'

const tags = ['catalogue']

/** Tables of the city that change while it runs: their versions, and what each holds. */
export const catalogueRoutes =
  (
    deps: CatalogueRoutesDeps & Pick<SpreadsheetDeps, 'writeWorkbook' | 'calendar'>,
    desks: readonly ActorRole[],
  ): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, catalogue } = deps
    await server.register(cataloguePutRoutes(deps))
    const rowsOf = async (table: CatalogueTable, version: number, request: object) => {
      const rows = await catalogue.shown(table, version)
      if (rows === undefined) throw noVersion(table)
      // Some chat groups take whatever comes to an address: it is a secret.
      return putters.includes(access.actor(request).role)
        ? rows
        : rows.map((row) =>
            Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'webhook')),
          )
    }

    server.get(
      '/v1/catalogue/:table',
      {
        onRequest: access.allow(...desks),
        schema: {
          summary: 'Versions of a table of the city (目录版本), and which holds today',
          tags,
          params: catalogueParamsSchema,
          response: { 200: catalogueSchema },
        },
      },
      async ({ params: { table } }) => {
        const heads = await catalogue.heads(table)
        return {
          table,
          columns: catalogue.spec(table).columns,
          inForce: inForce(heads, catalogue.today)?.version ?? 0,
          newest: heads.at(-1)?.version ?? 0,
          versions: heads.toReversed(),
        }
      },
    )

    server.get(
      '/v1/catalogue/:table/versions/:version',
      {
        onRequest: access.allow(...desks),
        schema: {
          summary: 'A version of a table with its rows',
          tags,
          params: catalogueVersionParamsSchema,
          response: { 200: catalogueVersionSchema },
        },
      },
      async (request) => {
        const { table, version } = request.params
        const rows = await rowsOf(table, version, request)
        const head = (await catalogue.heads(table)).find((one) => one.version === version)
        return { table, version, ...(head && { head }), rows }
      },
    )

    server.get(
      '/v1/catalogue/:table/versions/:version/table.csv',
      {
        onRequest: access.allow(...desks),
        schema: {
          summary: 'The same as a file that can be changed and imported again',
          tags,
          params: catalogueVersionParamsSchema,
          produces: ['text/csv'],
          response: { 200: z.string() },
        },
      },
      async (request, reply) => {
        const { table, version } = request.params
        const rows = await rowsOf(table, version, request)
        const { columns } = catalogue.spec(table)
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${table}-${version}.csv"`)
          .send(toCsv([columns, ...rows.map((row) => columns.map((name) => row[name]))]))
      },
    )

    server.get(
      '/v1/catalogue/:table/versions/:version/table.xlsx',
      {
        onRequest: access.allow(...desks),
        schema: {
          summary: 'The same as a workbook, whose cells a spreadsheet leaves as they are',
          description:
            'With headings in a language; they are read in either, and as the CSV has them.',
          tags,
          params: catalogueVersionParamsSchema,
          querystring: z.object({ language: z.enum(languages).default('zh') }),
          produces: producing('xlsx'),
          response: { 200: fileSchema },
        },
      },
      async (request, reply) => {
        const { table, version } = request.params
        const rows = await rowsOf(table, version, request)
        const { columns } = catalogue.spec(table)
        const head = columns.map((name) => tableColumns[name]?.[request.query.language] ?? name)
        const sheet = {
          name: table,
          head,
          rows: rows.map((row) => columns.map((name) => row[name])),
        }
        const file = { name: `${table}-${version}`, type: 'xlsx', sheets: [sheet] } as const
        return sendSheets(reply, deps, file)
      },
    )
  }
