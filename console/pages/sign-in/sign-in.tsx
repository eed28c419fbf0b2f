import { useEffect, useState } from 'preact/hooks'

import { ApiError, call } from '../../api/client.ts'
import { signIn } from '../../state/session.ts'
import { accountWords } from '../../words/account.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { accountTrouble } from '../account/trouble.ts'
import { ByProvider } from './by-provider.tsx'
import { SampleEntrance } from './sample-entrance.tsx'

type Way = 'token' | 'account'

export const SignIn = () => (
  <main id="content" class="sign-in">
    <SampleEntrance />
    <SignInForms />
  </main>
)

export function SignInForms() {
  const [way, setWay] = useState<Way>('token')
  const [provider, setProvider] = useState<string>()
  useEffect(() => {
    const learn = async () => {
      const { account, provider: name } = await call('GET /v1/session/ways')
      setWay(account ? 'account' : 'token')
      setProvider(name)
    }
    learn().catch(() => undefined)
  }, [])
  const other = way === 'token' ? 'account' : 'token'
  return (
    <>
      {provider === undefined ? null : <ByProvider name={provider} />}
      {way === 'token' ? <ByToken /> : <ByName />}
      <button type="button" class="plain" onClick={() => setWay(other)}>
        {say(other === 'token' ? accountWords.byToken : accountWords.byName)}
      </button>
    </>
  )
}

function ByToken() {
  const [token, setToken] = useState('')
  const [trouble, setTrouble] = useState<'refused' | 'away'>()
  const enter = async (event: SubmitEvent) => {
    event.preventDefault()
    setTrouble(undefined)
    try {
      await signIn({ token: token.trim() })
    } catch (error) {
      setTrouble(error instanceof ApiError && error.status === 401 ? 'refused' : 'away')
    }
  }
  return (
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
      <Trouble words={trouble && say(shellWords[trouble])} />
      <button type="submit" class="primary">
        {say(shellWords.signIn)}
      </button>
    </form>
  )
}

function ByName() {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  /** Asked for once the server wants one. */
  const [code, setCode] = useState<string>()
  const [trouble, setTrouble] = useState<string>()
  const enter = async (event: SubmitEvent) => {
    event.preventDefault()
    setTrouble(undefined)
    try {
      await signIn({ name, password, ...(code === undefined ? {} : { code: code.trim() }) })
    } catch (error) {
      const word = error instanceof ApiError ? error.code : ''
      if (word === 'second-factor-needed' && code === undefined) setCode('')
      else
        setTrouble(word === 'unauthenticated' ? say(accountWords.unknown) : accountTrouble(error))
    }
  }
  return (
    <form onSubmit={(event) => void enter(event)}>
      <h1>{say(shellWords.product)}</h1>
      <label>
        {say(accountWords.name)}
        <input
          name="name"
          autocomplete="username"
          autocapitalize="none"
          required
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label>
        {say(accountWords.password)}
        <input
          type="password"
          name="password"
          autocomplete="current-password"
          required
          value={password}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
      </label>
      {code === undefined ? null : (
        <label>
          {say(accountWords.code)}
          <input
            name="code"
            autocomplete="one-time-code"
            required
            value={code}
            onInput={(event) => setCode(event.currentTarget.value)}
          />
        </label>
      )}
      <Trouble words={trouble} />
      <button type="submit" class="primary">
        {say(shellWords.signIn)}
      </button>
    </form>
  )
}

const Trouble = ({ words }: { readonly words: string | undefined }) =>
  words === undefined ? null : (
    <p class="trouble" role="alert">
      {words}
    </p>
  )
