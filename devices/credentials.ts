import { hashToken, newToken } from '../runtime/token.ts'

export interface NewCredential {
  /** Shown once and kept nowhere. */
  readonly token: string
  readonly hash: string
}

export function newCredential(): NewCredential {
  const token = newToken()
  return { token, hash: hashToken(token) }
}
