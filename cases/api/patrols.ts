import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'

import type { Access } from '../../core/access.ts'
import type { Actor, ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { isWithin, scopeOf } from '../../core/scope.ts'
import { days, instant, plus, type Clock, type Instant } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import { lookOf } from '../life/look.ts'
import { isLate, mayWalk, patrolState, type PatrolTask } from '../life/patrol-task.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'
import { dayOf } from '../report/report.ts'
import { revealSchema } from './look-contract.ts'
import {
  patrolParamsSchema,
  type patrolSchema,
  patrolsPageSchema,
  patrolsQuerySchema,
  patrolWithCasesSchema,
  trackSchema,
} from './patrol-contract.ts'

export interface PatrolRoutesDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'patrol' | 'patrols' | 'patrolCases' | 'track' | 'addLook'>
  readonly clock: Pick<Clock, 'now'>
  readonly calendar: Pick<Calendar, 'offset'>
  readonly config: Pick<CasesConfig, 'patrol' | 'personal'>
}

/** Who answers for what people do outside. */
export const patrolReaders: readonly ActorRole[] = ['supervisor', 'manager', 'administrator']

const tags = ['patrols']
const page = 500
const mostDays = 31

/** A patrol is seen by who sees all of its unit grids. */
export const seesPatrol = (actor: Actor, { cells }: PatrolTask): boolean => {
  const scope = scopeOf(actor)
  const isLimited = scope.areas !== undefined || scope.unit !== undefined
  return !isLimited || (cells.length > 0 && cells.every((cell) => isWithin(scope, { cell })))
}

export const shownPatrol = (task: PatrolTask, now: Instant): z.output<typeof patrolSchema> => {
  const { revision: _, tell: __, ...rest } = task
  return { ...rest, state: patrolState(task, now), late: isLate(task, now) }
}

/** Tasks of patrols (巡查任务): of the city for those who answer for them, one's own on the phone, and their tracks. */
export const patrolRoutes =
  ({ access, store, clock, calendar, config }: PatrolRoutesDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const unknown = (id: string) => new UrbanBrainError('not-found', `there is no patrol ${id}`)
    const found = async (id: string, request: object): Promise<PatrolTask> => {
      const actor = access.actor(request)
      const task = await store.patrol(id)
      const isSeen =
        task !== undefined &&
        (actor.role === 'inspector' ? mayWalk(task, actor.name) : seesPatrol(actor, task))
      if (!isSeen) throw unknown(id)
      return task
    }

    server.get(
      '/v1/patrols',
      {
        onRequest: access.allowLimited(...patrolReaders),
        schema: {
          summary: 'Tasks of patrols (巡查任务) of a time, in the order in which they begin',
          tags,
          querystring: patrolsQuerySchema,
          response: { 200: patrolsPageSchema },
        },
      },
      async (request) => {
        const { from, to, state, grid, person, limit, cursor } = request.query
        const span = spanOf({ from, to }, mostDays, calendar)
        const actor = access.actor(request)
        const now = clock.now()
        const fits = (task: PatrolTask) =>
          seesPatrol(actor, task) &&
          (state === undefined || patrolState(task, now) === state) &&
          (grid === undefined || task.grid === grid) &&
          (person === undefined || (task.started?.by ?? person) === person) &&
          (person === undefined || task.started !== undefined || mayWalk(task, person))
        const items: PatrolTask[] = []
        let after = cursor === undefined ? undefined : behind(cursor)
        for (;;) {
          const some = await store.patrols(span, page, after)
          for (const task of some) {
            after = task
            if (!fits(task)) continue
            items.push(task)
            if (items.length === limit) {
              const next = `${task.from}.${task.id}`
              return { items: items.map((one) => shownPatrol(one, now)), next }
            }
          }
          if (some.length < page) return { items: items.map((one) => shownPatrol(one, now)) }
        }
      },
    )

    server.get(
      '/v1/patrols/:id',
      {
        onRequest: access.allowLimited('inspector', ...patrolReaders),
        schema: {
          summary: 'A patrol, with the cases that were reported on the way',
          tags,
          params: patrolParamsSchema,
          response: { 200: patrolWithCasesSchema },
        },
      },
      async (request) => {
        const task = await found(request.params.id, request)
        return { ...shownPatrol(task, clock.now()), cases: await store.patrolCases(task) }
      },
    )

    server.post(
      '/v1/patrols/:id/track/reveal',
      {
        onRequest: access.allowLimited(...patrolReaders),
        schema: {
          summary: 'Where whoever walked a patrol was (轨迹); each look is kept in a log',
          description: 'Personal: the list of patrols tells only what a track has come past.',
          tags,
          params: patrolParamsSchema,
          body: revealSchema,
          response: { 200: trackSchema },
        },
      },
      async (request, reply) => {
        const { purpose } = request.body
        if (config.personal.purpose && purpose === undefined)
          throw new UrbanBrainError('request-invalid', 'say what for: purpose')
        const task = await found(request.params.id, request)
        const positions = await store.track(task.id)
        await store.addLook(
          lookOf(access.actor(request), {
            ...{ at: clock.now(), what: 'track', fields: [task.id] },
            ...(purpose !== undefined && { purpose }),
          }),
        )
        const first = positions[0]?.at ?? task.from
        return reply
          .header('cache-control', 'no-store')
          .send({ positions, keptUntil: plus(instant(first), config.patrol.keepTracks) })
      },
    )
  }

/** From the first day to the end of the last. */
export function spanOf(
  { from, to }: { readonly from: string; readonly to: string },
  most: number,
  { offset }: Pick<Calendar, 'offset'>,
): { readonly from: Instant; readonly to: Instant } {
  const span = { from: dayOf(from, offset).from, to: dayOf(to, offset).to }
  const long = (Date.parse(to) - Date.parse(from)) / days(1)
  if (long < 0 || long >= most)
    throw new UrbanBrainError('request-invalid', `from and to name 1 to ${most} days`)
  return span
}

const behind = (cursor: string): Pick<PatrolTask, 'from' | 'id'> => {
  const [from = '', id = ''] = cursor.split('.')
  return { from: instant(Number(from)), id }
}
