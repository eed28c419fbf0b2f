import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { DeadlineAudit } from '../desk/deadline-audit.ts'
import { deadlineAuditSchema } from './deadline-audit-contract.ts'
import { desks } from './visible-case.ts'

export interface DeadlineAuditDeps {
  readonly access: Access
  readonly audit: DeadlineAudit
}

const tags = ['cases']

/** Whether the sweep of deadlines missed any: the last audit, and one made now. */
export const deadlineAuditRoutes =
  ({ access, audit }: DeadlineAuditDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const shown = () => (audit.last === undefined ? {} : { last: { ...audit.last } })

    server.get(
      '/v1/deadline-audit',
      {
        onRequest: access.allow(...desks),
        schema: {
          summary: 'The last audit of deadlines (时限核对): what the clock owed and nobody wrote',
          tags,
          response: { 200: deadlineAuditSchema },
        },
      },
      async () => shown(),
    )

    server.post(
      '/v1/deadline-audit/check',
      {
        onRequest: access.allow('supervisor', 'manager', 'administrator'),
        schema: {
          summary: 'Audit the deadlines now',
          tags,
          response: { 200: deadlineAuditSchema },
        },
      },
      async () => {
        await audit.check()
        return shown()
      },
    )
  }
