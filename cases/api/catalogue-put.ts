import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { ActorRole } from '../../core/actor.ts'
import type { CatalogueTable } from '../../core/catalogue-terms.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import { tableFileTypes } from '../../runtime/table-file.ts'
import type { CasesConfig } from '../config.ts'
import type { Put } from '../desk/catalogue.ts'
import { TableConcerns, type TableConcernsDeps } from '../desk/table-concerns.ts'
import { refusals } from '../life/refusals.ts'
import {
  catalogueCheckQuerySchema,
  catalogueCheckSchema,
  catalogueParamsSchema,
  cataloguePutQuerySchema,
  cataloguePutSchema,
  catalogueRestoreSchema,
} from './catalogue-contract.ts'
import { largestTable, notImported, tableReader } from './catalogue-file.ts'
import { dispatchTrialRoute, type DispatchTrialRouteDeps } from './dispatch-trial.ts'

export type CatalogueRoutesDeps = DispatchTrialRouteDeps &
  Omit<TableConcernsDeps, 'robots'> & {
    readonly config: Pick<CasesConfig, 'notices'>
    readonly observer: Pick<Observer, 'emit'>
  }

const tags = ['catalogue']
export const putters: readonly ActorRole[] = ['manager', 'administrator']
/** Rows of each kind in an answer; the counts are of all. */
const mostShown = 500

/** A look at what a file would change, and putting it or an earlier version in force. */
export const cataloguePutRoutes =
  (deps: CatalogueRoutesDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, catalogue, observer } = deps
    const concerns = new TableConcerns({ ...deps, robots: deps.config.notices.robots })
    server.addContentTypeParser(
      tableFileTypes,
      { parseAs: 'buffer', bodyLimit: largestTable },
      (_request, body, done) => done(null, body),
    )
    await server.register(dispatchTrialRoute(deps))
    const readFile = tableReader(deps)
    const putIn = async (table: CatalogueTable, put: Put, request: object) => {
      const actor = access.actor(request)
      const { content, from } = put
      const wanted =
        'rows' in content ? content.rows : await catalogue.rowsOf(table, content.restores)
      for (const { refused, en } of (await concerns.of(table, wanted ?? [], from)).concerns)
        if (refused !== undefined)
          throw new UrbanBrainError(refusals[refused].code, `${en}.`, { details: [refused] })
      const answer = await catalogue.put(table, put, actor)
      if (answer === undefined) throw noVersion(table)
      if ('refusal' in answer) {
        const { reason, text } = answer.refusal
        throw new UrbanBrainError(refusals[reason].code, text, { details: [reason] })
      }
      const { version } = answer.head
      observer.emit('catalogue.put', { table, version, by: actor.name })
      return answer.head
    }

    server.post(
      '/v1/catalogue/:table/check',
      {
        bodyLimit: largestTable,
        onRequest: access.allow(...putters),
        schema: {
          summary: 'Look at a file (CSV or XLSX): every mistake by line, or what it would change',
          description: 'Nothing is changed. The body is the file itself.',
          tags,
          consumes: tableFileTypes,
          params: catalogueParamsSchema,
          querystring: catalogueCheckQuerySchema,
          body: z.unknown().describe('The bytes of the file'),
          response: { 200: catalogueCheckSchema },
        },
      },
      async ({ params: { table }, query: { from }, body }) => {
        const { rows, mistakes } = await readFile(table, body, from)
        if (mistakes.length > 0) return { rows: rows.length, mistakes }
        const { against, newest, difference, touched } = await catalogue.check(table, rows, from)
        const found = await concerns.of(table, rows, from)
        return {
          rows: rows.length,
          mistakes,
          difference: {
            ...{ against, newest },
            counts: {
              added: difference.added.length,
              gone: difference.gone.length,
              changed: difference.changed.length,
            },
            added: difference.added.slice(0, mostShown),
            gone: difference.gone.slice(0, mostShown),
            changed: difference.changed.slice(0, mostShown),
            touched: touched.rows.map(({ id, open }) => ({ row: id, open })),
            more: touched.more ?? false,
            concerns: found.concerns,
            effects: found.effects.slice(0, mostShown),
          },
        }
      },
    )

    server.post(
      '/v1/catalogue/:table/versions',
      {
        bodyLimit: largestTable,
        onRequest: access.allow(...putters),
        schema: {
          summary: 'Put a file (CSV or XLSX) in force as the next version, all of it or nothing',
          tags,
          consumes: tableFileTypes,
          params: catalogueParamsSchema,
          querystring: cataloguePutQuerySchema,
          body: z.unknown().describe('The bytes of the file'),
          response: { 200: cataloguePutSchema },
        },
      },
      async (request) => {
        const { table } = request.params
        const { rows, mistakes } = await readFile(table, request.body, request.query.from)
        if (mistakes.length > 0) throw notImported(mistakes)
        return putIn(table, { content: { rows }, ...request.query }, request)
      },
    )

    server.post(
      '/v1/catalogue/:table/restore',
      {
        onRequest: access.allow(...putters),
        schema: {
          summary: 'Put an earlier version in force again, as the next one',
          tags,
          params: catalogueParamsSchema,
          body: catalogueRestoreSchema,
          response: { 200: cataloguePutSchema },
        },
      },
      async (request) => {
        const { version, ...put } = request.body
        return putIn(request.params.table, { content: { restores: version }, ...put }, request)
      },
    )
  }

export const noVersion = (table: CatalogueTable) =>
  new UrbanBrainError('not-found', `the table ${table} has no such version`)
