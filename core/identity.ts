import { z } from 'zod'

import { filled } from './bilingual.ts'
import type { Brand } from './brand.ts'
import { base36Digits, decimalDigits } from './digits.ts'
import { schemaWords } from './schema-words.ts'
import type { Instant } from './time.ts'

/** Name of a device or gateway; also its MQTT user name and the `<deviceId>` of its topics. */
export type DeviceId = Brand<string, 'DeviceId'>
/** Responsible unit (处置单位): a company, bureau or street office that has crews. */
export type UnitId = Brand<string, 'UnitId'>
/** Unit-grid code (单元网格编码), 15 digits = county 6 + street 3 + community 3 + grid 3; see docs/glossary.md. */
export type CellCode = Brand<string, 'CellCode'>
export type RuleId = Brand<string, 'RuleId'>
/**
 * `device@instant[#sequence]~content`: the same fact always has the same one, and another fact another one. The instant is
 * the one the device itself gave, or of receipt when it gave none. Readings written by older versions have no `~content`.
 */
export type ReadingId = Brand<string, 'ReadingId'>
/** `rule/subject/began`: the same breach always has the same one. */
export type AlarmId = Brand<string, 'AlarmId'>
export type CaseId = Brand<string, 'CaseId'>

/**
 * Names that come from outside are letters, digits and `. _ : -`, 1 to 64 characters, first a letter or digit: that
 * leaves out NUL, control characters, lone surrogates, spaces and the MQTT characters `/ + # $`.
 */
const outsideName = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/

export const isOutsideName = (text: string): boolean => outsideName.test(text)

const named = <Name extends string>(what: string) =>
  z
    .string()
    .regex(outsideName, filled(schemaWords.outsideName, { what }).en)
    .transform((text) => text as Brand<string, Name>)

export const deviceIdSchema = named<'DeviceId'>('a device id')
export const unitIdSchema = named<'UnitId'>('a unit id')
/** A catchment (汇水区), by the code that the drainage bureau gave it. */
export const catchmentIdSchema = named<'CatchmentId'>('a catchment id')
/** What feeds devices with power (供电回路), by the code of whoever runs it. */
export const powerIdSchema = named<'PowerId'>('a power feed')
/** What a platform calls a device: IMEI, DevEUI, or a name of its own (平台设备号). */
export const externalIdSchema = named<'ExternalId'>('an external id')
export const ruleIdSchema = named<'RuleId'>('a rule id')

/**
 * Names of crews, of the roles of people and of our own services, with whatever capitals. Devices and they are told apart
 * by name where they sign in, and `crew` is the level of the topics that belong to crews.
 */
const reservedName =
  /^(crew(-.*)?|device|service|operator|dispatcher|inspector|supervisor|manager|administrator|wall|metrics|prometheus|urban-brain-.*)$/i

export const isReservedName = (text: string): boolean => reservedName.test(text)

/** The name of a device that is registered or speaks; one registered long ago is read by `deviceIdSchema`. */
export const newDeviceIdSchema = deviceIdSchema.refine((id) => !isReservedName(id), {
  error: ({ input }) => filled(schemaWords.reservedName, { id: String(input) }).en,
})

export const parseDeviceId = (text: string): DeviceId | undefined =>
  outsideName.test(text) && !reservedName.test(text) ? (text as DeviceId) : undefined

/** What the identity of a reading is made of. */
export interface ReadingIdentity {
  readonly device: DeviceId
  readonly observedAt: Instant
  /** The device's own instant where `observedAt` is not that (a clock that is ahead). */
  readonly claimedAt?: Instant
  readonly sequence?: number | undefined
  /** See `Reading.content`. */
  readonly content?: number
}

export const readingId = (parts: ReadingIdentity): ReadingId =>
  `${parts.device}@${readingTail(parts)}` as ReadingId

/** What follows the device and `@` in the identity of a reading. */
export function readingTail({
  observedAt,
  claimedAt,
  sequence,
  content,
}: Omit<ReadingIdentity, 'device'>): string {
  const number = sequence === undefined ? '' : `#${sequence}`
  const told = content === undefined ? '' : `~${base36Digits(content)}`
  return `${decimalDigits(claimedAt ?? observedAt)}${number}${told}`
}

export const alarmId = (rule: RuleId, subject: string, began: Instant): AlarmId =>
  `${rule}/${subject}/${began}` as AlarmId

/** Of an alarm that was found in what came late; none that is found in time has its name. */
export const pastAlarmId = (alarm: AlarmId): AlarmId => `${alarm}/past` as AlarmId
