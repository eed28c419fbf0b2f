import { clearedWords, transitionWords } from '../../core/alarm.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { stageWords } from '../../core/case-terms.ts'
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

export const stageStates = states(stageWords, {
  collected: '#A5ACB5',
  filed: '#8AB8FF',
  accepted: severityColour.blue,
  returned: severityColour.orange,
  dispatched: severityColour.yellow,
  handling: '#B877D9',
  rework: severityColour.red,
  verifying: '#2FA8A0',
  closed: calm,
  void: '#4A4D55',
  duplicate: '#8C6A4A',
})

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
