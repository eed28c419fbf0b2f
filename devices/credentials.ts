import { hashToken, newToken } from '../runtime/token.ts'

export interface NewCredential {
  /** Shown once and kept nowhere. */
  readonly token: string
  readonly hash: string
}

/** None begins with a dash: a spreadsheet would take it for a formula, and a file of credentials is to hold them as they are. */
export function newCredential(): NewCredential {
  const token = newToken()
  return token.startsWith('-') ? newCredential() : { token, hash: hashToken(token) }
}
