/** Who hears next that the case does not go on, and when (逐级催办). Nothing where the city has no chain for it. */
import { call } from '../../api/client.ts'
import type { Case } from '../../api/types.ts'
import { useResource } from '../../state/resource.ts'
import { escalationText } from '../../../core/escalation-text.ts'
import { escalationTargetWords } from '../../../core/escalation-terms.ts'
import { escalationWords } from '../../words/escalation.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'

export function EscalationSheet({ subject: { id, version } }: { readonly subject: Case }) {
  const found = useResource(`escalation ${id} ${version}`, (signal) =>
    call('GET /v1/cases/{id}/escalation', { path: { id }, signal }),
  )
  const ahead = found.value?.ahead ?? []
  if (ahead.length === 0) return null
  return (
    <section class="sheet" aria-labelledby="case-escalation">
      <h2 id="case-escalation">{say(escalationWords.heading)}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{say(escalationWords.when)}</th>
            <th scope="col">{say(escalationWords.tell)}</th>
            <th scope="col">{say(escalationWords.about)}</th>
          </tr>
        </thead>
        <tbody>
          {ahead.map((step) => (
            <tr key={`${step.due} ${step.tell} ${step.of}`}>
              <td>{showInstant(step.due)}</td>
              <td>{say(escalationTargetWords[step.tell])}</td>
              <td>{say(escalationText(step))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
