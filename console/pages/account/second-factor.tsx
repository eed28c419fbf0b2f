import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import { QrCode } from '../../parts/qr-code.tsx'
import { resume } from '../../state/session.ts'
import { accountWords } from '../../words/account.ts'
import { say } from '../../words/words.ts'
import { PasswordField } from './password-field.tsx'
import { accountTrouble } from './trouble.ts'

type Step =
  | { readonly at: 'rest' }
  | { readonly at: 'adding'; readonly secret: string; readonly uri: string }
  | { readonly at: 'added'; readonly recovery: readonly string[] }

export function SecondFactor({ on }: { readonly on: boolean }) {
  const [step, go] = useState<Step>({ at: 'rest' })
  const [isOn, setOn] = useState(on)
  const [current, setCurrent] = useState('')
  const [code, setCode] = useState('')
  const [trouble, setTrouble] = useState<string>()
  const trying = (work: () => Promise<void>) => (event: Event) => {
    event.preventDefault()
    setTrouble(undefined)
    work().catch((error: unknown) => setTrouble(accountTrouble(error)))
  }
  const add = trying(async () => {
    if (step.at !== 'adding') return
    const { secret } = step
    const body = { current, secret, code: code.replaceAll(/\s/g, '') }
    const { recovery } = await call('POST /v1/account/second-factor', { body })
    go({ at: 'added', recovery })
    setOn(true)
  })
  const begin = trying(async () => {
    go({ at: 'adding', ...(await call('GET /v1/account/second-factor')) })
  })
  const remove = trying(async () => {
    await call('POST /v1/account/second-factor/remove', { body: { current } })
    setCurrent('')
    setOn(false)
    await resume()
  })
  const present = (
    <PasswordField
      label={say(accountWords.present)}
      value={current}
      set={setCurrent}
      complete="current-password"
    />
  )
  return (
    <section>
      <h2>{say(accountWords.secondFactor)}</h2>
      {step.at === 'added' ? (
        <>
          <p>{say(accountWords.recovery)}</p>
          <ul class="recovery">
            {step.recovery.map((each) => (
              <li key={each}>
                <code>{each}</code>
              </li>
            ))}
          </ul>
          <button
            type="button"
            class="primary"
            onClick={trying(async () => {
              go({ at: 'rest' })
              setCurrent('')
              setCode('')
              await resume()
            })}
          >
            {say(accountWords.goOn)}
          </button>
        </>
      ) : null}
      {step.at === 'adding' ? (
        <form onSubmit={add}>
          <p>{say(accountWords.beginHelp)}</p>
          <QrCode text={step.uri} label={say(accountWords.qrCode)} />
          <a href={step.uri}>{say(accountWords.openApp)}</a>
          <p>
            {say(accountWords.secret)} <code>{step.secret}</code>
          </p>
          {present}
          <label>
            {say(accountWords.sixDigits)}
            <input
              inputmode="numeric"
              autocomplete="one-time-code"
              required
              value={code}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="primary">
            {say(accountWords.add)}
          </button>
        </form>
      ) : null}
      {step.at === 'rest' && !isOn ? (
        <button type="button" class="primary" onClick={begin}>
          {say(accountWords.begin)}
        </button>
      ) : null}
      {step.at === 'rest' && isOn ? (
        <form onSubmit={remove}>
          <p>{say(accountWords.isOn)}</p>
          {present}
          <button type="submit">{say(accountWords.remove)}</button>
        </form>
      ) : null}
      {trouble === undefined ? null : (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
    </section>
  )
}
