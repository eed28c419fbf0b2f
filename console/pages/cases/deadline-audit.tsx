/** Whether the sweep of deadlines missed any, by their records. */
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { DeadlineAuditAnswer } from '../../api/types.ts'
import { deadlineWords } from '../../../core/case-terms.ts'
import { casePath } from '../../parts/device-names.ts'
import { Refusal } from '../../parts/refusal.tsx'
import { Section } from '../../parts/section.tsx'
import { useResource } from '../../state/resource.ts'
import { mayAs } from '../../state/rights.ts'
import { caseWords } from '../../words/cases.ts'
import { auditWords as words } from '../../words/deadline-audit.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'

const shown = 50
const kindWords = { ...deadlineWords, resume: words.resume, escalation: words.escalation }

export function DeadlineAuditSheet() {
  const [cause, setCause] = useState<unknown>()
  const [checking, setChecking] = useState(false)
  const audit = useResource(
    'deadline-audit',
    (signal) => call('GET /v1/deadline-audit', { signal }),
    {
      every: 60_000,
    },
  )
  const check = async () => {
    setCause(undefined)
    setChecking(true)
    try {
      await call('POST /v1/deadline-audit/check')
      audit.reload()
    } catch (thrown) {
      setCause(thrown)
    }
    setChecking(false)
  }
  if (audit.value === undefined) return null
  const missed = audit.value.last?.missed ?? []
  return (
    <Section title={say(words.title)}>
      <p role={missed.length > 0 ? 'alert' : 'status'} class={missed.length > 0 ? 'trouble' : ''}>
        {verdict(audit.value)}
      </p>
      {missed.length === 0 ? null : (
        <table>
          <thead>
            <tr>
              <th scope="col">{say(caseWords.number)}</th>
              <th scope="col">{say(words.kind)}</th>
              <th scope="col">{say(words.due)}</th>
            </tr>
          </thead>
          <tbody>
            {missed.slice(0, shown).map(({ case: id, kind, due }) => (
              <tr key={`${id} ${kind} ${due}`}>
                <td>
                  <a href={casePath(id)}>{id}</a>
                </td>
                <td>{say(kindWords[kind])}</td>
                <td>{showInstant(due)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {mayAs(['supervisor', 'manager', 'administrator']) ? (
        <p class="no-print">
          <button type="button" disabled={checking} onClick={() => void check()}>
            {say(words.check)}
          </button>
        </p>
      ) : null}
      {cause === undefined ? null : <Refusal cause={cause} />}
    </Section>
  )
}

function verdict({ last }: DeadlineAuditAnswer): string {
  if (last === undefined) return say(words.never)
  const { cases, missed, message } = last
  const at = showInstant(last.endedAt)
  if (message !== undefined) return say(words.failed, { at, message })
  return missed.length > 0
    ? say(words.missed, { at, count: missed.length })
    : say(words.fine, { at, cases })
}
