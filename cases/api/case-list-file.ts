import { setImmediate as breath } from 'node:timers/promises'

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { gridFinder } from '../../core/responsibility-grid.ts'
import type { CaseStore } from '../ports.ts'
import { caseSheet, type ListedCase } from '../report/case-sheets.ts'
import { caseQuestion, type CaseQuestionDeps } from './case-question.ts'
import { caseQuerySchema } from './contract.ts'
import { language } from './evaluation-contract.ts'
import {
  fileSchema,
  fileTypes,
  mostRows,
  namesIn,
  producing,
  sendSheets,
  wordsIn,
  type SpreadsheetDeps,
} from './spreadsheet.ts'
import { readers } from './visible-case.ts'

interface CaseListFileDeps extends SpreadsheetDeps, CaseQuestionDeps {
  readonly units: CaseQuestionDeps['units']
  readonly directory: CaseQuestionDeps['directory'] & SpreadsheetDeps['directory']
  readonly store: Pick<CaseStore, 'list'>
}

const pageSize = 200
const querySchema = caseQuerySchema.omit({ limit: true, cursor: true }).extend({ language })

/** The list of cases as a file: the same question, answered whole. */
export const caseListFileRoutes =
  (deps: CaseListFileDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, store } = deps
    const question = caseQuestion(deps)
    for (const type of fileTypes)
      server.get(
        `/v1/cases.${type}`,
        {
          onRequest: access.allowLimited(...readers),
          schema: {
            summary: 'The list of cases as a table for a spreadsheet',
            description: `At most ${mostRows} cases.`,
            tags: ['cases'],
            querystring: querySchema,
            produces: producing(type),
            response: { 200: fileSchema },
          },
        },
        async (request, reply) => {
          const { order, language: chosen, ...asked } = request.query
          const filter = await question(request, asked)
          const cases: ListedCase[] = []
          let cursor: string | undefined
          do {
            const page = await store.list(filter, pageSize, cursor, order)
            for (const now of page.items) cases.push({ ...now, now })
            cursor = page.next
            await breath()
          } while (cursor !== undefined && cases.length < mostRows)
          const grids = await deps.catalogue.grids()
          const table = { cases, hasMore: cursor !== undefined, gridOf: gridFinder(grids) }
          const names = namesIn({ ...deps, grids }, chosen)
          const sheets = [caseSheet(table, names, wordsIn(chosen))]
          return sendSheets(reply, deps, { name: 'cases', type, sheets })
        },
      )
  }
