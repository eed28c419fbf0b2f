/**
 * A device as the register keeps it. What was registered once is not held against the door of today, so only types are looked at,
 * and members that are not named here pass. By hand: a process reads all devices at its start, and a schema of zod made that
 * 1.7 times as long.
 */
import { noiseZones, type Device } from '../../core/device.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { checksumRules } from '../../core/hj212/checksum.ts'
import { concentrations } from '../../core/hj212/factors.ts'
import { levelOrigins } from '../../core/sl651/gauge.ts'
import { keptJson } from '../../core/upcast.ts'

interface Member {
  readonly holds: (value: unknown) => boolean
  readonly fault: string
}

const text: Member = { holds: (value) => typeof value === 'string', fault: 'is no text' }
const number: Member = { holds: Number.isFinite, fault: 'is no number' }
const flag: Member = {
  holds: (value) => typeof value === 'boolean',
  fault: 'is neither true nor false',
}
const oneOf = (words: readonly string[]): Member => ({
  holds: (value) => words.some((known) => known === value),
  fault: `is none of ${words.join(', ')}`,
})
const numbers: Member = {
  holds: (value) => isObject(value) && Object.values(value).every(Number.isFinite),
  fault: 'are no numbers by name',
}
const optional = ({ holds, fault }: Member): Member => ({
  holds: (value) => value === undefined || holds(value),
  fault,
})

const members: Readonly<Record<keyof Device, Member>> = {
  id: text,
  kind: text,
  name: optional(text),
  site: text,
  component: optional(text),
  longitude: number,
  latitude: number,
  cell: optional(text),
  zone: optional(oneOf(noiseZones)),
  limits: optional(numbers),
  hours: optional(text),
  owner: optional(text),
  gateway: optional(text),
  catchment: optional(text),
  power: optional(text),
  mn: optional(text),
  checksum: optional(oneOf(checksumRules)),
  concentration: optional(oneOf(concentrations)),
  stationAddress: optional(text),
  gaugeZero: optional(number),
  levelOrigin: optional(oneOf(levelOrigins)),
  externalId: optional(text),
  period: number,
  active: flag,
}
const checks = Object.entries(members)

/** `what` says in the error which row it is. */
export function keptDevice(what: string, document: string): Device {
  const value = keptJson(what, document)
  if (isDevice(value)) return value
  const faults = isObject(value) ? faultsOf(value) : ['is no object']
  throw new UrbanBrainError('record-damaged', `${what}: ${faults[0] ?? ''}`, { details: faults })
}

const isDevice = (value: unknown): value is Device =>
  isObject(value) && checks.every(([name, { holds }]) => holds(value[name]))

const faultsOf = (value: Readonly<Record<string, unknown>>): readonly string[] =>
  checks.flatMap(([name, { holds, fault }]) => (holds(value[name]) ? [] : [`${name}: ${fault}`]))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
