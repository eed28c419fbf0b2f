import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import { operatorRoles } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import { signatureFault, signatureHeader } from '../../runtime/signature.ts'
import type { CaseDesk } from '../desk/desk.ts'
import { requestOf } from '../desk/request.ts'
import { askedBy } from '../platform/decide/asked.ts'
import type { Mapping } from '../platform/decide/mapping.ts'
import type { CaseStore } from '../ports.ts'
import { stateOf } from './answer.ts'
import {
  platformSchema,
  retriedSchema,
  retrySchema,
  statusAnswerSchema,
  statusSchema,
} from './platform-contract.ts'
import { desks } from './visible-case.ts'

export interface PlatformRoutesDeps {
  readonly access: Access
  readonly store: CaseStore
  readonly desk: CaseDesk
  readonly clock: Clock
  readonly observer: Observer
  /** Left out: the city has no platform of its own. */
  readonly platform?: { readonly secret: string; readonly mapping: Mapping } | undefined
}

const tags = ['platform']
const mostRefused = 100
const statusBytes = 16_384

/** The platform that the city has already: what it refused, and what it says of cases. */
export const platformRoutes =
  (deps: PlatformRoutesDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, store, clock, observer } = deps

    server.get(
      '/v1/platform',
      {
        onRequest: access.allow(...desks),
        schema: {
          summary: 'Cases that the platform of the city refused, and how many wait',
          tags,
          response: { 200: platformSchema },
        },
      },
      async () => {
        const refused = await store.refusedByPlatform(mostRefused)
        return {
          ...(await store.platformCounts()),
          cases: refused.map(({ case: id, newest, taken, refused: why, next }) => ({
            ...{ case: id, version: taken + 1, behind: newest - taken },
            ...{ at: why?.at ?? next, reason: why?.reason ?? '' },
          })),
        }
      },
    )

    server.post(
      '/v1/platform/retry',
      {
        onRequest: access.allow(...operatorRoles),
        schema: {
          summary: 'Have a case that the platform of the city refused tried again, or all',
          tags,
          body: retrySchema,
          response: { 200: retriedSchema },
        },
      },
      async (request) => {
        const cases = await store.retryToPlatform(clock.now(), request.body.case as CaseId)
        if (cases > 0) observer.emit('platform.retried', { cases, by: access.actor(request).name })
        return { retried: cases }
      },
    )

    await server.register(statusRoute(deps))
  }

/** In a scope of its own: its body is proved before it is read as JSON. */
const statusRoute =
  ({ store, desk, clock, observer, platform }: PlatformRoutesDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const configured = () => {
      if (platform !== undefined) return platform
      throw new UrbanBrainError('not-found', 'no platform of the city is set up (cases.platform)')
    }

    server.addContentTypeParser<string>(
      'application/json',
      { parseAs: 'string', bodyLimit: statusBytes },
      async ({ headers }: { headers: Record<string, unknown> }, body: string) => {
        const signature = headers[signatureHeader]
        const given = typeof signature === 'string' ? signature : undefined
        const fault = signatureFault(configured().secret, given, body, clock.now())
        if (fault !== undefined) throw new UrbanBrainError('unauthenticated', fault)
        try {
          return JSON.parse(body) as unknown
        } catch {
          throw new UrbanBrainError('request-invalid', 'the body is no JSON')
        }
      },
    )

    server.post(
      '/v1/platform/status',
      {
        onRequest: async () => void configured(),
        schema: {
          summary: 'What the platform of the city says of a case',
          description:
            'Signed as what we send: `X-Urban-Brain-Signature: t=<epoch seconds>,v1=<HMAC-SHA256 over the seconds, a dot and the body>` ' +
            'by the common secret; no token. A repeat of an event changes nothing.',
          tags,
          security: [],
          body: statusSchema,
          response: { 200: statusAnswerSchema },
        },
      },
      async ({ body }) => {
        const { case: id, status } = body
        const tell = (outcome: 'done' | 'known' | 'noted' | 'refused') =>
          observer.emit('platform.status', { outcome, case: id, status })
        const refuse = (error: unknown): never => {
          tell('refused')
          throw error
        }
        const state = await store.get(id as CaseId)
        if (state === undefined)
          return refuse(new UrbanBrainError('case-unknown', `there is no case ${id}`))
        const asked = askedBy(configured().mapping, body, state)
        if (asked.kind === 'mistake')
          return refuse(new UrbanBrainError('request-invalid', asked.text))
        if (asked.kind === 'noted') {
          tell('noted')
          return { outcome: 'noted' as const, case: id, version: state.version, stage: state.stage }
        }
        const request = requestOf(body.id, body)
        const answer = await desk.execute(state.id, asked.command, asked.actor, { request })
        if (answer.refusal !== undefined) tell('refused')
        const { version, stage } = stateOf(answer)
        const known = answer.refusal === undefined && answer.events.length === 0
        const outcome = known ? ('known' as const) : ('done' as const)
        tell(outcome)
        return { outcome, case: id, version, stage }
      },
    )
  }
