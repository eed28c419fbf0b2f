/** For whoever reported a problem and has its code: how far it is, what they were answered, and their word on it. */
import { useEffect, useState } from 'preact/hooks'

import { followedStageWords, followedStepWords } from '../../../core/follow-terms.ts'
import { satisfactionWords } from '../../../core/satisfaction-terms.ts'
import { call } from '../../api/client.ts'
import type { Followed } from '../../api/types.ts'
import { followWords as words } from '../../words/follow.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { Rate } from './rate.tsx'
import { followTrouble } from './trouble.ts'
import './follow.css'

export function Follow() {
  // Behind the #, so that no server and no log has it.
  const [code, setCode] = useState(() => decodeURIComponent(location.hash.slice(1)))
  const [found, setFound] = useState<Followed>()
  const [trouble, setTrouble] = useState<string>()
  const look = async () => {
    try {
      setFound(await call('POST /v1/following', { body: { code } }))
      setTrouble(undefined)
    } catch (cause) {
      setFound(undefined)
      setTrouble(followTrouble(cause))
    }
  }
  useEffect(() => {
    if (code !== '') void look()
  }, [])
  return (
    <main id="content" class="page follow">
      <h1>{say(words.title)}</h1>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault()
          void look()
        }}
      >
        <label>
          {say(words.code)}{' '}
          <input
            value={code}
            required
            maxLength={40}
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => setCode(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary">
          {say(words.look)}
        </button>
      </form>
      <p class="quiet">{say(words.help)}</p>
      {trouble === undefined ? null : (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
      {found === undefined ? null : <Course code={code} found={found} onRated={setFound} />}
    </main>
  )
}

interface CourseProps {
  readonly code: string
  readonly found: Followed
  readonly onRated: (found: Followed) => void
}

function Course({ code, found, onRated }: CourseProps) {
  const { title, stage, steps, replies, rating, rateUntil } = found
  return (
    <>
      <section class="sheet" aria-labelledby="follow-stage">
        <h2 id="follow-stage">{say(title)}</h2>
        <dl class="facts">
          <dt>{say(words.number)}</dt>
          <dd>
            <code>{found.case}</code>
          </dd>
          <dt>{say(words.stage)}</dt>
          <dd>
            <strong>{say(followedStageWords[stage])}</strong>
          </dd>
        </dl>
      </section>
      {rateUntil === undefined ? null : <Rate code={code} until={rateUntil} onRated={onRated} />}
      {rating === undefined ? null : (
        <p role="status">
          {say(words.rated)}: {say(satisfactionWords[rating.rating])} · {say(words.thanks)}
        </p>
      )}
      {replies.length === 0 ? null : (
        <section class="sheet" aria-labelledby="follow-replies">
          <h2 id="follow-replies">{say(words.replies)}</h2>
          {replies.map(({ text, at }) => (
            <p key={at} class="words">
              <time class="quiet">{showInstant(at)}</time> {text}
            </p>
          ))}
        </section>
      )}
      <section class="sheet" aria-labelledby="follow-course">
        <h2 id="follow-course">{say(words.course)}</h2>
        <ol class="plain-list">
          {steps.map(({ step, at }) => (
            <li key={`${step} ${at}`}>
              <time class="quiet">{showInstant(at)}</time> {say(followedStepWords[step])}
            </li>
          ))}
        </ol>
      </section>
    </>
  )
}
