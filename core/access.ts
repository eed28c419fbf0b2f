import type { Actor, ActorRole } from './actor.ts'

/** How the routes of a folder ask who is calling; the HTTP server of `app` implements it. */
export interface Access {
  /**
   * A fastify `onRequest` hook: refuses with `unauthenticated` or `forbidden` unless the caller has one of the roles.
   * It runs before the body is read and anything is checked, so a stranger learns nothing about the API.
   */
  allow(...roles: readonly ActorRole[]): (request: object) => Promise<void>
  /**
   * As `allow`, and lets in those too who are limited to a part of the city: the route answers for `scopeOf(actor)` alone. Where a
   * route does not say so, they are refused.
   */
  allowLimited(...roles: readonly ActorRole[]): (request: object) => Promise<void>
  /**
   * Whether what was proved still holds: an answer that goes on for hours ends when its session does. Rejects as `allow` does.
   */
  stillAllowed(request: object): Promise<boolean>
  /** Who calls; only after `allow`. */
  actor(request: object): Actor
}
