/** What a place of the message is chosen for, and the changes in the text that a choice means. Pure. */
import { unitsFor } from '../../../core/bindings/units.ts'
import type { BindingUse, TriedBinding, TryBinding } from '../../api/types.ts'

export type Change = NonNullable<TryBinding['changes']>[number]
type Offered = TriedBinding['places'][number]

/** Beijing time, where a text says no zone. */
export const beijing = '+08:00'

/** As the field has it: `device`, `device:externalId`, `time`, `time:+08:00`, `value:depth`; empty where it is used for nothing. */
export function choiceOf(use: BindingUse | undefined): string {
  if (use === undefined) return ''
  if (use.as === 'device') return use.register === undefined ? 'device' : `device:${use.register}`
  if (use.as === 'time') return use.zone === undefined ? 'time' : `time:${use.zone}`
  return `value:${use.as}`
}

/** What a place was is taken away before it is something else. */
export function changesFor(use: BindingUse | undefined, chosen: string, place: string): Change[] {
  const [what = '', how] = chosen.split(/:(.*)/s)
  const taken = use === undefined ? [] : [dropped(use)]
  if (what === 'device')
    return [
      ...taken,
      { set: 'device', place, ...((how === 'mn' || how === 'externalId') && { register: how }) },
    ]
  if (what === 'time')
    return [...taken, { set: 'time', place, ...(how !== undefined && { zone: how }) }]
  if (what === 'value' && how !== undefined)
    return [...taken, { set: 'value', quantity: how, place }]
  return taken
}

function dropped({ as }: BindingUse): Change {
  if (as === 'device' || as === 'time') return { set: as, place: null }
  return { set: 'value', quantity: as, place: null }
}

/** Its unit and its words, each of which leaves the other as it is. */
export const changeOf = (
  { as, unit, words }: BindingUse,
  place: string,
  given: { readonly unit?: string; readonly words?: Readonly<Record<string, number>> },
): Change => {
  const both = {
    ...(unit !== undefined && { unit }),
    ...(words !== undefined && { words }),
    ...given,
  }
  return {
    ...{ set: 'value', quantity: as, place },
    ...(both.unit !== undefined && both.unit !== '' && { unit: both.unit }),
    ...(both.words !== undefined && Object.keys(both.words).length > 0 && { words: both.words }),
  }
}

/** In which it may be reported; the first is that of the quantity itself. */
export const unitChoices = (unit: string): readonly string[] => [
  unit,
  ...unitsFor(unit).filter((one) => one !== unit),
]

/** `abnormal=1, normal=0`; undefined where that is not what stands there. */
export function readWords(text: string): Readonly<Record<string, number>> | undefined {
  const parts = text
    .split(/[,，;；\n]/)
    .map((part) => part.trim())
    .filter(Boolean)
  const pairs = parts.map((part): readonly [string, number] => {
    const at = part.lastIndexOf('=')
    const number = part.slice(at + 1).trim()
    return [part.slice(0, Math.max(at, 0)).trim(), number === '' ? Number.NaN : Number(number)]
  })
  return pairs.every(([word, number]) => word !== '' && Number.isFinite(number))
    ? Object.fromEntries(pairs)
    : undefined
}

export const writeWords = (words: Readonly<Record<string, number>> = {}): string =>
  Object.entries(words)
    .map(([word, number]) => `${word}=${number}`)
    .join(', ')

/** A text that is no number, and a boolean, are no value without words. */
export const needsWords = ({ type, value }: Offered): boolean =>
  type === 'boolean' || (type === 'text' && (value.trim() === '' || Number.isNaN(Number(value))))

/** Those of the message, and the levels of its topic that have a name. */
export const placesOf = ({ places, levels }: TriedBinding): readonly Offered[] => [
  ...levels.flatMap(({ text, name }): Offered[] =>
    name === undefined ? [] : [{ place: `topic/${name}`, value: text, type: 'text' }],
  ),
  ...places,
]

/** What a level is called when it is chosen: the first is the device. */
export const levelName = (levels: TriedBinding['levels'], index: number): string =>
  levels.some(({ name }) => name === 'device') ? `level${index}` : 'device'
