import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { accountRoles } from '../../core/actor.ts'
import { holderOf } from '../../core/duty-desks.ts'
import type { UnitId } from '../../core/identity.ts'
import type { Clock } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import type { CaseDesk } from '../desk/desk.ts'
import { choose, shownChoice, withoutKeys, type PersonalDeps } from '../desk/personal-choices.ts'
import { ofLastOrder } from '../life/personal.ts'
import { personalReceipts } from '../life/receipts.ts'
import type { CaseStore } from '../ports.ts'
import { caseParamsSchema } from './contract.ts'
import {
  personalChoiceAskedSchema,
  personalChoiceSchema,
  personalOrdersSchema,
  personalReceiptsSchema,
  personParamsSchema,
} from './personal-contract.ts'
import { readers, visibleCase } from './visible-case.ts'
import { withAccount } from './with-account.ts'

interface PersonalRoutesDeps extends PersonalDeps {
  readonly access: Access
  readonly store: PersonalDeps['store'] & Pick<CaseStore, 'get' | 'load' | 'list'>
  readonly desk: Pick<CaseDesk, 'execute'>
  readonly clock: Pick<Clock, 'now'>
  readonly config: CasesConfig
}

const tags = ['cases']
/** Orders of one unit that nobody has accepted yet. */
const most = 200

/** Channels and hours that people choose, orders that wait for them, and receipts of both. */
export const personalRoutes =
  (deps: PersonalRoutesDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, store, desk } = deps
    const self = (request: object) => {
      const actor = withAccount(access, request)
      return { name: actor.name, holder: holderOf(actor) }
    }

    server.get(
      '/v1/account/channels',
      {
        onRequest: access.allowLimited(...accountRoles),
        schema: {
          summary: 'By which channels I am told, of what and in which hours (通知方式)',
          tags,
          response: { 200: personalChoiceSchema },
        },
      },
      async (request) => shownChoice(deps, self(request)),
    )

    server.post(
      '/v1/account/channels',
      {
        onRequest: access.allowLimited(...accountRoles),
        schema: {
          summary: 'Chooses that anew',
          tags,
          body: personalChoiceAskedSchema,
          response: { 200: personalChoiceSchema },
        },
      },
      async (request) => {
        const person = self(request)
        await choose(deps, person, request.body)
        return shownChoice(deps, person)
      },
    )

    server.get(
      '/v1/personal-channels/:name',
      {
        onRequest: access.allow('administrator'),
        schema: {
          summary: 'What somebody chose, without the keys that addresses may hold',
          tags,
          params: personParamsSchema,
          response: { 200: personalChoiceSchema },
        },
      },
      async ({ params: { name } }) => {
        const person = (await deps.people()).find((one) => one.name === name)
        const found = await shownChoice(deps, { name, holder: person && holderOf(person) })
        return withoutKeys(found)
      },
    )

    server.get(
      '/v1/account/orders',
      {
        onRequest: access.allowLimited(...accountRoles),
        schema: {
          summary: 'Orders of which I was told in person, and which I have not read',
          tags,
          response: { 200: personalOrdersSchema },
        },
      },
      async (request) => {
        const { name, unit } = access.actor(request)
        return unit === undefined ? [] : unread(store, name, unit)
      },
    )

    server.post(
      '/v1/cases/:id/read',
      {
        onRequest: access.allowLimited(...accountRoles),
        schema: {
          summary: 'I have the order before me; nothing happens unless I was told of it in person',
          tags,
          params: caseParamsSchema,
          response: { 204: z.undefined() },
        },
      },
      async (request, reply) => {
        const actor = access.actor(request)
        const state = await visibleCase(store, request.params.id, actor)
        const told = state.personal?.told.some(({ person }) => person === actor.name)
        if (told === true && actor.account !== undefined)
          await desk.execute(state.id, { command: 'readOrder' }, actor)
        return reply.code(204).send()
      },
    )

    server.get(
      '/v1/cases/:id/receipts',
      {
        onRequest: access.allowLimited(...readers),
        schema: {
          summary:
            'Who was told of the orders of the case in person, by which channel, and what came of it',
          tags,
          params: caseParamsSchema,
          response: { 200: personalReceiptsSchema },
        },
      },
      async (request) => {
        const { id } = await visibleCase(store, request.params.id, access.actor(request))
        const { receipts, nobody } = personalReceipts(await store.load(id))
        return { receipts: [...receipts], ...(nobody !== undefined && { nobody }) }
      },
    )
  }

async function unread(store: Pick<CaseStore, 'list'>, name: string, unit: UnitId) {
  const { items } = await store.list({ unit, stages: ['dispatched', 'rework'] }, most)
  return items.flatMap((state) => {
    const { id, title, severity } = state
    const personal = ofLastOrder(state)
    const told = personal?.told.find(({ person }) => person === name)
    const isRead = personal?.read.some(({ person }) => person === name) === true
    return told === undefined || isRead ? [] : [{ case: id, title, severity, told: told.at }]
  })
}
