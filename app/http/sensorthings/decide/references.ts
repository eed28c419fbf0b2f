/** What stands in an entity set: made of devices, their kinds and quantities, and readings. */
import type { Device } from '../../../../core/device.ts'
import { kindOf, type Kind } from '../../../../core/kinds.ts'
import type { Quantity } from '../../../../core/quantities.ts'
import type { StoredReading } from '../../../../core/series.ts'
import type { SetName } from './model.ts'
import { observationId } from './observation-id.ts'

export type Reference =
  | { readonly set: 'Things' | 'Locations' | 'FeaturesOfInterest'; readonly device: Device }
  | { readonly set: 'Datastreams'; readonly device: Device; readonly quantity: Quantity }
  | { readonly set: 'Sensors'; readonly kind: Kind }
  | { readonly set: 'ObservedProperties'; readonly quantity: Quantity }
  | {
      readonly set: 'Observations'
      readonly device: Device
      readonly quantity: Quantity
      readonly reading: StoredReading
    }

export function idOf(one: Reference): string {
  if (one.set === 'Observations') return observationId(one.reading, one.quantity)
  if (one.set === 'Datastreams') return `${one.device.id}:${one.quantity}`
  if (one.set === 'Sensors') return one.kind
  return one.set === 'ObservedProperties' ? one.quantity : one.device.id
}

/** Devices in the order of their ids, and of these perhaps one quantity alone. */
export interface Part {
  readonly devices: readonly Device[]
  readonly quantity?: Quantity
}

/** What an entity leads to lies in this part of what somebody sees. */
export function partOf(one: Reference, devices: readonly Device[]): Part {
  if (one.set === 'Sensors') return { devices: devices.filter(({ kind }) => kind === one.kind) }
  if (one.set === 'ObservedProperties') return { devices, quantity: one.quantity }
  return 'quantity' in one
    ? { devices: [one.device], quantity: one.quantity }
    : { devices: [one.device] }
}

/** All of a set in the order of ids, but for observations, which the time series has. */
export function* referencesOf(set: SetName, part: Part): Generator<Reference> {
  switch (set) {
    case 'Things':
    case 'Locations':
    case 'FeaturesOfInterest':
      for (const device of part.devices) yield { set, device }
      return
    case 'Datastreams':
      for (const device of part.devices)
        for (const quantity of quantitiesOf(device.kind, part)) yield { set, device, quantity }
      return
    case 'Sensors':
      for (const kind of kindsOf(part)) yield { set, kind }
      return
    case 'ObservedProperties': {
      const known = new Set(kindsOf(part).flatMap((kind) => quantitiesOf(kind, part)))
      for (const quantity of [...known].toSorted()) yield { set, quantity }
      return
    }
    // The register keeps where a device is, and not where it was.
    case 'HistoricalLocations':
    case 'Observations':
  }
}

const kindsOf = ({ devices }: Part): readonly Kind[] =>
  [...new Set(devices.map(({ kind }) => kind))].toSorted()

const quantitiesOf = (kind: Kind, { quantity: only }: Part): readonly Quantity[] =>
  kindOf(kind)
    .quantities.filter((quantity) => only === undefined || quantity === only)
    .toSorted()

/** Where the entity of this id can be, so that nobody looks for one datastream among all of a city. */
export function around(set: SetName, id: string, part: Part): Part {
  const name = deviceOf(set, id)
  return name === undefined
    ? part
    : { ...part, devices: part.devices.filter((device) => device.id === name) }
}

/** What comes after the entity of this id, or after where it would stand. */
export function* after(set: SetName, id: string, part: Part): Generator<Reference> {
  const name = deviceOf(set, id)
  const rest =
    name === undefined
      ? part
      : { ...part, devices: part.devices.filter((device) => device.id >= name) }
  for (const one of referencesOf(set, rest)) if (isAfter(one, id)) yield one
}

function isAfter(one: Reference, id: string): boolean {
  if (one.set !== 'Datastreams') return idOf(one) > id
  const device = deviceOf(one.set, id) ?? ''
  return one.device.id === device
    ? one.quantity > id.slice(device.length + 1)
    : one.device.id > device
}

function deviceOf(set: SetName, id: string): string | undefined {
  if (set === 'Datastreams') return id.slice(0, Math.max(0, id.lastIndexOf(':')))
  return set === 'Things' || set === 'Locations' || set === 'FeaturesOfInterest' ? id : undefined
}
