import { ApiError } from '../api/client.ts'
import { shellWords } from '../words/shell.ts'
import { language, say } from '../words/words.ts'

/** Why something was not done, in the words of the server; in Chinese where it has them. */
export function Refusal({ cause }: { readonly cause: unknown }) {
  const { message, details } = toldBy(cause)
  const others = details.filter((detail) => !message.includes(detail))
  return (
    <div class="trouble" role="alert">
      {say(shellWords.notDone)}: {message}
      {others.length === 0 ? null : (
        <ul>
          {others.map((detail) => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

export const messageOf = (cause: unknown): string => toldBy(cause).message

function toldBy(cause: unknown): { readonly message: string; readonly details: readonly string[] } {
  if (!(cause instanceof ApiError))
    return { message: cause instanceof Error ? cause.message : String(cause), details: [] }
  if (cause.status === 0) return { message: say(shellWords.away), details: [] }
  return language.value === 'zh' ? (cause.chinese ?? cause) : cause
}
