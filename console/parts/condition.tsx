/** A condition of a rule as somebody reads it: as written, or in words where it is the silence of a device. */
import { readAbsence, type AbsenceTerms } from '../../core/absence-text.ts'
import { showDuration } from '../words/format.ts'
import { ruleWords } from '../words/rules.ts'
import { say } from '../words/words.ts'

export function Condition({ text }: { readonly text: string }) {
  const absence = readAbsence(text)
  return absence === undefined ? <code>{text}</code> : <span>{absenceInWords(absence)}</span>
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
