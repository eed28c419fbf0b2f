import { randomUUID } from 'node:crypto'

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { deskRoles, readerRoles, type Actor, type ActorRole } from '../../core/actor.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/events.ts'
import type { CaseId, UnitId } from '../../core/identity.ts'
import { days, plus, type Clock, type Instant } from '../../core/time.ts'
import type { Case } from '../life/case.ts'
import { caseNumber } from '../desk/case-number.ts'
import { collectSchema, commandTable, personCommandSchema, type Problem } from '../life/commands.ts'
import type { Commits } from '../desk/commits.ts'
import type { CasesConfig } from '../config.ts'
import { commandsFor } from '../life/decide.ts'
import type { Answer, CaseDesk } from '../desk/desk.ts'
import type { Unit } from '../life/dispatch.ts'
import { answered } from '../life/history.ts'
import { photoFaults } from '../photos/photo-faults.ts'
import type { CaseStore, PhotoStore } from '../ports.ts'
import { refusals } from '../life/refusals.ts'
import { requestOf } from '../desk/request.ts'
import type { Calendar } from '../life/working-time.ts'
import { alarmRoutes } from './alarms.ts'
import { feedRoute } from './feed.ts'
import { photoRoutes } from './photos.ts'
import { reportRoutes } from './report.ts'
import { suppressionRoutes } from './suppressions.ts'
import {
  casePageSchema,
  caseParamsSchema,
  caseQuerySchema,
  caseSchema,
  caseWithTimelineSchema,
  idempotencySchema,
  summarySchema,
  unitsSchema,
  verificationSchema,
} from './contract.ts'

export interface CaseRoutesDeps {
  readonly access: Access
  readonly store: CaseStore
  readonly photos: PhotoStore
  readonly desk: CaseDesk
  readonly commits: Commits
  readonly units: ReadonlyMap<UnitId, Unit>
  readonly directory: Pick<DeviceDirectory, 'get' | 'values'>
  readonly calendar: Pick<Calendar, 'offset'>
  readonly clock: Clock
  readonly observer: Observer
  readonly config: CasesConfig
}

/** People who see every case; a crew sees those of its unit. */
const desks: readonly ActorRole[] = [...readerRoles, 'service']
const readers: readonly ActorRole[] = [...desks, 'crew']
/** Who may ask something of some case; the table of commands says what. */
const askers: readonly ActorRole[] = [...deskRoles, 'service', 'crew']
const tags = ['cases']
/** The case desk over HTTP: cases, their commands, record and photos, alarms, units, counts, reports and the live feed. */
export function caseRoutes(deps: CaseRoutesDeps): FastifyPluginAsyncZod {
  const { access, store, photos, desk, units, clock, directory } = deps

  /** The case, if the caller may see it; to a crew the case of another unit does not exist. */
  const visible = async (id: string, actor: Actor): Promise<Case> => {
    const state = await store.get(id as CaseId)
    if (state === undefined || !sees(actor, state))
      throw new UrbanBrainError('case-unknown', `there is no case ${id}`)
    return state
  }

  /** What the register knows about the device that a person named; their own words win. */
  const located = (problem: Problem): Problem => {
    if (problem.device === undefined) return problem
    const device = directory.get(problem.device)?.device
    if (device === undefined)
      throw new UrbanBrainError('device-unknown', `there is no device ${problem.device}`)
    const { component, cell, longitude, latitude } = device
    return {
      ...(component !== undefined && { component }),
      ...(cell !== undefined && { cell }),
      longitude,
      latitude,
      ...problem,
    }
  }

  return async (server) => {
    server.get(
      '/v1/cases',
      {
        onRequest: access.allow(...readers),
        schema: {
          summary: 'List cases, newest first or by deadline',
          tags,
          querystring: caseQuerySchema,
          response: { 200: casePageSchema },
        },
      },
      async (request) => {
        const { limit, cursor, order, stage, unit, ...rest } = request.query
        const { cell, category, severity, overdue, device } = rest
        const own = crewUnit(access.actor(request))
        return store.list(
          { stages: stage, unit: own ?? unit, cell, category, severity, overdue, device },
          limit,
          cursor,
          order,
        )
      },
    )

    server.post(
      '/v1/cases',
      {
        onRequest: access.allow(...commandTable.collect.roles),
        schema: {
          summary: 'Report a problem (采集)',
          description:
            'With the header `Idempotency-Key` a repeat of the same report, whenever it comes, opens no second case; another report with ' +
            'the same key is refused.',
          tags,
          headers: idempotencySchema,
          body: collectSchema,
          response: { 200: caseSchema, 201: caseSchema },
        },
      },
      async (request, reply) => {
        const actor = access.actor(request)
        const now = clock.now()
        const key = request.headers['idempotency-key']
        const asked = requestOf(key, request.body)
        const opener = JSON.stringify(['report', actor.name, key ?? randomUUID()])
        const number = (at: Instant) => caseNumber(opener, at, deps.calendar.offset(at))
        const known = key === undefined || (await store.reported(actor.name, key)) !== undefined
        // An older version kept a key in the number of the case only, which holds the date as well.
        for (const at of known ? [] : [now, plus(now, -days(1))]) {
          const before = await store.get(number(at))
          const [first] = before === undefined ? [] : await store.load(before.id)
          if (before !== undefined && first?.data['request'] === undefined)
            return reply.code(200).send(before)
        }
        const command = { command: 'collect', ...located(request.body) } as const
        const answer = await desk.execute(number(now), command, actor, { request: asked })
        const state = stateOf(answer)
        const repeated = answer.refusal === undefined && answer.events.length === 0
        return reply.code(repeated ? 200 : 201).send(state)
      },
    )

    server.get(
      '/v1/cases/:id',
      {
        onRequest: access.allow(...readers),
        schema: {
          summary: 'One case with its whole record, and what the caller may ask of it now',
          tags,
          params: caseParamsSchema,
          response: { 200: caseWithTimelineSchema },
        },
      },
      async (request) => {
        const actor = access.actor(request)
        const state = await visible(request.params.id, actor)
        const timeline = await store.load(state.id)
        return { case: state, timeline, commands: commandsFor(state, actor) }
      },
    )

    server.post(
      '/v1/cases/:id/commands',
      {
        onRequest: access.allow(...askers),
        schema: {
          summary: 'Ask something of a case',
          description:
            'Which role may ask what in which stage is the table in docs/cases.md. With the header `Idempotency-Key` a repeat of the ' +
            'same request is answered with the case as it is, or with 204 when it is not for the caller any more, and nothing is done a ' +
            'second time; another request with the same key is refused.',
          tags,
          params: caseParamsSchema,
          headers: idempotencySchema,
          body: personCommandSchema,
          response: { 200: caseSchema, 204: z.undefined() },
        },
      },
      async (request, reply) => {
        const actor = access.actor(request)
        const key = request.headers['idempotency-key']
        const id = request.params.id as CaseId
        // A crew that has given an order back does not see it any more, and may ask again whether that was done.
        const asked = requestOf(key, request.body)
        const repeated =
          asked !== undefined && answered(await store.load(id), asked, actor) !== undefined
        if (!repeated) await visible(id, actor)
        const state = stateOf(await desk.execute(id, request.body, actor, { request: asked }))
        return repeated && !sees(actor, state) ? reply.code(204).send() : state
      },
    )

    server.get(
      '/v1/cases/:id/verify-record',
      {
        onRequest: access.allow(...readers),
        schema: {
          summary: 'Recompute the hash chain of the record, and the hashes of its photos',
          tags,
          params: caseParamsSchema,
          response: { 200: verificationSchema },
        },
      },
      async (request) => {
        const { id } = await visible(request.params.id, access.actor(request))
        const found = await store.verify(id)
        const faults = [...found.faults, ...(await photoFaults(await store.load(id), photos))]
        return { ...found, intact: faults.length === 0, faults }
      },
    )

    server.get(
      '/v1/units',
      {
        onRequest: access.allow(...readers),
        schema: { summary: 'Responsible units', tags, response: { 200: unitsSchema } },
      },
      async (request) => {
        const own = crewUnit(access.actor(request))
        return [...units.values()]
          .filter(({ id }) => own === undefined || id === own)
          .map(({ webhook, ...unit }) => ({
            ...unit,
            channels: webhook === undefined ? ['mqtt'] : ['mqtt', 'webhook'],
          }))
      },
    )

    server.get(
      '/v1/summary',
      {
        onRequest: access.allow(...readers),
        schema: {
          summary: 'Counts by stage, open and overdue cases, standing alarms',
          tags,
          response: { 200: summarySchema },
        },
      },
      (request) => store.summary(crewUnit(access.actor(request))),
    )

    feedRoute(server, deps, readers)
    await server.register(alarmRoutes(deps, desks))
    await server.register(suppressionRoutes(deps, desks))
    await server.register(photoRoutes(deps))
    await server.register(reportRoutes(deps, desks))
  }
}

/** A crew whose token names no unit has no cases: no unit is called by the empty name. */
const crewUnit = ({ role, unit }: Actor): UnitId | undefined =>
  role === 'crew' ? (unit ?? ('' as UnitId)) : undefined

const sees = ({ role, unit }: Actor, state: Case): boolean =>
  role !== 'crew' || (unit !== undefined && state.unit === unit)

function stateOf(answer: Answer): Case {
  if (answer.refusal === undefined) return answer.state
  const { reason, text } = answer.refusal
  throw new UrbanBrainError(refusals[reason].code, text, { details: [reason] })
}
