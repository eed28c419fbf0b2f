/** Entities as SensorThings writes them. Of a device no more than its place and what it measures: no owner, no limits, no other names. */
import type { Bilingual } from '../../../../core/bilingual.ts'
import type { Device } from '../../../../core/device.ts'
import { kindOf } from '../../../../core/kinds.ts'
import { quantityOf } from '../../../../core/quantities.ts'
import { unitCodeOf } from '../../../../core/unit-codes.ts'
import { inForce } from '../../../../core/vocabulary.ts'
import { model } from './model.ts'
import { idOf, type Reference } from './references.ts'
import { writtenPart } from './resource-path.ts'

export interface Telling {
  /** Address of the service, without a slash at its end. */
  readonly root: string
  readonly language: keyof Bilingual
}

type Written = Record<string, unknown>

export const linkOf = (one: Reference, root: string): string =>
  `${root}/${writtenPart({ name: one.set, key: idOf(one) })}`

/** All of it, or what was selected. */
export function written(
  one: Reference,
  { root, language }: Telling,
  select?: readonly string[],
): Written {
  const link = linkOf(one, root)
  const isWanted = (name: string) => select === undefined || select.includes(name)
  const ways = Object.keys(model[one.set].ways).filter(isWanted)
  return {
    ...(isWanted('id') || isWanted('@iot.id') ? { '@iot.id': idOf(one) } : {}),
    ...(select === undefined ? { '@iot.selfLink': link } : {}),
    ...Object.fromEntries(
      Object.entries(propertiesOf(one, language)).filter(([name]) => isWanted(name)),
    ),
    ...Object.fromEntries(ways.map((way) => [`${way}@iot.navigationLink`, `${link}/${way}`])),
  }
}

function propertiesOf(one: Reference, language: keyof Bilingual): Written {
  if (one.set === 'Observations') return observation(one)
  if (one.set === 'Datastreams') return datastream(one, language)
  if (one.set === 'Sensors') return sensor(one, language)
  if (one.set === 'ObservedProperties') return observedProperty(one, language)
  const words = called(one.device, language)
  if (one.set === 'Things') return { ...words, properties: thingProperties(one.device) }
  const point = pointOf(one.device)
  return one.set === 'Locations'
    ? { ...words, ...geoJson, location: point }
    : { ...words, ...geoJson, feature: point }
}

function sensor({ kind }: Reference & { set: 'Sensors' }, language: keyof Bilingual): Written {
  const { quantities, ...words } = kindOf(kind)
  const measured = quantities.map((quantity) => quantityOf(quantity)[language]).join(', ')
  return {
    name: words[language],
    description: { zh: '本类设备', en: 'Devices of this kind' }[language],
    encodingType: 'text/plain',
    // Text: there are clients that take nothing else here.
    metadata: `${words[language]}: ${measured}`,
  }
}

function observedProperty(
  { quantity }: Reference & { set: 'ObservedProperties' },
  language: keyof Bilingual,
): Written {
  const { zh, en, unit } = quantityOf(quantity)
  const word = { zh, en }[language]
  return {
    name: word,
    definition: `urn:urban-brain:quantity:${quantity}`,
    description: word,
    properties: { quantity, zh, en, unit },
  }
}

const geoJson = { encodingType: 'application/geo+json' }

function called({ id, name = id, kind, site }: Device, language: keyof Bilingual): Written {
  const where = inForce.sites.get(site)?.[language] ?? site
  return { name, description: `${kindOf(kind)[language]}, ${where}` }
}

function thingProperties({ kind, site, component, cell, zone, period, active }: Device): Written {
  const all = { kind, site, component, cell, zone, period, active }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** Degrees of WGS-84, with six decimals, which is eleven centimetres. */
const pointOf = ({ longitude, latitude }: Device) => ({
  type: 'Point',
  coordinates: [longitude, latitude].map((degrees) => Math.round(degrees * 1e6) / 1e6),
})

const observationTypes = 'http://www.opengis.net/def/observationType/OGC-OM/2.0/'

function datastream(
  { device, quantity }: Reference & { set: 'Datastreams' },
  language: keyof Bilingual,
): Written {
  const { unit, ...words } = quantityOf(quantity)
  const name = `${device.name ?? device.id} ${words[language]}`
  const isSwitch = unit === 'bool'
  return {
    name,
    description: name,
    observationType: `${observationTypes}${isSwitch ? 'OM_TruthObservation' : 'OM_Measurement'}`,
    unitOfMeasurement: isSwitch
      ? { name: null, symbol: null, definition: null }
      : unitOfMeasurement(unit),
    properties: { quantity, unit },
  }
}

function unitOfMeasurement(unit: string): Written {
  const { en, ucum } = unitCodeOf(unit)
  const definition =
    ucum === undefined
      ? `urn:urban-brain:unit:${encodeURIComponent(unit)}`
      : `http://www.opengis.net/def/uom/UCUM/0/${encodeURIComponent(ucum)}`
  return { name: en, symbol: unit, definition }
}

function observation({ reading, quantity }: Reference & { set: 'Observations' }): Written {
  const { observedAt, receivedAt, values, quality, timing, beside } = reading
  const value = values[quantity]
  const at = new Date(observedAt).toISOString()
  return {
    phenomenonTime: at,
    // What a device measures it says at once.
    resultTime: at,
    result: quantityOf(quantity).unit === 'bool' ? value === 1 : value,
    resultQuality: quality?.[quantity] ?? 'N',
    parameters: {
      receivedAt: new Date(receivedAt).toISOString(),
      timing,
      ...(beside === undefined ? {} : { beside }),
    },
  }
}
