import { call } from '../../api/client.ts'
import type { Alarm, Case, CaseEvent } from '../../api/types.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { CauseNote, hasCause } from '../../parts/cause-note.tsx'
import { HeldBackBy } from '../../parts/held-back-by.tsx'
import { RuleLink } from '../../parts/rule-link.tsx'
import { useResource } from '../../state/resource.ts'
import { caseWords } from '../../words/cases.ts'
import { transitionWords } from '../../../core/alarm.ts'
import { causeWords } from '../../words/causes.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { wordsOf } from '../../parts/case-names.ts'
import { alarmsIn } from './record.ts'

/** Of so many is read why they came to the case: hardly one has more. */
const mostRead = 10

export interface CaseAlarmsProps {
  readonly subject: Case
  readonly timeline: readonly CaseEvent[]
}

export function CaseAlarms({ subject, timeline }: CaseAlarmsProps) {
  const told = new Map(alarmsIn(timeline).map((alarm) => [alarm.alarm, alarm]))
  const alarms = subject.alarms.map((alarm) => told.get(alarm) ?? { alarm })
  const read = subject.alarms.slice(0, mostRead)
  const kept = useResource(`alarms ${read.join(' ')}`, (signal) =>
    Promise.all(read.map((id) => call('GET /v1/alarms/{id}', { path: { id }, signal }))),
  )
  return (
    <section class="sheet" aria-labelledby="case-alarms">
      <h2 id="case-alarms">{say(caseWords.alarms)}</h2>
      {alarms.length === 0 ? (
        <p class="quiet">{say(caseWords.noAlarms)}</p>
      ) : (
        <div class="wide" tabIndex={0} role="group" aria-labelledby="case-alarms">
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
              {alarms.map(({ alarm, rule, title, severity, kind, at }) => (
                <tr key={alarm}>
                  <th scope="row">
                    {rule === undefined ? '-' : <RuleLink id={rule} title={title} />}
                    <Because alarm={kept.value?.find((one) => one.alarm === alarm)} />
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

/** What brought the alarm to this case, and what kept it away before. */
const Because = ({ alarm }: { readonly alarm: Alarm | undefined }) =>
  alarm === undefined || !(hasCause(alarm) || alarm.suppression !== undefined) ? null : (
    <div class="quiet case-small">
      <CauseNote alarm={alarm} />
      {alarm.suppression === undefined ? null : (
        <>
          {say(causeWords.muted)}: <HeldBackBy id={alarm.suppression} />
        </>
      )}
    </div>
  )
