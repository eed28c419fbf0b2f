/** Why nothing could be read, in the language of the page where it has words for it; else as the server says it. */
import type { ApiError } from '../api/client.ts'
import { shellWords } from '../words/shell.ts'
import { say } from '../words/words.ts'
import { messageOf } from './refusal.tsx'

export function troubleText(error: ApiError): string {
  const { status } = error
  if (status === 0) return say(shellWords.away)
  return status === 403 ? say(shellWords.notAllowedThis) : messageOf(error)
}
