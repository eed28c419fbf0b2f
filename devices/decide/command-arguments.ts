/** Whether the arguments of a command fit: in the units and bounds of the table, and of what the kind measures. Pure. */
import { filled, type Bilingual } from '../../core/bilingual.ts'
import type { ArgumentSpec, DeviceCommandSpec } from '../../core/device-command-table.ts'
import type { CommandArguments } from '../../core/device-command.ts'
import { kindOf, type Kind } from '../../core/kinds.ts'
import { quantityOf, type Quantity } from '../../core/quantities.ts'

const words = {
  missing: { zh: '{name}：缺少', en: '{name}: is missing' },
  unknown: { zh: '{name}：没有这个参数', en: '{name}: there is no such argument' },
  seconds: {
    zh: '{name}：应为 {min} 到 {max} 秒的整数',
    en: '{name}: is a whole number of seconds from {min} to {max}',
  },
  minutes: {
    zh: '{name}：应为 {known} 分钟之一',
    en: '{name}: is one of {known} minutes',
  },
  quantity: { zh: '{name}：应为 {known} 之一', en: '{name}: is one of {known}' },
  value: {
    zh: '{name}：应为 {min} 到 {max} {unit} 的数值',
    en: '{name}: is a number from {min} to {max} {unit}',
  },
} as const

/** The quantities that a threshold can be set of; a switch has none. */
export const thresholdsOf = (kind: Kind): readonly Quantity[] =>
  kindOf(kind).quantities.filter((name) => quantityOf(name).unit !== 'bool')

export function* argumentMistakes(
  spec: DeviceCommandSpec,
  given: CommandArguments,
  kind: Kind,
): Iterable<Bilingual> {
  for (const name of Object.keys(given))
    if (!Object.hasOwn(spec.arguments, name))
      yield filled(words.unknown, { name: name.slice(0, 64) })
  for (const [name, argument] of Object.entries(spec.arguments)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    const mistake =
      value === undefined
        ? filled(words.missing, { name: calledFor(name, argument) })
        : mistakeOf(calledFor(name, argument), argument, value, given, kind)
    if (mistake !== undefined) yield mistake
  }
}

/** In Chinese as the console calls it, in English by the name that a program gives. */
const calledFor = (name: string, { zh }: ArgumentSpec): Bilingual => ({ zh, en: name })

function mistakeOf(
  name: Bilingual,
  argument: ArgumentSpec,
  value: string | number,
  given: CommandArguments,
  kind: Kind,
): Bilingual | undefined {
  if (argument.type === 'seconds') {
    const { min, max } = argument
    const fits = Number.isInteger(value) && isWithin(value, min, max)
    return fits ? undefined : filled(words.seconds, { name, min, max })
  }
  if (argument.type === 'minutes') {
    const fits = argument.among.some((one) => one === value)
    return fits ? undefined : filled(words.minutes, { name, known: argument.among.join(', ') })
  }
  const known = thresholdsOf(kind)
  if (argument.type === 'quantity') {
    const fits = known.some((one) => one === value)
    return fits ? undefined : filled(words.quantity, { name, known: known.join(', ') })
  }
  const quantity = known.find((one) => one === given[argument.of])
  // What it is a value of is a mistake by itself.
  if (quantity === undefined) return undefined
  const { min, max, unit } = quantityOf(quantity)
  return isWithin(value, min, max) ? undefined : filled(words.value, { name, min, max, unit })
}

const isWithin = (value: string | number, min: number, max: number): boolean =>
  typeof value === 'number' && value >= min && value <= max
