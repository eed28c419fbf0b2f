/** The rule as it was and the numbers it saw. */
import type { Alarm, DeviceRule } from '../../api/types.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { Condition } from '../../parts/condition.tsx'
import { ValueName } from '../../parts/value-name.tsx'
import { DeviceLink } from '../../parts/device-link.tsx'
import { membersIn } from './members.ts'
import { alarmWords } from '../../words/centre.ts'
import { showInstant, showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'

export interface AlarmEvidenceProps {
  readonly alarm: Alarm
  readonly rule: DeviceRule | undefined
}

type Value = number | string | boolean | null

function showValue(value: Value): string {
  if (typeof value === 'number') return showNumber(value, 3)
  if (typeof value === 'boolean') return say(value ? alarmWords.yes : alarmWords.no)
  return value ?? '-'
}

function Members({ text }: { readonly text: string }) {
  const { named, more } = membersIn(text)
  return (
    <span class="row">
      {named.map((id) => (
        <span key={id}>
          <DeviceLink id={id} />
        </span>
      ))}
      {more === 0 ? null : say(alarmWords.more, { count: more })}
    </span>
  )
}

export function AlarmEvidence({ alarm: { evidence }, rule }: AlarmEvidenceProps) {
  const isOfArea = evidence !== undefined && 'area' in evidence.values
  return (
    <section class="sheet">
      <h2>{say(alarmWords.why)}</h2>
      {evidence === undefined ? (
        <p class="quiet">{say(alarmWords.noEvidence)}</p>
      ) : (
        <>
          <dl class="facts">
            <div>
              <dt>{say(alarmWords.condition)}</dt>
              <dd>
                <Condition text={evidence.condition} values={evidence.values} />
              </dd>
            </div>
            <div>
              <dt>{say(alarmWords.conditionSince)}</dt>
              <dd>{showInstant(evidence.since)}</dd>
            </div>
            <div>
              <dt>{say(alarmWords.version)}</dt>
              <dd>
                <code title={evidence.version}>{evidence.version.slice(0, 12)}</code>
              </dd>
            </div>
            <div>
              <dt>{say(alarmWords.readings)}</dt>
              <dd>{say(alarmWords.readingCount, { count: evidence.readings.length })}</dd>
            </div>
          </dl>
          <table class="evidence">
            <thead>
              <tr>
                <th scope="col">{say(alarmWords.name)}</th>
                <th scope="col">{say(alarmWords.value)}</th>
              </tr>
            </thead>
            <tbody>
              {Object.entries(evidence.values).map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">
                    <ValueName name={name} />
                  </th>
                  <td>
                    {isOfArea && name === 'members' ? (
                      <Members text={String(value)} />
                    ) : (
                      showValue(value)
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      {rule === undefined ? null : <Levels rule={rule} />}
    </section>
  )
}

const Levels = ({ rule }: { readonly rule: DeviceRule }) => (
  <table>
    <caption>{say(alarmWords.ruleLevels)}</caption>
    <thead>
      <tr>
        <th scope="col">{say(alarmWords.level)}</th>
        <th scope="col">{say(alarmWords.when)}</th>
      </tr>
    </thead>
    <tbody>
      {rule.levels.map(({ severity, when }) => (
        <tr key={severity}>
          <th scope="row">
            <SeverityBadge severity={severity} />
          </th>
          <td>
            <Condition text={when} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)
