import { idempotencySchema } from '../../core/api-fields.ts'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { deskRoles, type ActorRole } from '../../core/actor.ts'
import type { CaseId } from '../../core/identity.ts'
import type { CaseDesk } from '../desk/desk.ts'
import { photoFacts } from '../desk/photo-facts.ts'
import { requestOf } from '../desk/request.ts'
import { personCommandSchema, type PersonCommand } from '../life/commands.ts'
import { answered } from '../life/history.ts'
import type { Calendar } from '../life/working-time.ts'
import { namedIn } from '../photos/photo-faults.ts'
import type { PhotoStore } from '../photo-ports.ts'
import type { CaseStore } from '../ports.ts'
import { ifMatchSchema, stateOf } from './answer.ts'
import { caseParamsSchema, caseSchema } from './contract.ts'
import { versionsIn } from './decide/tags.ts'
import { sees, visibleCase, visibleKept } from './visible-case.ts'

interface CommandDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'get' | 'load' | 'photoUses'>
  readonly desk: Pick<CaseDesk, 'execute'>
  readonly photos: Pick<PhotoStore, 'get' | 'touch'>
  readonly calendar: Pick<Calendar, 'offset'>
}

/** Who may ask something of some case; the table of commands says what. */
const askers: readonly ActorRole[] = [...deskRoles, 'service', 'crew']
const tags = ['cases']

/** The hash of what was asked stands in the record, and so is not made of what is kept beside it. */
const recorded = (command: PersonCommand): object =>
  command.command === 'rate' ? { command: 'rate', rating: command.rating } : command

/** What people ask of a case. */
export const commandRoutes =
  ({ access, store, desk, photos, calendar }: CommandDeps): FastifyPluginAsyncZod =>
  async (server) => {
    server.post(
      '/v1/cases/:id/commands',
      {
        onRequest: access.allowLimited(...askers),
        schema: {
          summary: 'Ask something of a case',
          description:
            'Which role may ask what in which stage is the table in docs/cases.md. With the header `Idempotency-Key` a repeat of the ' +
            'same request is answered with the case as it is, or with 204 when it is not for the caller any more, and nothing is done a ' +
            'second time; another request with the same key is refused. With `If-Match` (the `ETag` of the case) it is done only when nothing ' +
            'has happened since, and else refused with 412 and what has.',
          tags,
          params: caseParamsSchema,
          headers: idempotencySchema.extend(ifMatchSchema.shape),
          body: personCommandSchema,
          response: { 200: caseSchema, 204: z.undefined() },
        },
      },
      async (request, reply) => {
        const actor = access.actor(request)
        const key = request.headers['idempotency-key']
        const id = request.params.id as CaseId
        // A crew that has given an order back does not see it any more, and may ask again whether that was done.
        const asked = requestOf(key, recorded(request.body))
        const looks = 'photos' in request.body && request.body.photos.length > 0
        const record = asked !== undefined || looks ? await store.load(id) : []
        const repeated = asked !== undefined && answered(record, asked, actor) !== undefined
        if (!repeated) await visibleCase(store, id, actor)
        if (!repeated && request.body.command === 'markDuplicate')
          await visibleKept(store, request.body.of, actor)
        const versions = versionsIn(request.headers['if-match'])
        const asking = { request: asked, versions: versions === 'any' ? undefined : versions }
        await photos.touch(namedIn(request.body))
        const known = looks
          ? {
              photos: await photoFacts(request.body, record, {
                ...{ photos, store },
                offset: (at) => calendar.offset(at),
              }),
            }
          : {}
        const answer = await desk.execute(id, request.body, actor, { ...asking, ...known })
        const state = stateOf(answer)
        return repeated && !sees(actor, state) ? reply.code(204).send() : state
      },
    )
  }
