import { useState } from 'preact/hooks'

import { accountRoles, roleWords } from '../../../core/actor.ts'
import { call } from '../../api/client.ts'
import type { Account } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { accountsWords as words } from '../../words/accounts.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import type { Area } from './areas.ts'

interface AccountDialogProps {
  /** Left out: a new one. */
  readonly account?: Account | undefined
  readonly areas: readonly Area[]
  readonly units: readonly { readonly id: string; readonly name: string }[]
  readonly onClose: () => void
  /** With the password of a new one. */
  readonly onSaved: (name: string, password?: string) => void
}

/** What an administrator says of a person. */
export function AccountDialog({ account, areas, units, onClose, onSaved }: AccountDialogProps) {
  const [name, setName] = useState('')
  const [person, setPerson] = useState(account?.person ?? '')
  const [role, setRole] = useState(account?.role ?? 'inspector')
  const [unit, setUnit] = useState(account?.unit ?? '')
  const [chosen, setChosen] = useState<readonly string[]>(account?.areas ?? [])
  const [cause, setCause] = useState<unknown>()
  const [sending, setSending] = useState(false)
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    setSending(true)
    const profile = {
      ...{ person, role },
      ...(unit === '' ? {} : { unit }),
      ...(chosen.length === 0 ? {} : { areas: chosen }),
    }
    try {
      if (account === undefined) {
        const made = await call('POST /v1/accounts', { body: { ...profile, name } })
        onSaved(made.account.name, made.password)
      } else {
        await call('POST /v1/accounts/{name}', { path: { name: account.name }, body: profile })
        onSaved(account.name)
      }
    } catch (thrown) {
      setCause(thrown)
      setSending(false)
    }
  }
  const title = account === undefined ? say(words.add) : say(words.editOf, { name: account.name })
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="fields" onSubmit={(event) => void save(event)}>
        {account === undefined ? (
          <label>
            {say(words.name)}
            <input
              required
              maxLength={32}
              autocomplete="off"
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </label>
        ) : null}
        <label>
          {say(words.person)}
          <input
            required
            maxLength={64}
            autocomplete="off"
            value={person}
            onInput={(event) => setPerson(event.currentTarget.value)}
          />
        </label>
        <label>
          {say(words.role)}
          <select
            value={role}
            onChange={({ currentTarget }) =>
              setRole(accountRoles.find((one) => one === currentTarget.value) ?? role)
            }
          >
            {accountRoles.map((one) => (
              <option key={one} value={one}>
                {say(roleWords[one])}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say(words.unit)}
          <select
            required={role === 'crew'}
            value={unit}
            onChange={({ currentTarget }) => setUnit(currentTarget.value)}
          >
            <option value="">{say(words.noUnit)}</option>
            {units.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say(words.areas)}
          <select
            multiple
            size={8}
            onChange={({ currentTarget }) =>
              setChosen(Array.from(currentTarget.selectedOptions, ({ value }) => value))
            }
          >
            {areas.map(({ code, name: area }) => (
              <option key={code} value={code} selected={chosen.includes(code)}>
                {area} {code}
              </option>
            ))}
          </select>
        </label>
        {cause === undefined ? null : <Refusal cause={cause} />}
        <div class="row">
          <button type="submit" class="primary" disabled={sending}>
            {say(sending ? shellWords.sending : words.save)}
          </button>
          <button type="button" onClick={onClose}>
            {say(shellWords.cancel)}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
