/** Why nothing could be read, in the language of the page where it has words for it; else as the server says it. */
import type { ApiError } from '../api/client.ts'
import { shellWords } from '../words/shell.ts'
import { say } from '../words/words.ts'

export function troubleText({ status, message }: Pick<ApiError, 'status' | 'message'>): string {
  if (status === 0) return say(shellWords.away)
  return status === 403 ? say(shellWords.notAllowedThis) : message
}
