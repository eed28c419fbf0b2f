/** Open cases that may tell of the same thing (疑似重复). Nothing is merged but by a person. */
import { call } from '../../api/client.ts'
import type { Case } from '../../api/types.ts'
import { StageBadge } from '../../parts/badges.tsx'
import { unitName } from '../../parts/case-names.ts'
import { casePath } from '../../parts/device-names.ts'
import { useResource } from '../../state/resource.ts'
import { sourceWords } from '../../../core/case-terms.ts'
import { caseWords } from '../../words/cases.ts'
import { duplicateWords } from '../../words/duplicates.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'

interface LookAlikesProps {
  readonly subject: Case
  /** Absent: whoever looks may not mark it, or not now. */
  readonly onMark?: ((kept: string) => void) | undefined
}

export function LookAlikes({ subject: { id, version }, onMark }: LookAlikesProps) {
  const found = useResource(`alike ${id} ${version}`, (signal) =>
    call('GET /v1/cases/{id}/alike', { path: { id }, signal }),
  )
  const items = found.value?.items ?? []
  if (items.length === 0) return null
  return (
    <section class="sheet" aria-labelledby="case-alike">
      <h2 id="case-alike">{say(duplicateWords.alike)}</h2>
      <p class="quiet">{say(duplicateWords.alikeHint)}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{say(caseWords.title)}</th>
            <th scope="col">{say(duplicateWords.away)}</th>
            <th scope="col">{say(caseWords.stage)}</th>
            {onMark === undefined ? null : <th scope="col">{say(caseWords.actions)}</th>}
          </tr>
        </thead>
        <tbody>
          {items.map(({ case: other, metres }) => (
            <tr key={other.id}>
              <td>
                <a href={casePath(other.id)}>{say(other.title)}</a>
                <div class="quiet case-small">
                  {other.id} · {say(sourceWords[other.source])} · {showInstant(other.collectedAt)}
                </div>
              </td>
              <td>{metres === undefined ? say(duplicateWords.sameCell) : `${metres} m`}</td>
              <td>
                <StageBadge stage={other.stage} />
                <div class="quiet case-small">{unitName(other.unit)}</div>
              </td>
              {onMark === undefined ? null : (
                <td>
                  <button type="button" class="no-print" onClick={() => onMark(other.id)}>
                    {say(duplicateWords.markAsRepeat)}
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
