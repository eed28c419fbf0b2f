/** The map that a city gives: streets, rivers and green of a GeoJSON file, reduced to what is drawn. Pure. */
import { UrbanBrainError } from '../../../core/errors.ts'
import { withoutMark } from '../../../core/text-file.ts'
import { field, kindOf, mapKinds, nameOf, type MapKind } from './map-kinds.ts'

type Position = readonly [longitude: number, latitude: number]

interface MapFeature {
  readonly type: 'Feature'
  readonly properties: { readonly kind: MapKind; readonly name?: string }
  readonly geometry: { readonly type: string; readonly coordinates: unknown }
}

export interface CityMap {
  readonly type: 'FeatureCollection'
  readonly features: readonly MapFeature[]
}

export interface MapBounds {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

/** How many arrays stand around a position. */
const depths: Readonly<Record<string, number>> = {
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
}

/** Degrees that a map may reach beyond its city; what is further has its numbers swapped, or is of another city. */
const beyond = 1
const mostMistakes = 20
/** As people write that it is WGS-84, or CGCS2000, which is the same within centimetres. */
const wgs84 = /(?:CRS84|EPSG:+(?:4326|4490))$/i

/** Throws `city-invalid` with the mistakes of the file, each with the index of its feature. */
export function readCityMap(
  text: string,
  city: MapBounds,
): { readonly map: CityMap; readonly attribution?: string } {
  const json = parsed(text)
  const crs = field(field(json['crs'], 'properties'), 'name')
  const mistakes: string[] = []
  if (typeof crs === 'string' && !wgs84.test(crs))
    mistakes.push(`crs: it is ${crs}, and a map is WGS-84`)
  if (!Array.isArray(json['features'])) throw invalid(['it is no GeoJSON FeatureCollection'])
  const features: MapFeature[] = []
  for (const [index, feature] of (json['features'] as readonly unknown[]).entries()) {
    const geometry = field(feature, 'geometry')
    const type = String(field(geometry, 'type'))
    const properties = field(feature, 'properties')
    const kind = kindOf(properties, type.endsWith('Polygon'))
    const depth = depths[type]
    if (kind === undefined || depth === undefined) continue
    const found = placed(field(geometry, 'coordinates'), depth, city)
    if ('mistake' in found) mistakes.push(`feature ${index}: ${found.mistake}`)
    else
      features.push({
        type: 'Feature',
        properties: { kind, ...nameOf(properties) },
        geometry: { type, coordinates: found.coordinates },
      })
    if (mistakes.length >= mostMistakes) throw invalid(mistakes)
  }
  if (mistakes.length === 0 && features.length === 0)
    mistakes.push(`nothing in it is drawn: properties.kind is one of ${mapKinds.join(', ')}`)
  if (mistakes.length > 0) throw invalid(mistakes)
  const { attribution } = json
  return {
    map: { type: 'FeatureCollection', features },
    ...(typeof attribution === 'string' ? { attribution } : {}),
  }
}

const invalid = (details: readonly string[]) =>
  new UrbanBrainError('city-invalid', `the map of the city: ${details[0] ?? ''}`, { details })

function parsed(text: string): Readonly<Record<string, unknown>> {
  let json: unknown
  try {
    json = JSON.parse(withoutMark(text))
  } catch {
    throw invalid(['it is not JSON'])
  }
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {}
}

type Placed = { readonly coordinates: unknown } | { readonly mistake: string }

/** With six decimals, which is eleven centimetres, and without heights. */
function placed(coordinates: unknown, depth: number, city: MapBounds): Placed {
  if (!Array.isArray(coordinates)) return { mistake: 'its coordinates are no list' }
  if (depth === 0) return positionIn(coordinates as readonly unknown[], city)
  const all: unknown[] = []
  for (const part of coordinates as readonly unknown[]) {
    const found = placed(part, depth - 1, city)
    if ('mistake' in found) return found
    all.push(found.coordinates)
  }
  return { coordinates: all }
}

function positionIn([longitude, latitude]: readonly unknown[], city: MapBounds): Placed {
  if (typeof longitude !== 'number' || typeof latitude !== 'number')
    return { mistake: 'a position is two numbers, longitude and latitude' }
  const { west, south, east, north } = city
  const near =
    longitude > west - beyond &&
    longitude < east + beyond &&
    latitude > south - beyond &&
    latitude < north + beyond
  if (!near)
    return {
      mistake: `${longitude}, ${latitude} is far from the grid of the city; the longitude comes first, in degrees of WGS-84`,
    }
  const rounded: Position = [sixDecimals(longitude), sixDecimals(latitude)]
  return { coordinates: rounded }
}

const sixDecimals = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

/** What the coordinates of a GeoJSON collection lie within. */
export function boundsOf(collection: unknown): MapBounds {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  const walk = (value: unknown): void => {
    if (!Array.isArray(value)) return
    const [longitude, latitude] = value as readonly unknown[]
    if (typeof longitude === 'number' && typeof latitude === 'number') {
      west = Math.min(west, longitude)
      east = Math.max(east, longitude)
      south = Math.min(south, latitude)
      north = Math.max(north, latitude)
    } else for (const part of value as readonly unknown[]) walk(part)
  }
  const features = field(collection, 'features')
  if (Array.isArray(features))
    for (const feature of features as readonly unknown[])
      walk(field(field(feature, 'geometry'), 'coordinates'))
  return { west, south, east, north }
}
