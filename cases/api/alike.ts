import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { Actor } from '../../core/actor.ts'
import type { CasesConfig } from '../config.ts'
import { alikeOf, alikeQuestion, type Alike } from '../life/alike.ts'
import type { Case } from '../life/case.ts'
import type { CaseStore } from '../ports.ts'
import { alikeSchema } from './alike-contract.ts'
import { caseParamsSchema } from './contract.ts'
import { desks, sees, visibleCase } from './visible-case.ts'

interface AlikeDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'get' | 'openCollected'>
  readonly config: Pick<CasesConfig, 'alike'>
}

/** Open cases of a category and a time that are looked through. */
const most = 2_000
const shown = 20

/** Those that the caller sees. */
export async function alikeFor(
  { store, config: { alike } }: Pick<AlikeDeps, 'store' | 'config'>,
  state: Case,
  actor: Actor,
): Promise<readonly Alike[]> {
  const found = await store.openCollected(alikeQuestion(state, alike), most)
  const visible = found.filter((one) => sees(actor, one))
  return alikeOf(state, visible, alike).slice(0, shown)
}

/** What may tell of the same thing as a case (疑似重复). */
export const alikeRoute =
  (deps: AlikeDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, store } = deps
    server.get(
      '/v1/cases/:id/alike',
      {
        onRequest: access.allowLimited(...desks),
        schema: {
          summary: 'Open cases that may tell of the same thing (疑似重复)',
          description:
            'Near, collected within a time of one another, of one category or of categories that the city calls alike (`cases.alike`). ' +
            'Nothing is merged by it: a person marks one as a repeat of the other (`markDuplicate`).',
          tags: ['cases'],
          params: caseParamsSchema,
          response: { 200: alikeSchema },
        },
      },
      async (request) => {
        const actor = access.actor(request)
        const state = await visibleCase(store, request.params.id, actor)
        return { items: await alikeFor(deps, state, actor) }
      },
    )
  }
