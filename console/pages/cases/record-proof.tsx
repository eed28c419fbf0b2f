import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { CaseRecord } from '../../api/types.ts'
import { Refusal } from '../../parts/refusal.tsx'
import { Section } from '../../parts/section.tsx'
import { useResource } from '../../state/resource.ts'
import { session } from '../../state/session.ts'
import { showInstant } from '../../words/format.ts'
import { proofWords as words } from '../../words/record-proof.ts'
import { say } from '../../words/words.ts'

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
              {[words.fault, words.case, words.version, words.seal].map((word) => (
                <th key={word.en}>{say(word)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {faults.slice(0, shown).map((one) => (
              <tr key={`${one.fault} ${one.case} ${one.version} ${one.seal}`}>
                <td>{say(words[one.fault])}</td>
                <td>
                  {one.case === undefined ? '' : <a href={`/cases/${one.case}`}>{one.case}</a>}
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

function verdict({ running, last }: CaseRecord): string {
  if (running !== undefined) return say(words.running, { events: running.events })
  if (last === undefined) return say(words.never)
  const { endedAt, check, message = '' } = last
  const at = showInstant(endedAt)
  if (check === undefined) return say(words.failed, { at, message })
  const { cases, events, seals, sealed, faults } = check
  return faults.length > 0
    ? say(words.faulty, { at, faults: faults.length })
    : say(words.intact, { at, cases, events, seals, sealed })
}
