import type { Instant } from '../../core/time.ts'

/** One browser that is signed in. Neither its secret nor the token it signed in with stands here, only their hashes. */
export interface SessionRow {
  /** SHA-256 of what the cookie holds, hexadecimal. */
  readonly id: string
  /** SHA-256 of the token that opened it; of an account its identifier and version. */
  readonly token: string
  readonly opened: Instant
  /** When it was last used, or not long before. */
  readonly seen: Instant
}

interface SessionBounds {
  /** Of one token, the newest. */
  readonly most: number
  /** What was last used then, or before, is over. */
  readonly unused: Instant
  /** What was opened then, or before, is over. */
  readonly opened: Instant
}

/** Sessions outlive a restart, and all processes that serve the API of a city know the same ones. */
export interface SessionStore extends AsyncDisposable {
  get(id: string): Promise<SessionRow | undefined>
  /** Adds one, and forgets what the bounds leave out. */
  add(row: SessionRow, bounds: SessionBounds): Promise<void>
  saw(id: string, at: Instant): Promise<void>
  remove(id: string): Promise<void>
}
