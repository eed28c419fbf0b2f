import dashboard from '@grafana/grafana-foundation-sdk/dashboard'

import type { Bilingual } from '../../core/bilingual.ts'
import { type Severity, severities, severityWords } from '../../core/severity.ts'
import { words, type Say } from './words.ts'

/** Colours of the four severities, seen from a distance and told apart by people who see red and green alike. */
export const severityColour: Readonly<Record<Severity, string>> = {
  blue: '#3274D9',
  yellow: '#F2CC0C',
  orange: '#FF780A',
  red: '#C4162A',
}
export const calm = '#37872D'
export const unknown = '#6E7078'

/** From which value on which colour; the first step begins below everything. */
export type Steps = readonly (readonly [from: number | null, colour: string])[]

export const thresholds = (steps: Steps): InstanceType<typeof dashboard.ThresholdsConfigBuilder> =>
  new dashboard.ThresholdsConfigBuilder()
    .mode(dashboard.ThresholdsMode.Absolute)
    .steps(steps.map(([value, color]) => ({ value, color })))

/** More is worse: calm below, then the severities from the given values on. */
export const ladder = (limits: Readonly<Partial<Record<Severity, number>>>): Steps => [
  [null, calm],
  ...severities.flatMap((severity) => {
    const from = limits[severity]
    return from === undefined ? [] : [[from, severityColour[severity]] as const]
  }),
]

/** Less is worse, for shares: red below `poor`, yellow below `good`. */
export const share = (poor: number, good: number): Steps => [
  [null, severityColour.red],
  [poor, severityColour.yellow],
  [good, calm],
]

export const plain: Steps = [[null, severityColour.blue]]

/** A state that a number or word stands for. */
export interface State {
  readonly value: string | number
  readonly words: Bilingual
  readonly colour: string
}

export const mapping = (states: readonly State[], say: Say): dashboard.ValueMapping => ({
  type: dashboard.MappingType.ValueToText,
  options: Object.fromEntries(
    states.map(({ value, words, colour }, index) => [
      String(value),
      { text: say(words), color: colour, index },
    ]),
  ),
})

/** 0 none to 4 red, as the points count them. */
export const severityStates: readonly State[] = [
  { value: 0, words: words('正常', 'None'), colour: calm },
  ...severities.map((severity, index) => ({
    value: index + 1,
    words: severityWords[severity],
    colour: severityColour[severity],
  })),
]

/** In cells that are filled: what is well stays empty, so that the others are seen. */
export const severityCells: readonly State[] = severityStates.map((state) =>
  state.value === 0 ? { ...state, colour: 'transparent' } : state,
)

export const severityNames: readonly State[] = severities.map((severity) => ({
  value: severity,
  words: severityWords[severity],
  colour: severityColour[severity],
}))

export const onOff = (
  on: Bilingual,
  off: Bilingual,
  colours: readonly [on: string, off: string],
): readonly State[] => [
  { value: 1, words: on, colour: colours[0] },
  { value: 0, words: off, colour: colours[1] },
]

/** Names and colours of curves that are called by their severity. */
export const severityCurves = severities.map((severity) => ({
  curve: severity,
  words: severityWords[severity],
  colour: severityColour[severity],
}))
