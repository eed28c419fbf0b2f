/** A condition of a rule as somebody reads it: in words where it is a silence, is on the device's clock or compares quantities with numbers, else as written. */
import { readAbsence, type AbsenceTerms } from '../../core/absence-text.ts'
import { city } from '../state/city.ts'
import { showDuration } from '../words/format.ts'
import { ruleWords } from '../words/rules.ts'
import { say } from '../words/words.ts'
import { conditionInWords } from './condition-words.ts'
import { readLag } from './lag-words.ts'
import { operatorSign, quantityName, showValue } from './device-names.ts'

export interface ConditionProps {
  readonly text: string
  /** What it was compared with, by the names that stand in it. */
  readonly values?: Readonly<Record<string, unknown>>
}

export function Condition({ text, values = {} }: ConditionProps) {
  const absence = readAbsence(text)
  if (absence !== undefined) return <span>{absenceInWords(absence)}</span>
  const words =
    lagInWords(text) ??
    conditionInWords(text, values, {
      nameOf: (name) =>
        city.value?.quantities[name] === undefined ? undefined : quantityName(name),
      sign: operatorSign,
      show: showValue,
    })
  return words === undefined ? (
    <code>{text}</code>
  ) : (
    <>
      {words} <code class="quiet">{text}</code>
    </>
  )
}

function lagInWords(text: string): string | undefined {
  const lag = readLag(text)
  if (lag === undefined) return undefined
  return lag.state === 'in-time'
    ? say(ruleWords.clockInTime)
    : say(ruleWords.clockWrong, { time: showDuration(lag.catchesUp * 1_000) })
}

function absenceInWords({ after, atLeast, hours }: AbsenceTerms): string {
  const parts = [
    'periods' in after
      ? say(ruleWords.silentPeriods, { count: after.periods })
      : say(ruleWords.silentTime, { time: showDuration(after.ms) }),
    ...(atLeast === undefined ? [] : [say(ruleWords.atLeast, { time: showDuration(atLeast) })]),
    ...(hours === undefined ? [] : [say(ruleWords.between, { hours })]),
  ]
  return parts.join(say(ruleWords.pause))
}
