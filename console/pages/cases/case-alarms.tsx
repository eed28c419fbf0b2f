import type { Case, CaseEvent } from '../../api/types.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { caseWords } from '../../words/cases.ts'
import { transitionWords } from '../../../core/alarm.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { wordsOf } from '../../parts/case-names.ts'
import { alarmsIn } from './record.ts'

export interface CaseAlarmsProps {
  readonly subject: Case
  readonly timeline: readonly CaseEvent[]
}

export function CaseAlarms({ subject, timeline }: CaseAlarmsProps) {
  const told = new Map(alarmsIn(timeline).map((alarm) => [alarm.alarm, alarm]))
  const alarms = subject.alarms.map((alarm) => told.get(alarm) ?? { alarm })
  return (
    <section class="sheet" aria-labelledby="case-alarms">
      <h2 id="case-alarms">{say(caseWords.alarms)}</h2>
      {alarms.length === 0 ? (
        <p class="quiet">{say(caseWords.noAlarms)}</p>
      ) : (
        <div class="wide" tabIndex={0} role="region" aria-labelledby="case-alarms">
          <table>
            <thead>
              <tr>
                <th scope="col">{say(caseWords.rule)}</th>
                <th scope="col">{say(caseWords.severity)}</th>
                <th scope="col">{say(caseWords.state)}</th>
                <th scope="col">{say(caseWords.lastChange)}</th>
                <th scope="col">{say(caseWords.evidence)}</th>
              </tr>
            </thead>
            <tbody>
              {alarms.map(({ alarm, rule, severity, kind, at }) => (
                <tr key={alarm}>
                  <th scope="row">
                    {rule === undefined ? '-' : <a href={`/rules/${rule}`}>{rule}</a>}
                  </th>
                  <td>{severity === undefined ? '-' : <SeverityBadge severity={severity} />}</td>
                  <td>
                    {subject.standing.includes(alarm)
                      ? `● ${say(caseWords.standing)}`
                      : `○ ${say(caseWords.cleared)}`}
                  </td>
                  <td>
                    {kind === undefined ? '' : say(wordsOf(transitionWords, kind))}{' '}
                    {showInstant(at, 'minute')}
                  </td>
                  <td>
                    <a
                      href={`/alarms/${encodeURIComponent(alarm)}`}
                      aria-label={`${say(caseWords.evidence)} ${alarm}`}
                    >
                      {say(caseWords.evidence)}
                    </a>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {alarms.length > 0 && subject.standing.length === 0 ? (
        <p class="quiet">{say(caseWords.allCleared)}</p>
      ) : null}
    </section>
  )
}
