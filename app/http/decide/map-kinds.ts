/** What is drawn of a map of a city, and from which zoom on; how files say what a thing is. Pure. */

export const mapKinds = [
  'water',
  'green',
  'building',
  'river',
  'railway',
  'street',
  'road',
] as const
export type MapKind = (typeof mapKinds)[number]

/** The zoom of the first tile that holds it: of what is smaller a whole city would be one grey. */
const firstZoom: Readonly<Partial<Record<MapKind, number>>> = { street: 12, building: 14 }

export const isDrawnAt = (kind: MapKind, zoom: number): boolean => zoom >= (firstZoom[kind] ?? 0)

/** As people read it; what is longer is no name. */
export const nameOf = (properties: unknown): { readonly name?: string } => {
  const name = field(properties, 'name')
  return typeof name === 'string' && name !== '' ? { name: name.slice(0, 80) } : {}
}

export const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

const isKind = (word: unknown): word is MapKind => mapKinds.some((kind) => kind === word)
const isOneOf = (word: unknown, words: readonly string[]): boolean =>
  typeof word === 'string' && words.includes(word)

const mainRoad = /^(?:motorway|trunk|primary|secondary)(?:_link)?$/
const greens = ['park', 'garden', 'grass', 'forest', 'wood', 'meadow', 'recreation_ground']

/** Of a file that says it by `kind`, or with the tags of OpenStreetMap. What has no kind is not drawn. */
export function kindOf(properties: unknown, area: boolean): MapKind | undefined {
  const tag = (name: string) => field(properties, name)
  const kind = tag('kind')
  if (kind !== undefined) return isKind(kind) ? kind : undefined
  const highway = tag('highway')
  if (typeof highway === 'string') return mainRoad.test(highway) ? 'road' : 'street'
  if (typeof tag('railway') === 'string') return 'railway'
  if (tag('natural') === 'water' || isOneOf(tag('landuse'), ['reservoir', 'basin'])) return 'water'
  if (typeof tag('waterway') === 'string') return area ? 'water' : 'river'
  if (['leisure', 'landuse', 'natural'].some((name) => isOneOf(tag(name), greens))) return 'green'
  return typeof tag('building') === 'string' ? 'building' : undefined
}

type Read = (properties: unknown, area: boolean) => MapKind | undefined

const green: Read = (properties, area) =>
  area && isOneOf(field(properties, 'kind') ?? field(properties, 'class'), ['green', ...greens])
    ? 'green'
    : undefined
const water: Read = (_, area) => (area ? 'water' : 'river')
const building: Read = (_, area) => (area ? 'building' : undefined)
/** Alleys and footpaths are left out. */
const traffic: Read = (properties) => {
  const word = field(properties, 'class')
  if (typeof word === 'string' && mainRoad.test(word)) return 'road'
  if (isOneOf(word, ['tertiary', 'minor'])) return 'street'
  return word === 'rail' ? 'railway' : undefined
}

/** Layers of the tiles that people have, of Protomaps and of OpenMapTiles; with the words of our own files too. */
const layers: Readonly<Record<string, Read>> = {
  roads: (properties) => {
    const kind = field(properties, 'kind')
    if (isOneOf(kind, ['highway', 'major_road', 'medium_road', 'road'])) return 'road'
    if (isOneOf(kind, ['minor_road', 'street'])) return 'street'
    return isOneOf(kind, ['rail', 'railway']) ? 'railway' : undefined
  },
  water,
  buildings: building,
  landuse: green,
  transportation: traffic,
  transportation_name: traffic,
  waterway: water,
  park: (_, area) => (area ? 'green' : undefined),
  landcover: green,
  building,
}

/** Of a thing in a layer of vector tiles: by the layer where it is one of these, else as in a file. */
export const kindInLayer = (
  layer: string,
  properties: unknown,
  area: boolean,
): MapKind | undefined =>
  (Object.hasOwn(layers, layer) ? (layers[layer] ?? kindOf) : kindOf)(properties, area)
