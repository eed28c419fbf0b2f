import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { tableFileTypes } from '../../runtime/table-file.ts'
import { tryDispatch, type DispatchTrialDeps } from '../desk/dispatch-trial.ts'
import {
  catalogueTryParamsSchema,
  catalogueTryQuerySchema,
  catalogueTrySchema,
} from './catalogue-contract.ts'
import { largestTable, notImported, tableReader, type TableReaderDeps } from './catalogue-file.ts'

export interface DispatchTrialRouteDeps extends DispatchTrialDeps, TableReaderDeps {
  readonly access: Access
}

/** Whoever registers it reads files as bytes. */
export const dispatchTrialRoute =
  (deps: DispatchTrialRouteDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access } = deps
    const readFile = tableReader(deps)
    server.post(
      '/v1/catalogue/:table/try',
      {
        bodyLimit: largestTable,
        onRequest: access.allow('supervisor', 'manager', 'administrator'),
        schema: {
          summary: 'Which unit would get a case (试派): by what holds, and by a file of the table',
          description: 'Nothing is changed. The body is the file, or nothing.',
          tags: ['catalogue'],
          consumes: tableFileTypes,
          params: catalogueTryParamsSchema,
          querystring: catalogueTryQuerySchema,
          body: z.unknown().describe('The bytes of the file'),
          response: { 200: catalogueTrySchema },
        },
      },
      async ({ params: { table }, query, body }) => {
        if (!(body instanceof Uint8Array) || body.byteLength === 0) return tryDispatch(deps, query)
        const { rows, mistakes } = await readFile(table, body, query.from)
        if (mistakes.length > 0) throw notImported(mistakes)
        return tryDispatch(deps, query, { table, rows })
      },
    )
  }
