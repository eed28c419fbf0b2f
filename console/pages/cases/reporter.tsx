/** Who reported the problem (报案人): in part, and in full when somebody asks, because every such look is written down. */
import { useState } from 'preact/hooks'

import { deskRoles } from '../../../core/actor.ts'
import { call } from '../../api/client.ts'
import type { Reporter } from '../../api/types.ts'
import { mayAs } from '../../state/rights.ts'
import { problemWords } from '../../words/cases.ts'
import { showInstant } from '../../words/format.ts'
import { lookWords } from '../../words/looks.ts'
import { say } from '../../words/words.ts'
import { Fact } from './case-facts.tsx'
import { troubleText } from './trouble.ts'

/** A manager sees it in part only. */
const revealers = deskRoles.filter((role) => role !== 'manager')

export function ReporterSheet({ id }: { readonly id: string }) {
  const [found, setFound] = useState<Reporter>()
  const [trouble, setTrouble] = useState<string>()
  const [purpose, setPurpose] = useState('')
  const reveal = async () => {
    try {
      const said = purpose.trim()
      const body = said === '' ? {} : { purpose: said }
      setFound(await call('POST /v1/cases/{id}/reporter/reveal', { path: { id }, body }))
      setTrouble(undefined)
    } catch (cause) {
      setTrouble(troubleText(cause))
    }
  }
  const look = async () => {
    try {
      setFound(await call('GET /v1/cases/{id}/reporter', { path: { id } }))
      setTrouble(undefined)
    } catch (cause) {
      setTrouble(troubleText(cause))
    }
  }
  return (
    <section class="sheet no-print" aria-labelledby="case-reporter">
      <h2 id="case-reporter">{say(problemWords.reporter)}</h2>
      {found === undefined ? (
        <button type="button" onClick={() => void look()}>
          {say(problemWords.showReporter)}
        </button>
      ) : (
        <>
          <ReporterFacts reporter={found} />
          {found.masked === true && mayAs(revealers) ? (
            <form
              class="row"
              onSubmit={(event) => {
                event.preventDefault()
                void reveal()
              }}
            >
              <p class="quiet">{say(lookWords.revealHelp)}</p>
              <label>
                {say(lookWords.purpose)}{' '}
                <input
                  value={purpose}
                  maxLength={200}
                  onInput={(event) => setPurpose(event.currentTarget.value)}
                />
              </label>
              <button type="submit">{say(lookWords.reveal)}</button>
            </form>
          ) : null}
        </>
      )}
      {trouble === undefined ? null : (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
    </section>
  )
}

function ReporterFacts({ reporter }: { readonly reporter: Reporter }) {
  const { number, name, phone, proven, erased } = reporter
  if (erased !== undefined)
    return <p>{say(problemWords.erased, { at: showInstant(erased.at), by: erased.by })}</p>
  return (
    <>
      <dl class="facts">
        <Fact name={say(problemWords.callNumber)}>{number ?? '-'}</Fact>
        <Fact name={say(problemWords.callerName)}>{name ?? '-'}</Fact>
        <Fact name={say(problemWords.callerPhone)}>{phone ?? '-'}</Fact>
      </dl>
      {proven === false ? <p class="trouble">{say(problemWords.notProven)}</p> : null}
    </>
  )
}
