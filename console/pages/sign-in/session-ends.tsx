import { useEffect, useState } from 'preact/hooks'

import type { Person } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { askEnd, minutesLeft, session } from '../../state/session.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { SignInForms } from './sign-in.tsx'

const every = 15_000

/** Before a session ends: how long it lasts, and a way to go on working without leaving the page. */
export function SessionEnds({ person }: { readonly person: Person }) {
  const [left, setLeft] = useState<number>()
  const [signingIn, setSigningIn] = useState(false)
  const { value } = session
  useEffect(() => {
    setSigningIn(false)
    const look = () => {
      if (minutesLeft(session.value, Date.now()) === undefined) setLeft(undefined)
      else
        void askEnd()
          .catch(() => undefined)
          .then(() => setLeft(minutesLeft(session.value, Date.now())))
    }
    look()
    const timer = setInterval(look, every)
    return () => clearInterval(timer)
  }, [value.state === 'in' && value.person])
  if (left === undefined) return null
  return (
    <>
      <p class="page session-ends" role="status">
        {say(shellWords.sessionEnds, { minutes: left })}{' '}
        <button type="button" onClick={() => setSigningIn(true)}>
          {say(shellWords.goOnWorking)}
        </button>
      </p>
      {signingIn ? (
        <Dialog title={say(shellWords.goOnWorking)} onClose={() => setSigningIn(false)}>
          <p>
            <strong>{person.person ?? person.name}</strong>: {say(shellWords.signInSooner)}
          </p>
          <div class="sign-in">
            <SignInForms />
          </div>
        </Dialog>
      ) : null}
    </>
  )
}
