import { useState } from 'preact/hooks'

import type { Satisfaction } from '../../../core/satisfaction-terms.ts'
import { call } from '../../api/client.ts'
import type { Followed } from '../../api/types.ts'
import { SatisfactionChoice } from '../../parts/satisfaction-choice.tsx'
import { followWords as words } from '../../words/follow.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { followTrouble } from './trouble.ts'

interface RateProps {
  readonly code: string
  readonly until: number
  readonly onRated: (found: Followed) => void
}

/** The word of whoever reported it, once. */
export function Rate({ code, until, onRated }: RateProps) {
  const [rating, setRating] = useState<Satisfaction>()
  const [text, setText] = useState('')
  const [trouble, setTrouble] = useState<string>()
  const send = async () => {
    if (rating === undefined) return
    const said = text.trim()
    try {
      const body = { code, rating, ...(said === '' ? {} : { text: said }) }
      onRated(await call('POST /v1/following/rating', { body }))
    } catch (cause) {
      setTrouble(followTrouble(cause))
    }
  }
  return (
    <form
      class="fields sheet"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <SatisfactionChoice legend={say(words.rate)} chosen={rating} onChoose={setRating} />
      <p class="quiet">{say(words.rateUntil, { at: showInstant(until) })}</p>
      <label>
        {say(words.said)}
        <textarea
          rows={3}
          maxLength={500}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {trouble === undefined ? null : (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
      <button type="submit" class="primary">
        {say(words.send)}
      </button>
    </form>
  )
}
