import { ApiError } from '../../api/client.ts'
import { followWords as words } from '../../words/follow.ts'
import { say } from '../../words/words.ts'

export function followTrouble(cause: unknown): string {
  const status = cause instanceof ApiError ? cause.status : 0
  if (status === 404 || status === 400) return say(words.unknown)
  return say(status === 429 ? words.tooMany : words.away)
}
