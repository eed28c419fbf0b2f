/**
 * One device as people write it, in a file or a request, checked against its kind and the grid. Of a device that is
 * registered already only what is written changes, and only what is written is checked. Pure.
 */
import type { z } from 'zod'

import { filled, type Bilingual } from '../../core/bilingual.ts'
import { deviceSchema, type Device } from '../../core/device.ts'
import { deviceIdSchema } from '../../core/identity.ts'
import { isKind, kindOf, type Kind } from '../../core/kinds.ts'
import { inForce } from '../../core/vocabulary.ts'
import { otherwiseWrong, shapeInChinese } from '../../runtime/schema-words.ts'
import { fromGcj02 } from './gcj02.ts'
import type { Grid } from './grid.ts'
import { importWords as words } from './import-words.ts'
import type { ReferenceSystem } from './reference-systems.ts'
import type { FieldMistake } from './row-mistake.ts'

export interface Surroundings {
  readonly crs: ReferenceSystem
  readonly grid: Pick<Grid, 'cell' | 'cellAt'>
  /** A registered device may become one of another kind. */
  readonly changeKind?: boolean
}

/** A name that is there without a value was emptied: an optional value goes, but `active` stays as it is. */
export type DeviceFields = Readonly<Partial<Record<keyof z.input<typeof deviceSchema>, unknown>>>

export const requiredFields = ['id', 'kind', 'site', 'longitude', 'latitude'] as const

/** A device that was registered under a name which is reserved since can still be changed, and put out of service. */
const partialSchema = deviceSchema.partial().extend({ id: deviceIdSchema.optional() })
/** Longer than this between two reports is possible, and most rules of minutes and hours see little of such a device. */
const longPeriod = 86_400

/** The device, or every mistake of it. A new one gets the period of its kind and is active, unless told. */
export function checkDevice(
  fields: DeviceFields,
  surroundings: Surroundings,
  before?: Device,
): Device | readonly FieldMistake[] {
  const device = before === undefined ? parseNew(fields) : parseChange(fields, before)
  if (isMistaken(device)) return device
  const lost = fields.longitude !== undefined && device.longitude === 0 && device.latitude === 0
  const placed = located(fields, device, surroundings)
  const found = lost
    ? { mistake: { field: 'position', said: words.lost } }
    : cellOf(fields, placed, before, surroundings.grid)
  const mistakes = kindMistakes(fields, device, before, surroundings)
  if ('mistake' in found) return [...mistakes, found.mistake]
  return mistakes.length > 0 ? mistakes : { ...placed, ...found }
}

/** What is possible and hardly meant. */
export function deviceWarnings(
  fields: DeviceFields,
  { period, cell, longitude, latitude }: Device,
  grid: Surroundings['grid'],
): readonly FieldMistake[] {
  const warnings: FieldMistake[] = []
  if (fields.period !== undefined && period > longPeriod) {
    warnings.push({ field: 'period', said: filled(words.longPeriod, { period }) })
  }
  const there = grid.cellAt(longitude, latitude)?.code
  if (fields.cell !== undefined && there !== cell) {
    const where = there === undefined ? words.nowhere : filled(words.lies, { there })
    warnings.push({ field: 'cell', said: filled(words.otherCell, { where, cell: cell ?? '' }) })
  }
  return warnings
}

export const isMistaken = (
  device: Device | readonly FieldMistake[],
): device is readonly FieldMistake[] => Array.isArray(device)

function parseNew(fields: DeviceFields): Device | readonly FieldMistake[] {
  const parsed = deviceSchema.safeParse({
    ...fields,
    period: fields.period ?? periodOf(fields.kind),
    active: fields.active ?? true,
  })
  return parsed.success ? parsed.data : parsed.error.issues.map(mistakeOf)
}

function parseChange(fields: DeviceFields, before: Device): Device | readonly FieldMistake[] {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  const parsed = partialSchema.safeParse(Object.fromEntries(given))
  const emptied = requiredFields
    .filter((name) => name in fields && fields[name] === undefined)
    .map((field) => ({ field, said: words.emptied }))
  const half = 'longitude' in fields !== 'latitude' in fields
  const mistakes = [
    ...(parsed.success ? [] : parsed.error.issues.map(mistakeOf)),
    ...emptied,
    ...(half ? [{ field: 'position', said: words.half }] : []),
  ]
  if (!parsed.success || mistakes.length > 0) return mistakes
  const {
    kind = before.kind,
    site = before.site,
    longitude = before.longitude,
    latitude = before.latitude,
    active = before.active,
    period = 'period' in fields ? periodOf(kind) : before.period,
    ...optional
  } = parsed.data
  return {
    ...withoutEmptied(before, fields),
    ...optional,
    id: before.id,
    kind,
    site,
    longitude,
    latitude,
    period,
    active,
  }
}

function withoutEmptied(before: Device, fields: DeviceFields): Device {
  const { name, component, cell, zone, limits, hours, owner, gateway, ...others } = before
  const { catchment, power, mn, checksum, concentration, ...more } = others
  const { stationAddress, gaugeZero, levelOrigin, externalId, ...rest } = more
  const stays = (field: keyof Device, value: unknown) => value !== undefined && !(field in fields)
  return {
    ...rest,
    ...(stays('name', name) && { name }),
    ...(stays('component', component) && { component }),
    ...(stays('cell', cell) && { cell }),
    ...(stays('zone', zone) && { zone }),
    ...(stays('limits', limits) && { limits }),
    ...(stays('hours', hours) && { hours }),
    ...(stays('owner', owner) && { owner }),
    ...(stays('gateway', gateway) && { gateway }),
    ...(stays('catchment', catchment) && { catchment }),
    ...(stays('power', power) && { power }),
    ...(stays('mn', mn) && { mn }),
    ...(stays('checksum', checksum) && { checksum }),
    ...(stays('concentration', concentration) && { concentration }),
    ...(stays('stationAddress', stationAddress) && { stationAddress }),
    ...(stays('gaugeZero', gaugeZero) && { gaugeZero }),
    ...(stays('levelOrigin', levelOrigin) && { levelOrigin }),
    ...(stays('externalId', externalId) && { externalId }),
  }
}

function kindMistakes(
  fields: DeviceFields,
  device: Device,
  before: Device | undefined,
  { changeKind }: Surroundings,
): readonly FieldMistake[] {
  const mistakes: FieldMistake[] = []
  const { id, kind, site, gateway, mn, stationAddress } = device
  if (before !== undefined && before.kind !== kind && changeKind !== true) {
    const values = { id, was: kindNamed(before.kind), kind: kindNamed(kind) }
    mistakes.push({ field: 'kind', said: filled(words.otherKind, values) })
  }
  if (mn !== undefined && stationAddress !== undefined)
    mistakes.push({ field: 'stationAddress', said: words.twoProtocols })
  const { sites } = kindOf(kind)
  if (('kind' in fields || 'site' in fields) && !sites.includes(site)) {
    const values = { kind: kindNamed(kind), sites: sitesNamed(sites), site }
    mistakes.push({ field: 'site', said: filled(words.otherSite, values) })
  }
  if (gateway !== undefined && ('kind' in fields || 'gateway' in fields)) {
    if (gateway === id) mistakes.push({ field: 'gateway', said: words.ownGateway })
    else if (kind === 'gateway') mistakes.push({ field: 'gateway', said: words.gatewayBehind })
  }
  return mistakes
}

/** In Chinese as people call it. */
export const kindNamed = (kind: Kind): Bilingual => ({ zh: kindOf(kind).zh, en: kind })

const sitesNamed = (sites: readonly string[]): Bilingual => ({
  zh: sites.map((site) => `${site} ${inForce.sites.get(site)?.zh ?? ''}`.trim()).join('、'),
  en: sites.join(', '),
})

const located = (fields: DeviceFields, device: Device, { crs }: Surroundings): Device =>
  crs === 'gcj02' && fields.longitude !== undefined ? { ...device, ...fromGcj02(device) } : device

/** The cell that is given, else the one of the position; a device that did not move stays in its cell. */
function cellOf(
  fields: DeviceFields,
  { longitude, latitude, cell }: Device,
  before: Device | undefined,
  grid: Surroundings['grid'],
): Pick<Device, 'cell'> | { readonly mistake: FieldMistake } {
  if (fields.cell !== undefined) {
    const given = grid.cell(cell ?? '')
    return given === undefined
      ? { mistake: { field: 'cell', said: filled(words.noCell, { cell: String(cell) }) } }
      : { cell: given.code }
  }
  const moved =
    before === undefined || before.longitude !== longitude || before.latitude !== latitude
  if (!moved && !('cell' in fields)) return {}
  const there = grid.cellAt(longitude, latitude)
  if (there !== undefined) return { cell: there.code }
  const degrees = `${longitude.toFixed(6)}, ${latitude.toFixed(6)}`
  return { mistake: { field: 'position', said: filled(words.inNoCell, { degrees }) } }
}

function periodOf(kind: unknown): number {
  return typeof kind === 'string' && isKind(kind) ? kindOf(kind).period : 60
}

function mistakeOf(issue: z.core.$ZodIssue): FieldMistake {
  const inner = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined
  const en = inner ?? issue.message
  const zh = shapeInChinese(en) ?? otherwiseWrong(en)
  return { field: issue.path.map(String).join('.'), said: { zh, en } }
}
