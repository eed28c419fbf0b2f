import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { CaseRecord } from '../../api/types.ts'
import { Refusal } from '../../parts/refusal.tsx'
import { Section } from '../../parts/section.tsx'
import { useResource } from '../../state/resource.ts'
import { mayAs } from '../../state/rights.ts'
import { session } from '../../state/session.ts'
import { showInstant } from '../../words/format.ts'
import { proofWords as words } from '../../words/record-proof.ts'
import { say } from '../../words/words.ts'
import { addressOf } from '../evaluation/compared.ts'

const mayCheck: readonly string[] = ['supervisor', 'manager', 'administrator']
const shown = 50

/** Whether the record of all cases is what was sealed, and where it is not. */
export function RecordProof() {
  const [begun, setBegun] = useState(0)
  const [cause, setCause] = useState<unknown>()
  const record = useResource(
    `record ${begun}`,
    (signal) => call('GET /v1/case-record', { signal }),
    { every: 5_000 },
  )
  const check = async () => {
    setCause(undefined)
    try {
      await call('POST /v1/case-record/check', {})
      setBegun(begun + 1)
    } catch (thrown) {
      setCause(thrown)
    }
  }
  const { value } = record
  const role = session.value.state === 'in' ? session.value.person.role : undefined
  if (value === undefined) return null
  const faults = value.last?.check?.faults ?? []
  return (
    <Section title={say(words.title)}>
      <p role={faults.length > 0 ? 'alert' : 'status'} class={faults.length > 0 ? 'trouble' : ''}>
        {verdict(value)}
      </p>
      {faults.length > 0 && (
        <table>
          <thead>
            <tr>
              {[words.fault, words.place, words.version, words.seal].map((word) => (
                <th key={word.en}>{say(word)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {faults.slice(0, shown).map((one) => (
              <tr key={JSON.stringify(one)}>
                <td>{say(words[one.fault])}</td>
                <td>
                  <Place {...one} />
                </td>
                <td>{one.version}</td>
                <td>{one.seal}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {mayCheck.includes(role ?? '') && (
        <p class="no-print">
          <button type="button" disabled={value.running !== undefined} onClick={() => void check()}>
            {say(words.check)}
          </button>
        </p>
      )}
      {cause === undefined ? null : <Refusal cause={cause} />}
    </Section>
  )
}

type Fault = NonNullable<NonNullable<CaseRecord['last']>['check']>['faults'][number]

/** `audit/` begins the name of an audit, all others are evaluations. */
const auditName = /^audit\//

function Place({ case: id, evaluation, page, look }: Fault) {
  if (id !== undefined) return <a href={`/cases/${id}`}>{id}</a>
  if (look !== undefined) {
    const text = say(words.look, { number: look })
    return mayAs(['administrator']) ? <a href="/looks">{text}</a> : <>{text}</>
  }
  if (evaluation === undefined) return null
  const [from = '', to = ''] = evaluation.replace(auditName, '').split('_')
  const [word, address] = auditName.test(evaluation)
    ? [words.audit, '/evaluation/audit']
    : [words.evaluation, '/evaluation']
  return (
    <>
      <a href={addressOf(address, { from, to })}>{say(word, { dates: `${from} – ${to}` })}</a>
      {page === undefined ? '' : ` ${say(words.page, { page })}`}
    </>
  )
}

function verdict({ running, last }: CaseRecord): string {
  if (running !== undefined) return say(words.running, { events: running.events })
  if (last === undefined) return say(words.never)
  const { endedAt, check, message = '' } = last
  const at = showInstant(endedAt)
  if (check === undefined) return say(words.failed, { at, message })
  const { faults, ...counts } = check
  return faults.length > 0
    ? say(words.faulty, { at, faults: faults.length })
    : say(words.intact, { at, ...counts })
}
