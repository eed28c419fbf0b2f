import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { FilingAudits } from '../desk/filing-audits.ts'
import { refusals } from '../life/refusals.ts'
import { auditSheet } from '../report/audit-sheet.ts'
import { auditCounts, auditorRoles, type FilingAudit } from '../report/filing-audit.ts'
import { datesIn } from './evaluated.ts'
import {
  auditCommandSchema,
  auditFileQuerySchema,
  auditListSchema,
  auditSchema,
  type Audit,
  type AuditList,
} from './filing-audit-contract.ts'
import { frozenParamsSchema } from './frozen-contract.ts'
import {
  fileSchema,
  namesIn,
  producing,
  sendSheets,
  wordsIn,
  type SpreadsheetDeps,
} from './spreadsheet.ts'

interface FilingAuditDeps extends SpreadsheetDeps {
  readonly access: Access
  readonly audits: FilingAudits
  readonly observer: Pick<Observer, 'emit'>
}

const tags = ['cases']
const most = 200

/** The audit of what was not filed (应立未立): a sample is drawn, and an auditor says of each whether it should have been. */
export const filingAuditRoutes =
  (deps: FilingAuditDeps, readers: readonly ActorRole[]): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, audits, observer } = deps
    const found = async (id: string): Promise<FilingAudit> => {
      const state = await audits.get(id)
      if (state === undefined) throw new UrbanBrainError('not-found', `nothing of ${id} was drawn`)
      return state
    }

    server.get(
      '/v1/filing-audits',
      {
        onRequest: access.allow(...readers),
        schema: {
          summary: 'Audits of what was not filed (应立未立), the latest period first',
          tags,
          response: { 200: auditListSchema },
        },
      },
      async () => ({ items: (await audits.list(most)).map(headOf) }),
    )

    server.get(
      '/v1/filing-audits/:id',
      {
        onRequest: access.allow(...readers),
        schema: {
          summary: 'The sample of a period, and what was said of each',
          tags,
          params: frozenParamsSchema,
          response: { 200: auditSchema },
        },
      },
      async ({ params: { id } }) => shown(await found(id)),
    )

    server.get(
      '/v1/filing-audits/:id/table.xlsx',
      {
        onRequest: access.allow(...readers),
        schema: {
          summary: 'The same as a workbook',
          tags,
          params: frozenParamsSchema,
          querystring: auditFileQuerySchema,
          produces: producing('xlsx'),
          response: { 200: fileSchema },
        },
      },
      async ({ params: { id }, query: { language } }, reply) => {
        const state = await found(id)
        const sheets = [auditSheet(state, namesIn(deps, language), wordsIn(language))]
        return sendSheets(reply, deps, { name: `filing-audit-${id}`, type: 'xlsx', sheets })
      },
    )

    server.post(
      '/v1/filing-audits/:id/commands',
      {
        onRequest: access.allow(...auditorRoles),
        schema: {
          summary: 'Draw the sample of a period, or say whether one of it should have been filed',
          description: 'The id is the first and the last day, such as 2026-03-01_2026-03-31.',
          tags,
          params: frozenParamsSchema,
          body: auditCommandSchema,
          response: { 200: auditSchema },
        },
      },
      async (request) => {
        const actor = access.actor(request)
        const { id } = request.params
        const answer = await audits.act(datesIn(id), request.body, actor)
        if (answer.refusal !== undefined) {
          const { reason, text } = answer.refusal
          throw new UrbanBrainError(refusals[reason].code, text, { details: [reason] })
        }
        const { command } = request.body
        observer.emit('filing.audited', { command, audit: id, by: actor.name })
        return shown(answer.state)
      },
    )
  }

function headOf(state: FilingAudit): AuditList['items'][number] {
  const { id, version, drawn } = state
  const { from, to, candidates, filed, filedRightly, at, by } = drawn
  return {
    ...{ id, from, to, version, drawn: { at, by: by.person ?? by.name } },
    ...{ candidates, filed, filedRightly },
    ...auditCounts(state),
  }
}

function shown(state: FilingAudit): Audit {
  return {
    ...headOf(state),
    sample: state.drawn.sample.map(({ subject, at, why, title, category, rule, cell }) => {
      const mark = state.marks.get(subject)
      return {
        ...{ subject, at, why },
        ...(title !== undefined && { title: { zh: title.zh, en: title.en } }),
        ...(category !== undefined && { category }),
        ...(rule !== undefined && { rule }),
        ...(cell !== undefined && { cell }),
        ...(mark !== undefined && {
          mark: {
            ...{ at: mark.at, by: mark.by.person ?? mark.by.name },
            ...{ verdict: mark.verdict, reason: mark.reason },
          },
        }),
      }
    }),
  }
}
