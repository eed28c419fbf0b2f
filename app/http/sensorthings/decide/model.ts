/** The entity sets of SensorThings 1.1 Part 1, and how one leads to another. */

export const sets = [
  'Things',
  'Locations',
  'HistoricalLocations',
  'Datastreams',
  'Sensors',
  'ObservedProperties',
  'Observations',
  'FeaturesOfInterest',
] as const
export type SetName = (typeof sets)[number]

interface Way {
  readonly to: SetName
  /** It leads to one, and not to a collection. */
  readonly one?: true
}

interface Shape {
  /** Its properties, beside those that all entities have. */
  readonly properties: readonly string[]
  /** By the name that the standard gives to the way. */
  readonly ways: Readonly<Record<string, Way>>
}

const placed = ['name', 'description', 'encodingType']

export const model: Readonly<Record<SetName, Shape>> = {
  Things: {
    properties: ['name', 'description', 'properties'],
    ways: {
      Locations: { to: 'Locations' },
      HistoricalLocations: { to: 'HistoricalLocations' },
      Datastreams: { to: 'Datastreams' },
    },
  },
  Locations: {
    properties: [...placed, 'location'],
    ways: {
      Things: { to: 'Things' },
      HistoricalLocations: { to: 'HistoricalLocations' },
    },
  },
  HistoricalLocations: {
    properties: ['time'],
    ways: { Thing: { to: 'Things', one: true }, Locations: { to: 'Locations' } },
  },
  Datastreams: {
    properties: ['name', 'description', 'observationType', 'unitOfMeasurement', 'properties'],
    ways: {
      Thing: { to: 'Things', one: true },
      Sensor: { to: 'Sensors', one: true },
      ObservedProperty: { to: 'ObservedProperties', one: true },
      Observations: { to: 'Observations' },
    },
  },
  Sensors: {
    properties: [...placed, 'metadata'],
    ways: { Datastreams: { to: 'Datastreams' } },
  },
  ObservedProperties: {
    properties: ['name', 'definition', 'description', 'properties'],
    ways: { Datastreams: { to: 'Datastreams' } },
  },
  Observations: {
    properties: ['phenomenonTime', 'resultTime', 'result', 'resultQuality', 'parameters'],
    ways: {
      Datastream: { to: 'Datastreams', one: true },
      FeatureOfInterest: { to: 'FeaturesOfInterest', one: true },
    },
  },
  FeaturesOfInterest: {
    properties: [...placed, 'feature'],
    ways: { Observations: { to: 'Observations' } },
  },
}

export const isSet = (name: string): name is SetName => (sets as readonly string[]).includes(name)

export const wayOf = (set: SetName, name: string): Way | undefined =>
  Object.hasOwn(model[set].ways, name) ? model[set].ways[name] : undefined
