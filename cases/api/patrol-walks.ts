import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { UrbanBrainError } from '../../core/errors.ts'
import { dateOf, days, plus } from '../../core/time.ts'
import type { PatrolTasks } from '../desk/patrol-tasks.ts'
import type { PatrolWalks } from '../desk/patrol-walks.ts'
import { mayWalk } from '../life/patrol-task.ts'
import { refusals, type Refusal } from '../life/refusals.ts'
import { dayOf } from '../report/report.ts'
import {
  myPatrolsSchema,
  patrolCommandSchema,
  patrolParamsSchema,
  patrolSchema,
} from './patrol-contract.ts'
import { shownPatrol, type PatrolRoutesDeps } from './patrols.ts'

interface WalkingDeps extends Pick<PatrolRoutesDeps, 'access' | 'store' | 'clock' | 'calendar'> {
  readonly patrols: Pick<PatrolTasks, 'make' | 'planned'>
  readonly walks: PatrolWalks
}

const tags = ['patrols']
const page = 500
const mostMine = 200

/** What an inspector's phone asks and tells of patrols. */
export const patrolWalkRoutes =
  ({ access, store, patrols, walks, clock, calendar }: WalkingDeps): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/patrols/mine',
      {
        onRequest: access.allowLimited('inspector'),
        schema: {
          summary: "An inspector's own patrols of today, those to come included",
          tags,
          response: { 200: myPatrolsSchema },
        },
      },
      async (request) => {
        const { name } = access.actor(request)
        // What begins now may not be swept yet.
        await patrols.make()
        const now = clock.now()
        const { offset } = calendar
        const { to: midnight } = dayOf(dateOf(now, offset), offset)
        const asked = { from: plus(now, -days(1)), to: plus(now, 1), person: name }
        const made = await store.patrols(asked, page)
        const known = new Set(made.map(({ id }) => id))
        const planned = await patrols.planned(now, midnight)
        return [...made, ...planned.filter(({ id }) => !known.has(id))]
          .filter((task) => mayWalk(task, name))
          .filter(({ started }) => started === undefined || started.by === name)
          .slice(0, mostMine)
          .map((task) => shownPatrol(task, now))
      },
    )

    server.post(
      '/v1/patrols/:id/commands',
      {
        bodyLimit: 256 * 1_024,
        onRequest: access.allowLimited('inspector'),
        schema: {
          summary: 'Start a patrol, tell where it goes, end it',
          description:
            'What was told before changes nothing. `at` is when it was done; a phone without network tells it later.',
          tags,
          params: patrolParamsSchema,
          body: patrolCommandSchema,
          response: { 200: patrolSchema },
        },
      },
      async (request) => {
        const { id } = request.params
        const { body } = request
        const actor = access.actor(request)
        const answer =
          body.command === 'track'
            ? await walks.track(id, body.positions, actor)
            : await walks.execute(id, body, actor)
        if (answer.refusal !== undefined) throw refusedAs(answer.refusal)
        return shownPatrol(answer.task, clock.now())
      },
    )
  }

const refusedAs = ({ reason, text }: Refusal): UrbanBrainError =>
  new UrbanBrainError(refusals[reason].code, text, { details: [reason] })
