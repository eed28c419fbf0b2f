/** Numbers for words, written `abnormal=1, normal=0`. */
import { useState } from 'preact/hooks'

import { useOwnId } from '../../state/own-id.ts'
import { bindingWords as words } from '../../words/bindings.ts'
import { say } from '../../words/words.ts'
import { readWords, writeWords } from './choice.ts'

export interface WordsFieldProps {
  readonly place: string
  readonly words: Readonly<Record<string, number>> | undefined
  readonly onWords: (words: Readonly<Record<string, number>>) => void
}

export function WordsField({ place, words: given, onWords }: WordsFieldProps) {
  const [wrong, setWrong] = useState(false)
  const told = useOwnId()
  return (
    <>
      <input
        type="text"
        maxLength={400}
        key={writeWords(given)}
        aria-label={say(words.wordsOf, { place })}
        placeholder={say(words.wordsHint)}
        defaultValue={writeWords(given)}
        aria-invalid={wrong}
        {...(wrong && { 'aria-describedby': told })}
        onChange={({ currentTarget: { value } }) => {
          const read = readWords(value)
          setWrong(read === undefined)
          if (read !== undefined) onWords(read)
        }}
      />
      {wrong ? (
        <span id={told} class="trouble" role="alert">
          {say(words.wordsWrong)}
        </span>
      ) : null}
    </>
  )
}
