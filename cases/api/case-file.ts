import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { Access } from '../../core/access.ts'
import type { Clock } from '../../core/time.ts'
import { caseFile, type CaseFileDeps } from '../desk/case-file.ts'
import { lookOf } from '../life/look.ts'
import type { CaseStore } from '../ports.ts'
import { caseFilePage } from '../report/case-file-page.ts'
import { caseParamsSchema } from './contract.ts'
import { desks, visibleCase } from './visible-case.ts'

interface CaseFileRouteDeps extends CaseFileDeps {
  readonly access: Access
  readonly clock: Pick<Clock, 'now'>
  readonly store: CaseFileDeps['store'] & Pick<CaseStore, 'get' | 'addLook'>
  readonly zone: string
}

const caseFileQuerySchema = z.strictObject({ format: z.enum(['json', 'html']).default('json') })

/** A case with all that proves it, to be kept and read elsewhere. */
export const caseFileRoute =
  (deps: CaseFileRouteDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, clock, store, zone } = deps
    server.get(
      '/v1/cases/:id/file',
      {
        exposeHeadRoute: false,
        // A wall shows what happens now, to whoever walks by.
        onRequest: access.allowLimited(...desks.filter((role) => role !== 'wall')),
        schema: {
          summary:
            'The case file (案卷): record, alarms, pictures and seal, as JSON or as one page',
          description:
            'The page holds the JSON too. Both prove themselves: `urban-brain cases check-file`.',
          tags: ['cases'],
          params: caseParamsSchema,
          querystring: caseFileQuerySchema,
        },
      },
      async (request, reply) => {
        const actor = access.actor(request)
        const { id } = await visibleCase(store, request.params.id, actor)
        // Pictures show people. Written down before anything is given out.
        const seen = { at: clock.now(), case: id, what: 'file' as const, fields: [] }
        await store.addLook(lookOf(actor, seen))
        const file = await caseFile(deps, id, { at: clock.now(), by: actor.name, zone })
        const { format } = request.query
        return reply
          .type(format === 'html' ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8')
          .header('content-disposition', `attachment; filename="${id}.${format}"`)
          .header('cache-control', 'no-store')
          .send(format === 'html' ? caseFilePage(file) : JSON.stringify(file))
      },
    )
  }
