/** What a device is judged by, in words: what it is, where it comes from, and for whom else it may differ. */
import { severityNamed, severityWords } from '../../../core/severity.ts'
import { limitUnit } from '../../parts/units.ts'
import type { BodyOf } from '../../api/routes.ts'
import type { Device, DeviceNumber } from '../../api/types.ts'
import { numberWords, originWords, timeWords } from '../../words/device-numbers.ts'
import { showDuration, showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'

type OverrideEdit = NonNullable<BodyOf<'POST /v1/rules/drafts'>['overrides']>[number]
type Scope = OverrideEdit['scope']

export interface Place {
  readonly scope: Scope
  readonly code: string
}

/** `黄色 持续`, `时段 business`, the title of a limit. */
export function nameOfNumber({ what, title }: DeviceNumber): string {
  if (title !== undefined) return say(title)
  const [first = '', last = ''] = what.split(' ')
  const severity = severityNamed(first)
  const time = Object.entries(timeWords).find(([word]) => word === last)?.[1]
  if (severity !== undefined && time !== undefined)
    return say(numberWords.timeOf, { level: say(severityWords[severity]), time: say(time) })
  return first === 'schedule' ? say(numberWords.schedule, { name: last }) : what
}

/** `device d1`, `profile beijing`, `city`, with the word in the language of who reads. */
export function nameOfOrigin(from: string): string {
  const [word = '', ...code] = from.split(' ')
  const known = Object.entries(originWords).find(([name]) => name === word)?.[1]
  return known === undefined ? from : [say(known), ...code].join(' ')
}

export function showNumberValue({ value, unit = '', unitZh }: DeviceNumber): string {
  if (value === undefined) return say(numberWords.none)
  if (typeof value !== 'number') return value
  if (unit === 's') return showDuration(value * 1_000)
  return unit === 'periods'
    ? say(numberWords.periods, { count: value })
    : `${showNumber(value, 3)} ${limitUnit({ unit, unitZh })}`.trim()
}

const scopes: readonly Scope[] = ['device', 'owner', 'street', 'district']
const digits = { street: 9, district: 6 } as const

/** For whom a limit of the device may be made to differ, the nearest first. */
export const placesOf = ({ id, owner, cell }: Pick<Device, 'id' | 'owner' | 'cell'>) => [
  { scope: 'device' as const, code: id },
  ...(owner === undefined ? [] : [{ scope: 'owner' as const, code: owner }]),
  ...(cell === undefined
    ? []
    : [
        { scope: 'street' as const, code: cell.slice(0, digits.street) },
        { scope: 'district' as const, code: cell.slice(0, digits.district) },
      ]),
]

/** The override that a number comes from. */
export function overrideOf({ from }: Pick<DeviceNumber, 'from'>): Place | undefined {
  const [word, code] = from.split(' ')
  const scope = scopes.find((one) => one === word)
  return scope === undefined || code === undefined ? undefined : { scope, code }
}

/** What an override calls a number of a rule, and how it is written; undefined for what none can give. */
export function editedAs(
  rule: string,
  { what, title }: Pick<DeviceNumber, 'what' | 'title'>,
): { readonly path: string; readonly as: 'limits' | 'times' | 'schedules' } | undefined {
  if (title !== undefined) return { path: what, as: 'limits' }
  const [first = '', last = '', more] = what.split(' ')
  if (more !== undefined || last === '') return undefined
  if (first === 'schedule') return { path: last, as: 'schedules' }
  if (severityNamed(first) === undefined || !Object.hasOwn(timeWords, last)) return undefined
  return { path: `${rule}.${first}.${last}`, as: 'times' }
}

/** Not where the register of devices has the word. */
export const isEditable = (rule: string, number: DeviceNumber): boolean =>
  editedAs(rule, number) !== undefined && number.from !== 'register'

/** As it is written in a form: `12.5`, `90s`, `2 periods`, `Mo-Fr 10:00-21:00`. */
export function writtenOf({ value, unit = '' }: Pick<DeviceNumber, 'value' | 'unit'>): string {
  if (value === undefined || typeof value === 'string') return value ?? ''
  if (unit === 's') return `${value}s`
  return unit === 'periods' ? `${value} periods` : String(value)
}

/** The change of an override; null takes back what it gives. */
export function editOf(
  rule: string,
  number: DeviceNumber,
  written: string | null,
): Omit<OverrideEdit, keyof Place | 'source' | 'certainty'> | undefined {
  const edited = editedAs(rule, number)
  if (edited === undefined) return undefined
  const text = written === null ? null : written.trim()
  const { path, as } = edited
  if (as === 'limits') return { limits: { [path]: text === null ? null : Number(text) } }
  return { [as]: { [path]: text } }
}
