import type { Actor, Role } from './actor.ts'

/** How the routes of a folder ask who is calling; the HTTP server of `app` implements it. */
export interface Access {
  /** A fastify `preHandler`: refuses with `unauthenticated` or `forbidden` unless the caller has one of the roles. */
  allow(...roles: readonly Role[]): (request: object) => Promise<void>
  /** Who calls; only after `allow`. */
  actor(request: object): Actor
}
