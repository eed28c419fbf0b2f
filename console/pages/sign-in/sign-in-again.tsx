import type { Person } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { leave } from '../../state/session.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { SignInForms } from './sign-in.tsx'

/** Over the page of whoever was signed in, so that nothing typed there is lost. */
export const SignInAgain = ({ person }: { readonly person: Person }) => (
  <Dialog title={say(shellWords.sessionOver)} onClose={leave} hiding>
    <p>
      <strong>{person.person ?? person.name}</strong>: {say(shellWords.signInAgain)}
    </p>
    <div class="sign-in">
      <SignInForms />
    </div>
  </Dialog>
)
