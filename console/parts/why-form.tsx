import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

import type { Bilingual } from '../../core/bilingual.ts'
import { Refusal } from './refusal.tsx'
import { shellWords } from '../words/shell.ts'
import { versionWords } from '../words/rule-versions.ts'
import { say } from '../words/words.ts'

export interface WhyFormProps {
  readonly submit: Bilingual
  readonly onSubmit: (why: string) => Promise<void>
  /** What is said besides why. */
  readonly children?: ComponentChildren
}

/** Nothing of the rules is changed without a reason. */
export function WhyForm({ submit, onSubmit, children }: WhyFormProps) {
  const [why, setWhy] = useState('')
  const [sending, setSending] = useState(false)
  const [cause, setCause] = useState<unknown>()
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    setSending(true)
    setCause(undefined)
    try {
      await onSubmit(why)
    } catch (thrown) {
      setCause(thrown)
    }
    setSending(false)
  }
  return (
    <form class="fields" onSubmit={(event) => void send(event)}>
      {children}
      <label>
        {say(versionWords.why)}
        <input
          required
          maxLength={500}
          value={why}
          onInput={(event) => setWhy(event.currentTarget.value)}
        />
      </label>
      {cause === undefined ? null : <Refusal cause={cause} />}
      <div class="row">
        <button type="submit" class="primary" disabled={sending}>
          {say(sending ? shellWords.sending : submit)}
        </button>
      </div>
    </form>
  )
}
