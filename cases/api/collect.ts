import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { Actor } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { isFinal } from '../../core/case-terms.ts'
import type { CasesConfig } from '../config.ts'
import type { PatrolWalks } from '../desk/patrol-walks.ts'
import { commandTable } from '../life/command-table.ts'
import { collectSchema, type Problem } from '../life/commands.ts'
import { mayWalk } from '../life/patrol-task.ts'
import { namedIn } from '../photos/photo-faults.ts'
import type { PhotoStore } from '../photo-ports.ts'
import type { CaseStore } from '../ports.ts'
import { idempotencySchema } from '../../core/api-fields.ts'
import { alikeFor } from './alike.ts'
import { reportedSchema } from './alike-contract.ts'
import { collected, type CollectingDeps } from './collecting.ts'

interface CollectDeps extends CollectingDeps {
  readonly access: Access
  readonly store: CollectingDeps['store'] & Pick<CaseStore, 'openCollected'>
  readonly config: Pick<CasesConfig, 'alike'>
  readonly walks: Pick<PatrolWalks, 'find'>
  readonly photos: Pick<PhotoStore, 'touch'>
}

const tags = ['cases']

/** A problem that a person reports becomes a case, once. */
export const collectRoutes =
  (deps: CollectDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access } = deps
    server.post(
      '/v1/cases',
      {
        onRequest: access.allowLimited(...commandTable.collect.roles),
        schema: {
          summary: 'Report a problem (采集)',
          description:
            'With the header `Idempotency-Key` a repeat of the same report, whenever it comes, opens no second case; another report with ' +
            'the same key is refused.',
          tags,
          headers: idempotencySchema,
          body: collectSchema,
          response: { 200: reportedSchema, 201: reportedSchema },
        },
      },
      async (request, reply) => {
        const actor = access.actor(request)
        const key = request.headers['idempotency-key']
        await onPatrol(deps.walks, request.body, actor)
        await deps.photos.touch(namedIn(request.body))
        const { state, repeated, old } = await collected(deps, actor, request.body, key)
        if (old) return reply.code(200).send(state)
        // The report stands, whatever becomes of the look.
        const found = isFinal(state.stage) ? [] : await alikeFor(deps, state, actor).catch(() => [])
        const alike = found.map(({ case: other }) => other.id)
        return reply.code(repeated ? 200 : 201).send({ ...state, alike })
      },
    )
  }

/** Who reports on a patrol is one of those who may walk it; a phone without network may tell of the report before the start. */
async function onPatrol(
  walks: Pick<PatrolWalks, 'find'>,
  { patrol: id, source = 'patrol' }: Problem,
  { name }: Actor,
): Promise<void> {
  if (id === undefined) return
  if (source !== 'patrol')
    throw new UrbanBrainError('request-invalid', `what was met on a patrol is not of ${source}`)
  const task = await walks.find(id)
  if (task === undefined || !mayWalk(task, name))
    throw new UrbanBrainError('not-found', `there is no patrol ${id} of ${name}`)
}
