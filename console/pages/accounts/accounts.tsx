/** Accounts of people (账号管理), for administrators: who there is, what each may see, added and changed here. */
import { useState } from 'preact/hooks'

import { roleWords } from '../../../core/actor.ts'
import { call } from '../../api/client.ts'
import type { Account } from '../../api/types.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { useResource } from '../../state/resource.ts'
import { actWords } from '../../words/acts.ts'
import { accountsWords as words } from '../../words/accounts.ts'
import { showInstant } from '../../words/format.ts'
import { personalWords } from '../../words/personal.ts'
import { settingWords } from '../../words/settings.ts'
import { say } from '../../words/words.ts'
import { ChannelsDialog } from './channels-dialog.tsx'
import { AccountDialog } from './account-dialog.tsx'
import { areasOf, namesOf, type Area } from './areas.ts'

const most = 500

export function AccountsPage() {
  const accounts = useResource('accounts', (signal) =>
    call('GET /v1/accounts', { query: { limit: most }, signal }),
  )
  const places = useResource('areas and units', async (signal) => ({
    areas: areasOf(await call('GET /v1/grid', { signal })),
    units: (await call('GET /v1/units', { signal })).map(({ id, name }) => ({
      id,
      name: say(name),
    })),
  }))
  const [opened, setOpened] = useState<{ readonly account?: Account }>()
  const [told, setTold] = useState<{ readonly name: string; readonly password: string }>()
  const [shown, setShown] = useState<string>()
  const [cause, setCause] = useState<unknown>()
  const saved = (name: string, password?: string) => {
    setOpened(undefined)
    setCause(undefined)
    setTold(password === undefined ? undefined : { name, password })
    accounts.reload()
  }
  const ask = async (what: 'reset' | 'disable' | 'enable', name: string) => {
    try {
      if (what === 'reset') {
        const body = { secondFactor: false }
        const path = { name }
        const { password } = await call('POST /v1/accounts/{name}/reset', { path, body })
        saved(name, password)
        return
      }
      await call(`POST /v1/accounts/{name}/${what}`, { path: { name } })
      saved(name)
    } catch (thrown) {
      setCause(thrown)
    }
  }
  return (
    <main id="content" class="page">
      <h1>{say(words.title)}</h1>
      <p class="quiet">{say(words.help)}</p>
      <p class="row">
        <button type="button" class="primary" onClick={() => setOpened({})}>
          {say(words.add)}
        </button>
        <a href="/acts">{say(actWords.title)}</a>
        <a href="/settings">{say(settingWords.title)}</a>
      </p>
      {told === undefined ? null : (
        <p role="status">
          {say(words.once, { name: told.name })} <code>{told.password}</code>
        </p>
      )}
      {cause === undefined ? null : <Refusal cause={cause} />}
      {shown === undefined ? null : (
        <ChannelsDialog name={shown} onClose={() => setShown(undefined)} />
      )}
      <Loaded resource={places}>
        {({ areas, units }) => (
          <>
            <Loaded resource={accounts} isEmpty={({ items }) => items.length === 0}>
              {({ items, next }) => (
                <>
                  <AccountTable
                    {...{ items, areas }}
                    onEdit={(account) => setOpened({ account })}
                    onChannels={setShown}
                    onAsk={(what, name) => void ask(what, name)}
                  />
                  {next === undefined ? null : <p class="quiet">{say(words.more)}</p>}
                </>
              )}
            </Loaded>
            {opened === undefined ? null : (
              <AccountDialog
                {...{ areas, units, account: opened.account }}
                onClose={() => setOpened(undefined)}
                onSaved={saved}
              />
            )}
          </>
        )}
      </Loaded>
    </main>
  )
}

interface TableProps {
  readonly items: readonly Account[]
  readonly areas: readonly Area[]
  readonly onEdit: (account: Account) => void
  readonly onChannels: (name: string) => void
  readonly onAsk: (what: 'reset' | 'disable' | 'enable', name: string) => void
}

const scopeText = ({ unit, areas: codes = [] }: Account, areas: readonly Area[]): string =>
  [
    ...(codes.length === 0 ? [] : [namesOf(codes, areas)]),
    ...(unit === undefined ? [] : [unit]),
  ].join(' · ') || say(words.whole)

const AccountTable = ({ items, areas, onEdit, onChannels, onAsk }: TableProps) => (
  <Scrolling label={say(words.title)}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(words.name)}</th>
          <th scope="col">{say(words.person)}</th>
          <th scope="col">{say(words.role)}</th>
          <th scope="col">{say(words.scope)}</th>
          <th scope="col">{say(words.state)}</th>
          <th scope="col">{say(words.signedIn)}</th>
          <th scope="col">{say(words.doing)}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((account) => (
          <tr key={account.id}>
            <th scope="row">{account.name}</th>
            <td>{account.person}</td>
            <td>{say(roleWords[account.role])}</td>
            <td>{scopeText(account, areas)}</td>
            <td>{say(account.disabled ? words.disabled : words.active)}</td>
            <td>
              {account.signedIn === undefined ? '-' : showInstant(account.signedIn, 'minute')}
            </td>
            <td class="row">
              <button type="button" onClick={() => onEdit(account)}>
                {say(words.edit)}
              </button>
              {account.unit === undefined ? null : (
                <button type="button" onClick={() => onChannels(account.name)}>
                  {say(personalWords.show)}
                </button>
              )}
              <button type="button" onClick={() => onAsk('reset', account.name)}>
                {say(words.reset)}
              </button>
              <button
                type="button"
                onClick={() => onAsk(account.disabled ? 'enable' : 'disable', account.name)}
              >
                {say(account.disabled ? words.enable : words.disable)}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)
