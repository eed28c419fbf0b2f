/** One's own account: what has to be done first, the password, the second factor. */
import { useEffect, useState } from 'preact/hooks'

import { dutyDesk } from '../../../core/duty-desks.ts'
import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { loadGrids, myGrids } from '../../parts/grids.ts'
import { session } from '../../state/session.ts'
import { accountWords } from '../../words/account.ts'
import { gridWords } from '../../words/grids.ts'
import { say } from '../../words/words.ts'
import { Channels } from './channels.tsx'
import { PasswordForm } from './password-form.tsx'
import { SecondFactor } from './second-factor.tsx'
import { accountTrouble } from './trouble.ts'

export function AccountPage() {
  const [account, setAccount] = useState<AnswerOf<'GET /v1/account'>>()
  const [trouble, setTrouble] = useState<string>()
  useEffect(() => {
    void loadGrids()
    call('GET /v1/account').then(setAccount, (error: unknown) => setTrouble(accountTrouble(error)))
  }, [])
  const { value } = session
  if (value.state !== 'in') return null
  const { duty, person, name } = value.person
  return (
    <main id="content" class="sign-in account">
      <h1>{say(accountWords.mine)}</h1>
      <p>
        {person} · {name}
      </p>
      {myGrids.value.length === 0 ? null : (
        <p>{say(gridWords.mineOf, { names: myGrids.value.map(({ name }) => name).join(' ') })}</p>
      )}
      {account === undefined || account.failures === 0 ? null : (
        <p class="quiet">{say(accountWords.failures, { count: account.failures })}</p>
      )}
      {duty === undefined ? null : (
        <p role="status">
          {say(duty === 'password' ? accountWords.mustChange : accountWords.mustAdd)}
        </p>
      )}
      {trouble === undefined ? null : (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
      {duty === 'second-factor' ? null : <PasswordForm />}
      {account === undefined || duty === 'password' ? null : (
        <SecondFactor on={account.secondFactor} />
      )}
      {account === undefined || duty !== undefined ? null : (
        <Channels duty={placeOfDuty(account)} />
      )}
    </main>
  )
}

const placeOfDuty = ({ role, unit }: AnswerOf<'GET /v1/account'>): 'unit' | 'desk' | undefined => {
  if (unit !== undefined) return 'unit'
  return dutyDesk(`@${role}`) === undefined ? undefined : 'desk'
}
