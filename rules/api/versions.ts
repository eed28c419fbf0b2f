import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { readerRoles, rulesDraftRoles, rulesPutRoles } from '../../core/actor.ts'
import type { Observer } from '../../core/observer.ts'
import type { RuleVersion } from '../../core/rule-versions.ts'
import type { Clock } from '../../core/time.ts'
import type { RuleDesk } from '../in-force/rule-desk.ts'
import {
  ruleBackSchema,
  ruleCheckSchema,
  ruleDraftSchema,
  rulePutSchema,
  ruleShadowSchema,
  ruleVersionParamsSchema,
  ruleVersionSchema,
  ruleVersionsQuerySchema,
  ruleVersionsSchema,
  writtenVersionSchema,
} from './contract.ts'

export interface RuleVersionRoutesDeps {
  readonly access: Access
  readonly desk: RuleDesk
  readonly clock: Pick<Clock, 'now'>
  readonly observer: Observer
}

const tags = ['rules']
/** A whole folder of rules in one draft. */
const longestDraft = 8 * 2 ** 20
const mostChanges = 50

type Listed = (limit: number, before?: number) => Promise<z.input<typeof ruleVersionsSchema>>

/** Rules as data: drafted, checked, put in force, taken back. */
export const ruleVersionRoutes =
  (deps: RuleVersionRoutesDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, desk, clock, observer } = deps
    const listed: Listed = async (limit, before) => {
      const changes = await desk.versions.changes('in-force', mostChanges)
      const versions = await desk.versions.versions(limit, before)
      return { inForce: changes[0]?.version ?? 0, versions: versions.map(shown), changes }
    }

    server.get(
      '/v1/rules/versions',
      {
        onRequest: access.allow(...readerRoles),
        schema: {
          summary: 'Versions of the rules, newest first, and what was put in force',
          tags,
          querystring: ruleVersionsQuerySchema,
          response: { 200: ruleVersionsSchema },
        },
      },
      ({ query: { limit, before } }) => listed(limit, before),
    )

    server.get(
      '/v1/rules/versions/:version',
      {
        onRequest: access.allow(...readerRoles),
        schema: {
          summary: 'The documents and limits of one version; 0 are the files of the folder',
          tags,
          params: ruleVersionParamsSchema,
          response: { 200: writtenVersionSchema },
        },
      },
      async ({ params: { version } }) => {
        const { made, texts, limits } = await desk.read(version)
        return {
          version,
          ...(made && { made: shown(made) }),
          documents: Object.fromEntries(texts),
          limits,
        }
      },
    )

    server.post(
      '/v1/rules/drafts',
      {
        onRequest: access.allow(...rulesDraftRoles),
        bodyLimit: longestDraft,
        schema: {
          summary:
            'Make a version with edits of documents, limits or overrides; it is not judged by',
          tags,
          body: ruleDraftSchema,
          response: { 201: ruleVersionSchema },
        },
      },
      async (request, reply) => {
        const { name } = access.actor(request)
        const { why, ...edits } = request.body
        const made = await desk.draft(edits, { by: name, why, at: clock.now() })
        observer.emit('rules.drafted', { version: String(made.number), by: name })
        return reply.code(201).send(shown(made))
      },
    )

    server.post(
      '/v1/rules/versions/:version/check',
      {
        onRequest: access.allow(...rulesDraftRoles),
        schema: {
          summary: 'What lint says of a version, and whether its tests pass',
          tags,
          params: ruleVersionParamsSchema,
          response: { 200: ruleCheckSchema },
        },
      },
      ({ params: { version } }) => desk.check(version),
    )
    await server.register(puttingRoutes(deps, listed))
    await server.register(shadowRoutes(deps))
  }

/** A version that runs beside the rules in force. */
const shadowRoutes =
  ({ access, desk, clock, observer }: RuleVersionRoutesDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const seen = async () => {
      const found = await desk.seen()
      return found === undefined ? {} : { shadow: { ...found.begun, ...found.result } }
    }
    const answer = { 200: ruleShadowSchema }

    server.get(
      '/v1/rules/shadow',
      {
        onRequest: access.allow(...readerRoles),
        schema: {
          summary: 'What runs beside the rules in force, and what it would have raised',
          tags,
          response: answer,
        },
      },
      seen,
    )

    server.post(
      '/v1/rules/versions/:version/shadow',
      {
        onRequest: access.allow(...rulesDraftRoles),
        schema: {
          summary: 'Let a version run beside the rules in force, with no effect; 0 ends that',
          tags,
          params: ruleVersionParamsSchema,
          body: rulePutSchema,
          response: answer,
        },
      },
      async (request) => {
        const { name: by } = access.actor(request)
        const { version } = request.params
        await desk.shadow(version, { by, why: request.body.why, at: clock.now() })
        observer.emit('rules.shadowed', { version: String(version), by })
        return seen()
      },
    )
  }

/** What changes the rules that are judged by. */
const puttingRoutes =
  (
    { access, desk, clock, observer }: RuleVersionRoutesDeps,
    listed: Listed,
  ): FastifyPluginAsyncZod =>
  async (server) => {
    const doneBy = (by: string, why: string) => ({ by, why, at: clock.now() })

    server.post(
      '/v1/rules/versions/:version/in-force',
      {
        onRequest: access.allow(...rulesPutRoles),
        schema: {
          summary: 'Judge by this version from now on',
          description:
            'Refused with `rules-invalid` when lint finds mistakes or a test fails, and with `version-conflict` when other rules ' +
            'were put in force since it was made. Every process of the city takes it within seconds.',
          tags,
          params: ruleVersionParamsSchema,
          body: rulePutSchema,
          response: { 200: ruleVersionsSchema },
        },
      },
      async (request) => {
        const { name } = access.actor(request)
        await desk.put(request.params.version, doneBy(name, request.body.why))
        observer.emit('rules.put', { version: String(request.params.version), by: name })
        return listed(mostChanges)
      },
    )

    server.post(
      '/v1/rules/back',
      {
        onRequest: access.allow(...rulesPutRoles),
        schema: {
          summary:
            'Judge again by a version that was in force before; 0 are the files of the folder',
          tags,
          body: ruleBackSchema,
          response: { 200: ruleVersionsSchema },
        },
      },
      async (request) => {
        const { name } = access.actor(request)
        const { why, to } = request.body
        const version = await desk.back(to, doneBy(name, why))
        observer.emit('rules.put', { version: String(version), by: name })
        return listed(mostChanges)
      },
    )
  }

const shown = ({
  number: version,
  at,
  by,
  why,
  base,
  changed,
}: RuleVersion): z.input<typeof ruleVersionSchema> => ({ version, at, by, why, base, changed })
