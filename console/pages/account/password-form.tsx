import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import { resume } from '../../state/session.ts'
import { accountWords } from '../../words/account.ts'
import { say } from '../../words/words.ts'
import { PasswordField } from './password-field.tsx'
import { accountTrouble } from './trouble.ts'

export function PasswordForm() {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [said, tell] = useState<{ readonly trouble?: string; readonly done?: true }>({})
  const change = async (event: SubmitEvent) => {
    event.preventDefault()
    if (next !== again) {
      tell({ trouble: say(accountWords.differ) })
      return
    }
    try {
      await call('POST /v1/account/password', { body: { current, next } })
      for (const clear of [setCurrent, setNext, setAgain]) clear('')
      tell({ done: true })
      await resume()
    } catch (error) {
      tell({ trouble: accountTrouble(error) })
    }
  }
  return (
    <form onSubmit={(event) => void change(event)}>
      <h2>{say(accountWords.change)}</h2>
      <PasswordField
        label={say(accountWords.present)}
        value={current}
        set={setCurrent}
        complete="current-password"
      />
      <PasswordField
        label={say(accountWords.next)}
        value={next}
        set={setNext}
        complete="new-password"
      />
      <PasswordField
        label={say(accountWords.again)}
        value={again}
        set={setAgain}
        complete="new-password"
      />
      <p class="quiet">{say(accountWords.passwordHelp)}</p>
      {said.trouble === undefined ? null : (
        <p class="trouble" role="alert">
          {said.trouble}
        </p>
      )}
      {said.done === undefined ? null : <p role="status">{say(accountWords.changed)}</p>}
      <button type="submit" class="primary">
        {say(accountWords.change)}
      </button>
    </form>
  )
}
