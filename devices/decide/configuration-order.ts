/** Whether somebody may have a device set to something: what cannot reach it or does not fit it is refused at once. Pure. */
import { filled, type Bilingual } from '../../core/bilingual.ts'
import { settingsOf } from '../../core/device-settings.ts'
import type { Device } from '../../core/device.ts'
import { kindOf } from '../../core/kinds.ts'
import { protocolOf } from '../../core/station.ts'
import type { SettingSpec } from '../../core/vocabulary.ts'

/** Of a switch true or false; null: nothing is desired of it any more. A text is a mistake in the words of the setting. */
type Wanted = number | boolean | string | null

const words = {
  inactive: { zh: '{device} 已停用，不能修改配置', en: '{device} is out of service' },
  station: {
    zh: '{device} 按 {protocol} 接入，不接收配置；上报间隔请用下行指令设置',
    en: '{device} speaks {protocol} and hears no configuration; set its interval by a command',
  },
  deaf: {
    zh: '{device} 经平台或接入映射接入，不接收配置',
    en: '{device} comes through a platform and hears no configuration',
  },
  unknown: {
    zh: '{kind}设备没有配置项 {name}；可用：{known}',
    en: '{name}: a device of the kind {kind} has no such setting; it has {known}',
  },
  switch: { zh: '{name}：应为开或关', en: '{name}: is true or false' },
  number: {
    zh: '{name}：应为 {min} 到 {max} {unit} 的数值',
    en: '{name}: is a number from {min} to {max} {unit}',
  },
  whole: {
    zh: '{name}：应为 {min} 到 {max} {unit} 的整数',
    en: '{name}: is a whole number from {min} to {max} {unit}',
  },
} as const satisfies Readonly<Record<string, Bilingual>>

const protocolNames = { hj212: 'HJ 212', sl651: 'SL 651' } as const

/** Why no configuration reaches the device as it stands in the register; undefined where one does. */
export function configurable(device: Device): Bilingual | undefined {
  const { id, active, externalId } = device
  if (!active) return filled(words.inactive, { device: id })
  const protocol = protocolOf(device)
  if (protocol !== undefined)
    return filled(words.station, { device: id, protocol: protocolNames[protocol] })
  return externalId === undefined ? undefined : filled(words.deaf, { device: id })
}

/** The values as they are kept, or every mistake. */
export function orderedValues(
  wanted: Readonly<Record<string, Wanted>>,
  { kind }: Pick<Device, 'kind'>,
):
  | { readonly values: Readonly<Record<string, number | null>> }
  | { readonly mistakes: readonly Bilingual[] } {
  const known = settingsOf(kind)
  const mistakes: Bilingual[] = []
  const values: [string, number | null][] = []
  for (const [name, value] of Object.entries(wanted)) {
    const spec = known.get(name)
    if (spec === undefined) {
      // What a kind has no more can still be taken back.
      if (value === null) values.push([name, null])
      else mistakes.push(unknownOf(name, kind, known))
      continue
    }
    const kept = value === null ? null : valueIn(spec, value)
    if (kept === undefined) mistakes.push(mistakeOf(name, spec))
    else values.push([name, kept])
  }
  return mistakes.length > 0 ? { mistakes } : { values: Object.fromEntries(values) }
}

function valueIn(
  { unit, min, max, whole }: SettingSpec,
  value: number | boolean | string,
): number | undefined {
  if (unit === 'bool') return typeof value === 'boolean' ? Number(value) : undefined
  if (typeof value !== 'number' || value < min || value > max) return undefined
  return whole && !Number.isInteger(value) ? undefined : value
}

function unknownOf(
  name: string,
  kind: Device['kind'],
  known: ReadonlyMap<string, SettingSpec>,
): Bilingual {
  const { zh, en } = kindOf(kind)
  const values = { name: name.slice(0, 64), known: [...known.keys()].join(', ') }
  return filled(words.unknown, { ...values, kind: { zh, en } })
}

/** In Chinese as the console calls it, in English by the name that a program gives. */
function mistakeOf(name: string, { zh, unit, min, max, whole }: SettingSpec): Bilingual {
  const called = { zh, en: name }
  if (unit === 'bool') return filled(words.switch, { name: called })
  return filled(whole ? words.whole : words.number, { name: called, min, max, unit })
}
