/** The binding tried on all dead letters of its topics, and the way to put back what would be read once it is in force. */
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { TriedBinding, TriedLetters } from '../../api/types.ts'
import { Refusal } from '../../parts/refusal.tsx'
import { Section } from '../../parts/section.tsx'
import { bindingWords as words } from '../../words/bindings.ts'
import { say } from '../../words/words.ts'

interface WrittenProps {
  readonly text: string
  readonly tried: TriedBinding
}

export function AllLetters({ text, tried }: WrittenProps) {
  const [found, setFound] = useState<{ readonly text: string; readonly letters: TriedLetters }>()
  const [cause, setCause] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const look = async () => {
    setBusy(true)
    setCause(undefined)
    try {
      setFound({ text, letters: await call('POST /v1/bindings/try-letters', { body: { text } }) })
    } catch (problem) {
      setCause(problem)
    }
    setBusy(false)
  }
  return (
    <Section title={say(words.letters)}>
      <p class="quiet">{say(words.lettersHelp)}</p>
      <button
        type="button"
        disabled={busy || tried.mistakes.length > 0}
        onClick={() => void look()}
      >
        {say(words.tryAll)}
      </button>
      {cause === undefined ? null : <Refusal cause={cause} />}
      <div role="status">{found?.text === text ? <Counts letters={found.letters} /> : null}</div>
    </Section>
  )
}

function Counts({ letters }: { readonly letters: TriedLetters }) {
  const { covered, read, readings, partly, unread, others, cut, more } = letters
  return (
    <>
      <p>
        {say(words.covered, { count: covered })}
        {more ? <span class="quiet"> ({say(words.older)})</span> : null}
      </p>
      <ul>
        <li>{say(words.read, { count: read, readings })}</li>
        {partly === 0 ? null : <li>{say(words.partly, { count: partly })}</li>}
        {unread === 0 ? null : <li>{say(words.unread, { count: unread })}</li>}
        {others === 0 ? null : <li>{say(words.others, { count: others })}</li>}
        {cut === 0 ? null : <li>{say(words.cut, { count: cut })}</li>}
      </ul>
      {letters.examples.length === 0 ? null : (
        <ul class="trouble">
          {letters.examples.map(({ partition, offset, detail }) => (
            <li key={`${partition}:${offset}`}>
              {say(words.example, { offset, detail: say(detail) })}
            </li>
          ))}
        </ul>
      )}
      {letters.unregistered.length === 0 ? null : (
        <p>
          {say(words.strangers)} {letters.unregistered.join(', ')}{' '}
          <a href="/devices?tab=unknown">{say(words.register)}</a>
        </p>
      )}
    </>
  )
}

export function InForce({ text, tried }: WrittenProps) {
  const { id = '', inForce, mistakes } = tried
  return (
    <Section title={say(words.force)}>
      {mistakes.length > 0 ? (
        <p>{say(words.forceMistakes)}</p>
      ) : inForce === 'same' ? (
        <>
          <p role="status">{say(words.forceSame, { id })}</p>
          <p class="quiet">{say(words.forceEach)}</p>
          <PutBack key={text} text={text} />
        </>
      ) : (
        <>
          <p>{say(inForce === 'none' ? words.forceNone : words.forceOther, { id })}</p>
          <pre class="document" role="group" tabindex={0} aria-label={say(words.force)}>
            {`cp ${id}.yaml <city>/bindings/\nurban-brain bindings check`}
          </pre>
        </>
      )}
    </Section>
  )
}

/** What would be read is asked anew: devices were registered meanwhile, and letters came. */
function PutBack({ text }: { readonly text: string }) {
  const [done, setDone] = useState<number>()
  const [cause, setCause] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const putBack = async () => {
    setBusy(true)
    setCause(undefined)
    try {
      const { useful } = await call('POST /v1/bindings/try-letters', { body: { text } })
      let count = 0
      for (const { partition, offsets } of useful) {
        const body = { partition, offsets: [...offsets] }
        count += (await call('POST /v1/dead-letters/redrive', { body })).redriven
      }
      setDone(count)
    } catch (problem) {
      setCause(problem)
    }
    setBusy(false)
  }
  return (
    <>
      <button
        type="button"
        class="primary no-print"
        disabled={busy || (done !== undefined && done > 0)}
        onClick={() => void putBack()}
      >
        {say(words.putBack)}
      </button>
      <p role="status">
        {done === undefined
          ? ''
          : done === 0
            ? say(words.putBackNone)
            : say(words.putBackDone, { count: done })}
      </p>
      {cause === undefined ? null : <Refusal cause={cause} />}
    </>
  )
}
