/**
 * What the rows of a file make of the register: every mistake and warning by its row, and the devices as they will be.
 * Mistakes are what cannot be meant; then nothing is imported. Warnings are what will have no effect. Pure.
 */
import { filled, type Bilingual } from '../../core/bilingual.ts'
import type { Device } from '../../core/device.ts'
import type { DeviceEdit } from '../../core/device-edit.ts'
import { isOutsideName, type DeviceId } from '../../core/identity.ts'
import type { RegisteredDevice } from '../../core/registry.ts'
import { stationOf } from '../../core/station.ts'
import { changedFields } from './device-edit.ts'
import {
  checkDevice,
  deviceWarnings,
  isMistaken,
  kindNamed,
  type DeviceFields,
  type Surroundings,
} from './device-row.ts'
import { importWords as words } from './import-words.ts'
import {
  mistakeText,
  placeText,
  type FieldMistake,
  type Place,
  type RowMistake,
} from './row-mistake.ts'

/** What somebody else knows of a device that will have no effect, in words: its limits, its owner, its rules. */
export type DeviceCheck = (device: Device) => readonly Bilingual[]

export interface ImportContext extends Surroundings {
  /** What is registered already: a file changes only what it says of it. */
  readonly registered: {
    get(id: string): RegisteredDevice | undefined
    values(): Iterable<RegisteredDevice>
  }
  readonly checks?: readonly DeviceCheck[]
}

export interface Row {
  /** None of a device that comes alone. */
  readonly place: Place | undefined
  readonly fields: DeviceFields
}

interface ImportChanges {
  readonly new: number
  readonly changed: number
  readonly unchanged: number
  /** How many registered devices get another value, by field. */
  readonly fields: Readonly<Record<string, number>>
}

interface RowChange extends Pick<Row, 'place'> {
  readonly device: Device
  /** Absent of a device that is new. */
  readonly fields?: DeviceEdit['fields']
}

/** `devices` is empty when there are mistakes. */
export interface Imported {
  readonly devices: readonly Device[]
  readonly mistakes: readonly RowMistake[]
  readonly warnings: readonly Bilingual[]
  /** What the whole file does that one should know. */
  readonly notes: readonly Bilingual[]
  readonly changes: ImportChanges
  /** What is new and what is changed, by the rows of the file. */
  readonly rows: readonly RowChange[]
  /** The revision of each registered device that was looked at, 0 for none: what the decision rests on. */
  readonly seen: ReadonlyMap<DeviceId, number>
}

const nothing: ImportChanges = { new: 0, changed: 0, unchanged: 0, fields: {} }

export const failed = (mistakes: readonly RowMistake[]): Imported => ({
  devices: [],
  mistakes,
  warnings: [],
  notes: [],
  changes: nothing,
  rows: [],
  seen: new Map(),
})

interface Accepted extends Row {
  readonly device: Device
  readonly before: Device | undefined
}

export function decideImport(
  rows: readonly Row[],
  mistakesBefore: readonly RowMistake[],
  context: ImportContext,
): Imported {
  const mistakes = [...mistakesBefore]
  const places = new Map<string, Place | undefined>()
  const accepted = new Map<string, Accepted>()
  const seen = new Map<DeviceId, number>()
  for (const { place, fields } of rows) {
    const { id } = fields
    const named = typeof id === 'string' && isOutsideName(id)
    const first = named ? places.get(id) : undefined
    if (named && first !== undefined)
      mistakes.push({ place, said: filled(words.twice, { id, place: placeText(first) }) })
    if (named && first === undefined) places.set(id, place)
    const known = named ? context.registered.get(id) : undefined
    const device = checkDevice(fields, context, known?.device)
    if (isMistaken(device)) mistakes.push(...device.map((wrong) => ({ place, ...wrong })))
    else if (first === undefined) {
      accepted.set(device.id, { place, fields, device, before: known?.device })
      seen.set(device.id, known?.revision ?? 0)
    }
  }
  const find = (id: string): Device | undefined => {
    const inFile = accepted.get(id)?.device
    if (inFile !== undefined) return inFile
    const known = context.registered.get(id)
    if (known !== undefined) seen.set(known.device.id, known.revision)
    return known?.device
  }
  const stations = bearersOf(stationOf, accepted, context)
  const externals = bearersOf(externalIdOf, accepted, context)
  for (const { place, fields, device, before } of accepted.values()) {
    if (before?.kind === 'gateway' && device.kind !== 'gateway') {
      const behind = childrenOf(device.id, accepted, context)
      if (behind.length > 0) {
        const children = behind.slice(0, 3).join(', ')
        mistakes.push({ place, field: 'kind', said: filled(words.hasChildren, { children }) })
      }
    }
    const bearer = stations.get(stationOf(device) ?? '')
    const called = 'mn' in fields || 'stationAddress' in fields
    if (bearer !== undefined && bearer !== device.id && called)
      mistakes.push({ place, ...stationMistake(device, bearer) })
    const other = externals.get(device.externalId ?? '')
    if (other !== undefined && other !== device.id && 'externalId' in fields)
      mistakes.push({ place, ...externalIdMistake(device, other) })
    if (device.gateway === undefined || !('gateway' in fields)) continue
    // A gateway of this file that has mistakes itself was told already.
    if (places.has(device.gateway) && !accepted.has(device.gateway)) continue
    const wrong = gatewayMistake(device, find)
    if (wrong !== undefined) mistakes.push({ place, ...wrong })
  }
  if (rows.length === 0 && mistakes.length === 0) mistakes.push({ said: words.noDevice })
  if (mistakes.length > 0) return failed(mistakes)
  const decided = [...accepted.values()]
  return {
    devices: decided.map(({ device }) => device),
    mistakes,
    warnings: warningsOf(decided, context),
    notes: notesOf(decided),
    ...changesOf(decided),
    seen,
  }
}

export function gatewayMistake(
  { gateway }: Device,
  find: (id: string) => Device | undefined,
): FieldMistake | undefined {
  if (gateway === undefined) return undefined
  const found = find(gateway)
  const wrong = (said: Bilingual): FieldMistake => ({ field: 'gateway', said })
  if (found === undefined) return wrong(filled(words.gatewayUnknown, { gateway }))
  if (found.kind !== 'gateway')
    return wrong(filled(words.noGateway, { gateway, kind: kindNamed(found.kind) }))
  return found.gateway === undefined
    ? undefined
    : wrong(filled(words.gatewayNested, { gateway, above: found.gateway }))
}

export const stationMistake = (
  { mn, stationAddress: address = '' }: Device,
  bearer: DeviceId,
): FieldMistake =>
  mn === undefined
    ? { field: 'stationAddress', said: filled(words.addressTaken, { address, id: bearer }) }
    : { field: 'mn', said: filled(words.mnTaken, { mn, id: bearer }) }

export const externalIdMistake = ({ externalId }: Device, bearer: DeviceId): FieldMistake => ({
  field: 'externalId',
  said: filled(words.externalIdTaken, { externalId: externalId ?? '', id: bearer }),
})

const externalIdOf = ({ externalId }: Device): string | undefined => externalId

/** Whose each name is that no two devices have: of two rows with the same one the first one's, of a row that takes one that a device keeps that device's. */
function bearersOf(
  nameOf: (device: Device) => string | undefined,
  accepted: ReadonlyMap<string, Accepted>,
  { registered }: ImportContext,
): ReadonlyMap<string, DeviceId> {
  const bearers = new Map<string, DeviceId>()
  const learn = (device: Device) => {
    const name = nameOf(device)
    if (name !== undefined && !bearers.has(name)) bearers.set(name, device.id)
  }
  if (![...accepted.values()].some(({ device }) => nameOf(device) !== undefined)) return bearers
  for (const { device } of registered.values()) if (!accepted.has(device.id)) learn(device)
  for (const { device } of accepted.values()) learn(device)
  return bearers
}

function childrenOf(
  gateway: DeviceId,
  accepted: ReadonlyMap<string, Accepted>,
  { registered }: ImportContext,
): readonly DeviceId[] {
  return [...registered.values()]
    .map(({ device }) => accepted.get(device.id)?.device ?? device)
    .filter((device) => device.gateway === gateway)
    .map(({ id }) => id)
}

function warningsOf(decided: readonly Accepted[], context: ImportContext): readonly Bilingual[] {
  const bearers = componentBearers(decided, context)
  return decided.flatMap(({ place, fields, device }) => {
    const others = [...(bearers.get(componentKey(device)) ?? [])].filter((id) => id !== device.id)
    const { component } = device
    const named = others.slice(0, 3)
    const values = { others: { zh: named.join('、'), en: named.join(', ') } }
    const checks = context.checks ?? []
    const warnings: readonly FieldMistake[] = [
      ...deviceWarnings(fields, device, context.grid),
      ...(component !== undefined && others.length > 0
        ? [{ field: 'component', said: filled(words.sharedComponent, { component, ...values }) }]
        : []),
      ...checks.flatMap((check) => check(device)).map((said) => ({ said })),
    ]
    return warnings.map((warning) => mistakeText({ place, ...warning }))
  })
}

const componentKey = ({ kind, component = '' }: Device): string => `${kind} ${component}`

/** Who has each component code of the file, by kind: one thing may carry sensors of several kinds. */
function componentBearers(
  decided: readonly Accepted[],
  { registered }: ImportContext,
): ReadonlyMap<string, ReadonlySet<DeviceId>> {
  const bearers = new Map<string, Set<DeviceId>>()
  for (const { device } of decided) {
    if (device.component === undefined) continue
    const key = componentKey(device)
    bearers.set(key, (bearers.get(key) ?? new Set<DeviceId>()).add(device.id))
  }
  if (bearers.size === 0) return bearers
  const inFile = new Set<string>(decided.map(({ device }) => device.id))
  for (const { device } of registered.values()) {
    if (!inFile.has(device.id)) bearers.get(componentKey(device))?.add(device.id)
  }
  return bearers
}

function notesOf(decided: readonly Accepted[]): readonly Bilingual[] {
  const turned = (active: boolean) =>
    decided.filter(({ device, before }) => before?.active === !active && device.active === active)
      .length
  const [off, on] = [turned(false), turned(true)]
  return [
    ...(off > 0 ? [filled(words.outOfService, { count: off })] : []),
    ...(on > 0 ? [filled(words.backInService, { count: on })] : []),
  ]
}

function changesOf(decided: readonly Accepted[]): Pick<Imported, 'changes' | 'rows'> {
  const counts = { new: 0, changed: 0, unchanged: 0 }
  const byField: Record<string, number> = {}
  const rows: RowChange[] = []
  for (const { place, device, before } of decided) {
    const fields = before && changedFields(before, device)
    if (fields?.length === 0) {
      counts.unchanged += 1
      continue
    }
    counts[fields === undefined ? 'new' : 'changed'] += 1
    rows.push({ place, device, ...(fields && { fields }) })
    for (const { field } of fields ?? []) byField[field] = (byField[field] ?? 0) + 1
  }
  return { changes: { ...counts, fields: byField }, rows }
}
