import { useState } from 'preact/hooks'

import { ApiError } from '../../api/client.ts'
import { signIn } from '../../state/session.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'

export function SignIn() {
  const [token, setToken] = useState('')
  const [trouble, setTrouble] = useState<'refused' | 'away'>()
  const enter = async (event: SubmitEvent) => {
    event.preventDefault()
    setTrouble(undefined)
    try {
      await signIn(token.trim())
    } catch (error) {
      setTrouble(error instanceof ApiError && error.status === 401 ? 'refused' : 'away')
    }
  }
  return (
    <main id="content" class="sign-in">
      <form onSubmit={(event) => void enter(event)}>
        <h1>{say(shellWords.product)}</h1>
        <label>
          {say(shellWords.token)}
          <input
            type="password"
            name="token"
            autocomplete="current-password"
            required
            value={token}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
        </label>
        <p class="quiet">{say(shellWords.tokenHelp)}</p>
        {trouble === undefined ? null : (
          <p class="trouble" role="alert">
            {say(shellWords[trouble])}
          </p>
        )}
        <button type="submit" class="primary">
          {say(shellWords.signIn)}
        </button>
      </form>
    </main>
  )
}
