import { ApiError } from '../api/client.ts'
import { shellWords } from '../words/shell.ts'
import { say } from '../words/words.ts'

/** Why something was not done, in the words of the server. */
export function Refusal({ cause }: { readonly cause: unknown }) {
  const message = messageOf(cause)
  const details =
    cause instanceof ApiError ? cause.details.filter((detail) => !message.includes(detail)) : []
  return (
    <div class="trouble" role="alert">
      {say(shellWords.notDone)}: {message}
      {details.length === 0 ? null : (
        <ul>
          {details.map((detail) => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

export const messageOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause)
