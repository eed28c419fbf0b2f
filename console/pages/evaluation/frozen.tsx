/** What was frozen, signed and opened again of the evaluation of a period, and what may be done with it now. */
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { Frozen } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Section } from '../../parts/section.tsx'
import { mayAs } from '../../state/rights.ts'
import { useResource, type Resource } from '../../state/resource.ts'
import { frozenWords as words, stageOfFrozen } from '../../words/frozen.ts'
import { showInstant, showNumber } from '../../words/format.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { addressOf } from './compared.ts'
import { afterFigures } from './evaluation-table.tsx'

type Act = 'freeze' | 'sign' | 'reopen'
type Items = readonly Frozen[]

export const useFrozen = (): Resource<{ readonly items: Items }> =>
  useResource('frozen evaluations', (signal) => call('GET /v1/evaluations/frozen', { signal }))

/** What may be done at a stage, by who is signed in; the server decides again. */
const actsAt = (stage: Frozen['stage'] | undefined): readonly Act[] => [
  ...(stage === undefined || stage === 'reopened'
    ? (['freeze'] as const).filter(() => mayAs(['supervisor', 'manager', 'administrator']))
    : []),
  ...(stage === 'frozen' && mayAs(['manager']) ? (['sign'] as const) : []),
  ...(stage === 'frozen' || stage === 'signed'
    ? (['reopen'] as const).filter(() => mayAs(['manager']))
    : []),
]

interface FrozenProps {
  readonly id: string
  readonly by: string
  readonly running: boolean
  readonly frozen: Resource<{ readonly items: Items }>
  readonly onDone: () => void
}

export function FrozenPeriod({ id, by, running, frozen, onDone }: FrozenProps) {
  const [doing, setDoing] = useState<Act>()
  return (
    <Loaded resource={frozen}>
      {({ items }) => {
        const state = items.find((one) => one.id === id)
        const acts = running && state === undefined ? [] : actsAt(state?.stage)
        return (
          <>
            <p class="row no-print" id={afterFigures}>
              <span role="status">
                {say(state === undefined ? words.never : stageOfFrozen[state.stage])}
              </span>
              {acts.map((act) => (
                <button key={act} type="button" onClick={() => setDoing(act)}>
                  {say(words[act])}
                </button>
              ))}
            </p>
            {items.length === 0 ? null : <Editions items={items} by={by} />}
            {doing === undefined ? null : (
              <ActDialog
                act={doing}
                id={id}
                onClose={() => setDoing(undefined)}
                onDone={() => {
                  frozen.reload()
                  onDone()
                }}
              />
            )}
          </>
        )
      }}
    </Loaded>
  )
}

const Editions = ({ items, by }: { readonly items: Items; readonly by: string }) => (
  <Section title={say(words.title)}>
    <Scrolling label={say(words.title)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say(words.period)}</th>
            <th scope="col">{say(words.edition)}</th>
            <th scope="col">{say(words.cases)}</th>
            <th scope="col">{say(words.frozenAt)}</th>
            <th scope="col">{say(words.signedAt)}</th>
            <th scope="col">{say(words.reopenedAt)}</th>
          </tr>
        </thead>
        <tbody>
          {items.flatMap(({ id, from, to, editions }) =>
            editions.map(({ edition, cases, frozen, signed, reopened }) => (
              <tr key={`${id} ${edition}`}>
                <th scope="row">
                  <a href={addressOf('/evaluation', { from, to, by, edition: String(edition) })}>
                    {from} – {to}
                  </a>
                </th>
                <td>{edition}</td>
                <td>{showNumber(cases)}</td>
                <td>
                  <Done act={frozen} said={frozen.comment} />
                </td>
                <td>{signed === undefined ? '-' : <Done act={signed} said={signed.comment} />}</td>
                <td>
                  {reopened === undefined ? '-' : <Done act={reopened} said={reopened.reason} />}
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </Scrolling>
  </Section>
)

interface DoneProps {
  readonly act: { readonly at: number; readonly by: string }
  readonly said: string | undefined
}

const Done = ({ act: { at, by }, said }: DoneProps) => (
  <>
    {showInstant(at, 'minute')} {by}
    {said === undefined ? null : <span class="made-of">{said}</span>}
  </>
)

interface ActProps {
  readonly act: Act
  readonly id: string
  readonly onClose: () => void
  readonly onDone: () => void
}

function ActDialog({ act, id, onClose, onDone }: ActProps) {
  const [text, setText] = useState('')
  const [sending, setSending] = useState(false)
  const [cause, setCause] = useState<unknown>()
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    setSending(true)
    setCause(undefined)
    const comment = text.trim() === '' ? {} : { comment: text }
    try {
      await call('POST /v1/evaluations/frozen/{id}/commands', {
        path: { id },
        body: act === 'reopen' ? { command: act, reason: text } : { command: act, ...comment },
      })
      onClose()
      onDone()
    } catch (thrown) {
      setCause(thrown)
      setSending(false)
    }
  }
  return (
    <Dialog title={`${say(words[act])} ${id.replace('_', ' – ')}`} onClose={onClose}>
      <form class="fields" onSubmit={(event) => void send(event)}>
        <p class="quiet">{say(words[`${act}Help`])}</p>
        <label>
          {say(act === 'reopen' ? words.reason : words.comment)}
          <input
            required={act === 'reopen'}
            maxLength={500}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        {cause === undefined ? null : <Refusal cause={cause} />}
        <div class="row">
          <button type="submit" class="primary" disabled={sending}>
            {say(sending ? shellWords.sending : words[act])}
          </button>
          <button type="button" onClick={onClose}>
            {say(shellWords.cancel)}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
