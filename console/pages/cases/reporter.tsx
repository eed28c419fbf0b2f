/** Who reported the problem (报案人): shown when somebody asks, because every look is told. */
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { Reporter } from '../../api/types.ts'
import { problemWords } from '../../words/cases.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { Fact } from './case-facts.tsx'
import { troubleText } from './trouble.ts'

export function ReporterSheet({ id }: { readonly id: string }) {
  const [found, setFound] = useState<Reporter>()
  const [trouble, setTrouble] = useState<string>()
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
        <ReporterFacts reporter={found} />
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
