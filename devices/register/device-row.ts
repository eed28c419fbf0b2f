/**
 * One device as people write it, in a file or a request, checked against its kind and the grid. Of a device that is
 * registered already only what is written changes, and only what is written is checked. Pure.
 */
import type { z } from 'zod'

import type { Bilingual } from '../../core/bilingual.ts'
import { deviceSchema, type Device } from '../../core/device.ts'
import { deviceIdSchema } from '../../core/identity.ts'
import { isKind, kindOf } from '../../core/kinds.ts'
import { fromGcj02 } from './gcj02.ts'
import type { Grid } from './grid.ts'
import type { ReferenceSystem } from './reference-systems.ts'

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

/** The device, or every mistake in words. A new one gets the period of its kind and is active, unless told. */
export function checkDevice(
  fields: DeviceFields,
  surroundings: Surroundings,
  before?: Device,
): Device | readonly string[] {
  const device = before === undefined ? parseNew(fields) : parseChange(fields, before)
  if (isMistaken(device)) return device
  const lost = fields.longitude !== undefined && device.longitude === 0 && device.latitude === 0
  const placed = located(fields, device, surroundings)
  const found = lost
    ? { mistake: 'position: 0, 0 is what a receiver says that does not know where it is' }
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
): readonly Bilingual[] {
  const warnings: Bilingual[] = []
  if (fields.period !== undefined && period > longPeriod) {
    warnings.push({
      zh: `period：${period} 秒超过一天`,
      en: `period: ${period} s are more than a day`,
    })
  }
  const there = grid.cellAt(longitude, latitude)?.code
  if (fields.cell !== undefined && there !== cell) {
    const where = there === undefined ? 'in no cell of the grid' : `in ${there}`
    warnings.push({
      zh: `cell：该位置${there === undefined ? '不在任何网格内' : `在 ${there}`}，仍按所填的 ${cell} 登记`,
      en: `cell: the position lies ${where}, and ${cell} is taken as it is given`,
    })
  }
  return warnings
}

export const isMistaken = (device: Device | readonly string[]): device is readonly string[] =>
  Array.isArray(device)

function parseNew(fields: DeviceFields): Device | readonly string[] {
  const parsed = deviceSchema.safeParse({
    ...fields,
    period: fields.period ?? periodOf(fields.kind),
    active: fields.active ?? true,
  })
  return parsed.success ? parsed.data : parsed.error.issues.map(wordsOf)
}

function parseChange(fields: DeviceFields, before: Device): Device | readonly string[] {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  const parsed = partialSchema.safeParse(Object.fromEntries(given))
  const emptied = requiredFields
    .filter((name) => name in fields && fields[name] === undefined)
    .map((name) => `${name}: is empty; without the column it stays as it is`)
  const half = 'longitude' in fields !== 'latitude' in fields
  const mistakes = [
    ...(parsed.success ? [] : parsed.error.issues.map(wordsOf)),
    ...emptied,
    ...(half ? ['position: longitude and latitude go together'] : []),
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
  const { name, component, cell, zone, limits, hours, owner, gateway, catchment, power, ...rest } =
    before
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
  }
}

function kindMistakes(
  fields: DeviceFields,
  device: Device,
  before: Device | undefined,
  { changeKind }: Surroundings,
): readonly string[] {
  const mistakes: string[] = []
  const { id, kind, site, gateway } = device
  if (before !== undefined && before.kind !== kind && changeKind !== true) {
    mistakes.push(
      `kind: ${id} is registered as ${before.kind}, and its limits, alarms and history are of one; ` +
        `--change-kind (changeKind=true) makes it a ${kind}`,
    )
  }
  const { sites } = kindOf(kind)
  if (('kind' in fields || 'site' in fields) && !sites.includes(site)) {
    mistakes.push(`site: a ${kind} stands at ${sites.join(', ')}, not ${site}`)
  }
  if (gateway !== undefined && ('kind' in fields || 'gateway' in fields)) {
    if (gateway === id) mistakes.push('gateway: a device is not its own gateway')
    else if (kind === 'gateway') mistakes.push('gateway: a gateway stands behind no other gateway')
  }
  return mistakes
}

const located = (fields: DeviceFields, device: Device, { crs }: Surroundings): Device =>
  crs === 'gcj02' && fields.longitude !== undefined ? { ...device, ...fromGcj02(device) } : device

/** The cell that is given, else the one of the position; a device that did not move stays in its cell. */
function cellOf(
  fields: DeviceFields,
  { longitude, latitude, cell }: Device,
  before: Device | undefined,
  grid: Surroundings['grid'],
): Pick<Device, 'cell'> | { readonly mistake: string } {
  if (fields.cell !== undefined) {
    const given = grid.cell(cell ?? '')
    return given === undefined
      ? { mistake: `cell: the grid has no cell ${cell}` }
      : { cell: given.code }
  }
  const moved =
    before === undefined || before.longitude !== longitude || before.latitude !== latitude
  if (!moved && !('cell' in fields)) return {}
  const there = grid.cellAt(longitude, latitude)
  if (there !== undefined) return { cell: there.code }
  const degrees = `${longitude.toFixed(6)}, ${latitude.toFixed(6)}`
  return { mistake: `position: ${degrees} (WGS-84) lies in no grid cell` }
}

function periodOf(kind: unknown): number {
  return typeof kind === 'string' && isKind(kind) ? kindOf(kind).period : 60
}

function wordsOf(issue: z.core.$ZodIssue): string {
  const { path, message } = issue
  const inner = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined
  return `${path.map(String).join('.')}: ${inner ?? message}`
}
