import { clearedWords, transitionWords } from '../../core/alarm.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { stageWords, workWords } from '../../core/case-terms.ts'
import { kinds } from '../../core/kinds.ts'
import { calm, severityColour, unknown, type State } from './thresholds.ts'
import { words } from './words.ts'

/** A state for each word of an enumeration; grey where no colour is given. */
const states = <Value extends string>(
  of: Readonly<Record<Value, Bilingual>>,
  colours?: Readonly<Partial<Record<NoInfer<Value>, string>>>,
): readonly State[] =>
  (Object.keys(of) as Value[]).map((value) => ({
    value,
    words: words(of[value].zh, of[value].en),
    colour: colours?.[value] ?? unknown,
  }))

export const kindStates = (): readonly State[] => states(Object.fromEntries(kinds))

export const stageStates = states(stageWords, {
  filed: severityColour.blue,
  accepted: severityColour.blue,
  returned: severityColour.orange,
  dispatched: severityColour.yellow,
  handling: severityColour.yellow,
  rework: severityColour.red,
  verifying: severityColour.blue,
  closed: calm,
})

export const workStates = states(workWords)

export const transitionStates = states(transitionWords, {
  raised: severityColour.red,
  escalated: severityColour.red,
  eased: severityColour.yellow,
  cleared: calm,
})

export const becauseStates = states(clearedWords, { recovered: calm })

export const reportingStates: readonly State[] = [
  { value: 1, words: words('在线', 'Reporting'), colour: calm },
  { value: 0, words: words('失联', 'Silent'), colour: severityColour.orange },
]
