/** The OpenAPI document (3.1) says of each operation who may ask it and every way in which it refuses. */
import { z } from 'zod'

import type { ActorRole } from '../../core/actor.ts'
import { errorCodes, type ErrorCode } from '../../core/errors.ts'
import { problemSchema, problemType } from './problem.ts'

/** A route as it was added; without roles everybody may ask it. */
export interface OpenRoute {
  readonly method: string
  readonly url: string
  readonly roles?: readonly ActorRole[] | undefined
}

/** Of an `onRequest` hook that lets roles in. */
export function rolesOf(hooks: unknown): readonly ActorRole[] | undefined {
  const found: unknown = [hooks]
    .flat()
    .find((hook) => typeof hook === 'function' && 'roles' in hook)
  return typeof found === 'function' && 'roles' in found && Array.isArray(found.roles)
    ? (found.roles as readonly ActorRole[])
    : undefined
}

interface Operation {
  security?: unknown
  responses?: Record<string, unknown>
  'x-roles'?: readonly string[]
}

interface Document {
  paths?: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, unknown> }
}

const changes = new Set(['post', 'put', 'patch', 'delete'])

/** Codes with which an operation may refuse, beside those that are its own. */
function refusalsOf(method: string, path: string, isOpen: boolean): readonly ErrorCode[] {
  return [
    ...(['request-invalid', 'internal', 'store-unavailable'] as const),
    ...(isOpen ? [] : (['unauthenticated', 'forbidden'] as const)),
    ...(path.includes('{') ? (['not-found'] as const) : []),
    ...(changes.has(method) ? (['version-conflict', 'not-found'] as const) : []),
    ...(/^\/v1\/(sensorthings|ngsi-ld)\//.test(path) ? (['not-offered'] as const) : []),
    ...(own[`${method} ${path}`] ?? []),
  ]
}

const own: Readonly<Record<string, readonly ErrorCode[]>> = {
  'post /v1/session': ['unauthenticated', 'forbidden', 'too-many-requests'],
  'delete /v1/session': ['forbidden'],
  'post /v1/enrolling': ['enrolment-refused', 'too-many-requests'],
  'post /v1/platform/status': ['unauthenticated'],
  'get /v1/push/{binding}': ['unauthenticated', 'too-many-requests'],
  'post /v1/push/{binding}': ['unauthenticated', 'too-many-requests', 'log-unavailable'],
  'post /v1/cases/{id}/commands': ['precondition-failed'],
  'get /v1/feed': ['too-many-requests'],
  // Of a token, which has no account.
  'get /v1/account': ['account-unknown'],
  'get /v1/account/second-factor': ['account-unknown'],
  'get /v1/account/channels': ['account-unknown'],
  'get /v1/account/push': ['account-unknown'],
}

const problem = { $ref: '#/components/schemas/Problem' }

/** Completes what the routes say of themselves. */
export function completed<Made extends object>(made: Made, routes: readonly OpenRoute[]): Made {
  const document = made as Document
  const roles = new Map(
    routes.map((route) => [
      `${route.method.toLowerCase()} ${route.url.replaceAll(/:(\w+)/g, '{$1}')}`,
      route.roles,
    ]),
  )
  const { $schema: _, ...schema } = z.toJSONSchema(problemSchema)
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: schema },
  }
  for (const [path, operations] of Object.entries(document.paths ?? {}))
    for (const [method, operation] of Object.entries(operations)) {
      const who = roles.get(`${method} ${path}`)
      if (who === undefined) operation.security = []
      else operation['x-roles'] = who
      for (const code of refusalsOf(method, path, who === undefined)) {
        const { http } = errorCodes[code]
        const answers = (operation.responses ??= {})
        answers[String(http)] ??= {
          description: refusalWords[http] ?? '',
          content: { [problemType]: { schema: problem } },
        }
      }
    }
  return made
}

const refusalWords: Readonly<Record<number, string>> = {
  400: 'The request does not fit',
  401: 'Nobody is known by this token or session',
  403: 'The role may not do this',
  404: 'There is no such thing',
  409: 'Not in its present state, or somebody else was first',
  412: 'It has changed since it was read',
  429: 'Asked too often',
  500: 'A defect of this program',
  501: 'The standard has it, this program does not',
  503: 'A store cannot be reached now',
}
