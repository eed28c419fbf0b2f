import { ApiError } from '../../api/client.ts'
import { refusalWords, troubleWords } from '../../words/cases.ts'
import { say } from '../../words/words.ts'
import { wordsOf } from '../../parts/case-names.ts'
import { told } from '../../parts/told.ts'

/** Why something was not done, for the person who asked. */
export function troubleText(cause: unknown): string {
  if (!(cause instanceof ApiError)) return say(troubleWords.other, { message: String(cause) })
  const refusal = cause.details.find((word) => Object.hasOwn(refusalWords, word))
  if (refusal !== undefined) return say(wordsOf(refusalWords, refusal))
  const words = Object.hasOwn(troubleWords, cause.code)
    ? wordsOf(troubleWords, cause.code)
    : troubleWords.other
  return say(words, { message: told(cause) })
}
