import { ApiError } from '../../api/client.ts'
import { messageOf } from '../../parts/refusal.tsx'
import { accountWords } from '../../words/account.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'

/** What went wrong, to somebody who signs in or changes the own account. */
export function accountTrouble(error: unknown): string {
  if (!(error instanceof ApiError) || error.status === 0) return say(shellWords.away)
  if (error.code === 'too-many-requests') return say(accountWords.paused)
  if (error.code === 'second-factor-needed') return say(accountWords.codeWrong)
  return messageOf(error)
}
