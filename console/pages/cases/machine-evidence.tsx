/** What a machine saw, so that a person can follow it: the condition as written, the numbers it read, the readings they came from. */
import { SeverityBadge } from '../../parts/badges.tsx'
import { unitSign } from '../../parts/units.ts'
import { Condition } from '../../parts/condition.tsx'
import { RuleLink } from '../../parts/rule-link.tsx'
import { ValueName } from '../../parts/value-name.tsx'
import { city } from '../../state/city.ts'
import { recordWords } from '../../words/case-record.ts'
import { clearedWords, transitionWords } from '../../../core/alarm.ts'
import { caseWords } from '../../words/cases.ts'
import { showInstant, showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { Fact } from './case-facts.tsx'
import { wordsOf } from '../../parts/case-names.ts'
import {
  isData,
  numberOf,
  readingInstant,
  severityOf,
  textOf,
  titleOf,
  type Data,
} from './record.ts'

export function MachineEvidence({ alarm }: { readonly alarm: Data }) {
  const id = textOf(alarm['alarm'])
  const rule = textOf(alarm['rule'])
  const kind = textOf(alarm['kind'])
  const because = textOf(alarm['because'])
  const evidence = isData(alarm['evidence']) ? alarm['evidence'] : undefined
  if (id === undefined) return null
  return (
    <div class="machine-evidence">
      <dl class="facts">
        <Fact name={say(recordWords.alarm)}>
          <a href={`/alarms/${encodeURIComponent(id)}`}>{id}</a>{' '}
          {kind === undefined ? '' : say(wordsOf(transitionWords, kind))}{' '}
          <SeverityBadge severity={severityOf(alarm['severity'])} />
        </Fact>
        {rule === undefined ? null : (
          <Fact name={say(caseWords.rule)}>
            <RuleLink id={rule} title={titleOf(alarm['title'])} />
          </Fact>
        )}
        <Fact name={say(recordWords.alarmAt)}>{showInstant(numberOf(alarm['at']))}</Fact>
        {because === undefined ? null : (
          <Fact name={say(recordWords.because)}>{say(wordsOf(clearedWords, because))}</Fact>
        )}
        {evidence === undefined ? null : <Proof evidence={evidence} />}
      </dl>
      {isData(evidence?.['values']) ? <Values values={evidence['values']} /> : null}
    </div>
  )
}

function Proof({ evidence }: { readonly evidence: Data }) {
  const condition = textOf(evidence['condition'])
  const since = numberOf(evidence['since'])
  const version = textOf(evidence['version'])
  const readings = Array.isArray(evidence['readings']) ? evidence['readings'].filter(isData) : []
  const last = textOf(readings.at(-1)?.['id'])
  return (
    <>
      {condition === undefined ? null : (
        <Fact name={say(recordWords.condition)}>
          <Condition
            text={condition}
            {...(isData(evidence['values']) && { values: evidence['values'] })}
          />
        </Fact>
      )}
      <Fact name={say(recordWords.since)}>{showInstant(since)}</Fact>
      {last === undefined ? null : (
        <Fact name={say(recordWords.readings)}>
          <span title={last}>
            {say(recordWords.readingCount, {
              count: readings.length,
              last: showInstant(readingInstant(last)),
            })}
          </span>
        </Fact>
      )}
      {version === undefined ? null : (
        <Fact name={say(recordWords.version)}>
          <code>{version.slice(0, 12)}</code>
        </Fact>
      )}
    </>
  )
}

const Values = ({ values }: { readonly values: Data }) => (
  <table>
    <caption>{say(recordWords.values)}</caption>
    <thead>
      <tr>
        <th scope="col">{say(recordWords.name)}</th>
        <th scope="col">{say(recordWords.value)}</th>
      </tr>
    </thead>
    <tbody>
      {Object.entries(values).map(([name, value]) => (
        <tr key={name}>
          <th scope="row">
            <ValueName name={name} />
          </th>
          <td>{showValue(name, value)}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

function showValue(name: string, value: unknown): string {
  if (typeof value === 'boolean') return say(value ? recordWords.yes : recordWords.no)
  if (typeof value === 'string') return value
  const number = numberOf(value)
  const unit = city.value?.quantities[name]?.unit
  return number === undefined || unit === undefined || unit === 'bool'
    ? showNumber(number, 3)
    : `${showNumber(number, 3)} ${unitSign(unit)}`
}
