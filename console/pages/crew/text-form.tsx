import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

import type { Bilingual } from '../../../core/bilingual.ts'
import { formWords } from '../../words/crew.ts'
import { say } from '../../words/words.ts'
import { useDraft } from './draft.ts'

export interface TextFormProps {
  /** Names the draft. */
  readonly draft: string
  readonly label: Bilingual
  readonly submit: Bilingual
  /** The longest that the server takes. */
  readonly longest: number
  /** The text as the record will hold it. Rejects when the phone could not keep it. */
  readonly onSubmit: (text: string) => Promise<void>
  /** What it cannot be sent without yet, besides words. */
  readonly missing?: Bilingual | undefined
  /** The text may be left out. */
  readonly optional?: boolean
  readonly children?: ComponentChildren
}

export function TextForm(props: TextFormProps) {
  const { draft, label, submit, longest, onSubmit, missing, optional = false, children } = props
  const [text, setText] = useDraft(draft)
  const [trouble, setTrouble] = useState<string>()
  const [keeping, setKeeping] = useState(false)
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    const said = plain(text)
    if (said === '' && !optional) return setTrouble(say(formWords.textNeeded))
    if (missing !== undefined) return setTrouble(say(missing))
    setKeeping(true)
    try {
      await onSubmit(said)
      setText('')
    } catch (error) {
      setTrouble(
        say(formWords.notKept, { message: error instanceof Error ? error.message : String(error) }),
      )
    } finally {
      setKeeping(false)
    }
  }
  return (
    <form class="fields sheet" noValidate onSubmit={(event) => void send(event)}>
      <label>
        {say(label)}
        <textarea
          rows={4}
          required={!optional}
          maxLength={longest}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {children}
      {trouble === undefined ? null : (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
      <button type="submit" class="primary wide" disabled={keeping}>
        {say(submit)}
      </button>
    </form>
  )
}

/** As the server takes words: no control characters but line breaks, no halves of characters, nothing around it. */
const plain = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]|\p{Cs}/gu, '')
    .trim()
