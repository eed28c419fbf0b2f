/** Devices as entities of NGSI-LD. Of a device no more than its place and what it measures: no owner, no limits, no other names. */
import type { Device } from '../../../../core/device.ts'
import { kindOf } from '../../../../core/kinds.ts'
import { quantityNames, quantityOf, type Quantity } from '../../../../core/quantities.ts'
import type { StoredReading } from '../../../../core/series.ts'
import { unitCodeOf } from '../../../../core/unit-codes.ts'

export const entityType = 'Device'
const terms = 'urn:urban-brain:'
export const expandedType = `${terms}${entityType}`
const prefix = 'urn:ngsi-ld:Device:'

export const entityId = ({ id }: Pick<Device, 'id'>): string => `${prefix}${id}`

/** Of the device that an entity is; undefined when it is none. */
export const deviceIdOf = (id: string): string | undefined =>
  id.startsWith(prefix) ? id.slice(prefix.length) : undefined

export interface Entity extends Record<string, unknown> {
  readonly id: string
  readonly type: string
}

interface Attribute {
  readonly type: 'Property' | 'GeoProperty'
  readonly value: unknown
}

/** What the register says, under names that no quantity of the program has. */
function registered(device: Device): Readonly<Record<string, Attribute | undefined>> {
  const { name, kind, site, cell, active, longitude, latitude } = device
  const property = (value: unknown): Attribute | undefined =>
    value === undefined ? undefined : { type: 'Property', value }
  const coordinates = [longitude, latitude].map((degrees) => Math.round(degrees * 1e6) / 1e6)
  return {
    name: property(name),
    kind: property(kind),
    site: property(site),
    cell: property(cell),
    active: property(active),
    location: { type: 'GeoProperty', value: { type: 'Point', coordinates } },
  }
}
const registeredNames = ['name', 'kind', 'site', 'cell', 'active', 'location']

/** A quantity of a reading, if it has it. */
function measured(quantity: Quantity, { values, quality, observedAt }: StoredReading) {
  const value = values[quantity]
  if (value === undefined) return undefined
  const { unit } = quantityOf(quantity)
  const { cefact } = unitCodeOf(unit)
  return {
    type: 'Property' as const,
    value: unit === 'bool' ? value === 1 : value,
    observedAt: new Date(observedAt).toISOString(),
    ...(cefact === undefined ? {} : { unitCode: cefact }),
    quality: { type: 'Property', value: quality?.[quantity] ?? 'N' },
  }
}

export const quantitiesWanted = (
  { kind }: Device,
  attrs: readonly string[] | undefined,
): readonly Quantity[] =>
  kindOf(kind).quantities.filter((each) => attrs === undefined || isNamed(each, attrs))

const isNamed = (name: string, attrs: readonly string[]): boolean =>
  attrs.includes(name) || attrs.includes(termOf(name))

/** A device with its newest reading; undefined when it has none of the attributes that are wanted. */
export function entityOf(
  device: Device,
  newest: StoredReading | undefined,
  { attrs, simplified }: { readonly attrs?: readonly string[]; readonly simplified: boolean },
): Entity | undefined {
  const quantities = newest === undefined ? [] : quantitiesWanted(device, attrs)
  const all: [string, Attribute | undefined][] = [
    ...quantities.map((name): [string, Attribute | undefined] => [
      name,
      newest && measured(name, newest),
    ]),
    ...Object.entries(registered(device)).filter(
      ([name]) => attrs === undefined || isNamed(name, attrs),
    ),
  ]
  const present = all.flatMap(([name, each]) => (each === undefined ? [] : [[name, each] as const]))
  if (attrs !== undefined && present.length === 0) return undefined
  return {
    id: entityId(device),
    type: entityType,
    ...Object.fromEntries(present.map(([name, each]) => [name, simplified ? each.value : each])),
  }
}

/** A device with what each quantity was, newest first. */
export function historyOf(
  device: Device,
  found: readonly (readonly [Quantity, readonly StoredReading[]])[],
  simplified: boolean,
): Entity {
  const attributes = found.flatMap(([quantity, readings]) => {
    const instances = readings.flatMap((reading) => measured(quantity, reading) ?? [])
    if (instances.length === 0) return []
    const values = instances.map(({ value, observedAt }) => [value, observedAt])
    return [[quantity, simplified ? { type: 'Property', values } : instances] as const]
  })
  return { id: entityId(device), type: entityType, ...Object.fromEntries(attributes) }
}

const termOf = (name: string): string =>
  `${terms}${registeredNames.includes(name) ? '' : 'quantity:'}${name}`

const coreContext = 'https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.7.jsonld'

/** Our words, and behind them those of the standard, which nothing may redefine. */
export const context = (): readonly [Readonly<Record<string, string>>, string] => [
  Object.fromEntries(
    [...registeredNames.filter((name) => name !== 'location'), 'quality', ...quantityNames()]
      .map((name) => [name, name === 'quality' ? `${terms}quality` : termOf(name)])
      .concat([[entityType, expandedType]]),
  ),
  coreContext,
]
