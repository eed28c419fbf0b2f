import { setImmediate as breath } from 'node:timers/promises'

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { ActorRole } from '../../core/actor.ts'
import { scopeOf } from '../../core/scope.ts'
import type { AlarmFilter } from '../filter-ports.ts'
import type { AlarmRow, CaseStore } from '../ports.ts'
import { alarmColumns } from '../report/alarm-columns.ts'
import { alarmQuerySchema } from './contract.ts'
import { alarmQuestion } from './alarm-question.ts'
import { language } from './evaluation-contract.ts'
import {
  fileSchema,
  fileTypes,
  mostRows,
  namesIn,
  producing,
  sendTable,
  wordsIn,
  type SpreadsheetDeps,
} from './spreadsheet.ts'

interface AlarmListFileDeps extends SpreadsheetDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'alarms'>
}

const pageSize = 200
const querySchema = alarmQuerySchema.omit({ limit: true, cursor: true }).extend({ language })

async function* rowsOf(
  { store }: Pick<AlarmListFileDeps, 'store'>,
  filter: AlarmFilter,
): AsyncGenerator<AlarmRow> {
  let cursor: string | undefined
  do {
    const page = await store.alarms(filter, pageSize, cursor)
    yield* page.items
    cursor = page.next
    await breath()
  } while (cursor !== undefined)
}

/** The list of alarms as a file: the same question, answered whole, as it is read. */
export const alarmListFileRoutes =
  (deps: AlarmListFileDeps, roles: readonly ActorRole[]): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, calendar } = deps
    for (const type of fileTypes)
      server.get(
        `/v1/alarms.${type}`,
        {
          onRequest: access.allowLimited(...roles),
          schema: {
            summary: 'The list of alarms as a table for a spreadsheet, newest first',
            description: `CSV holds all of them, XLSX at most ${mostRows}.`,
            tags: ['alarms'],
            querystring: querySchema,
            produces: producing(type),
            response: { 200: fileSchema },
          },
        },
        async (request, reply) => {
          const { language: chosen, ...asked } = request.query
          const filter = alarmQuestion(asked, scopeOf(access.actor(request)), calendar.offset)
          const known = { nameOf: namesIn(deps, chosen), say: wordsIn(chosen) }
          async function* cells() {
            for await (const row of rowsOf(deps, filter))
              yield alarmColumns.map(([, cell]) => cell(row, known))
          }
          return sendTable(reply, deps, {
            ...{ name: 'alarms', type, language: chosen },
            title: { zh: '告警', en: 'Alarms' },
            head: alarmColumns.map(([title]) => title),
            rows: cells(),
          })
        },
      )
  }
