/** The map of a city cut into vector tiles, as the library of the map cuts what it is given whole. Pure. */
import { GeoJSONVT, type GeoJSONVTFeature } from '@maplibre/geojson-vt'
import { fromGeojsonVt, fromVectorTileJs, type VectorTileFeatureLike } from '@maplibre/vt-pbf'
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'

import { boundsOf, type CityMap, type MapBounds } from './city-map.ts'
import { isDrawnAt, kindInLayer, nameOf, type MapKind } from './map-kinds.ts'

/** The only layer of a tile. */
const layer = 'city'
/** Units of a side; at the last zoom one is 60 centimetres. */
const extent = 4_096
/** Of a map that is cut here: from the sight of a whole region to where a lane is a lane. What lies closer is drawn from the last. */
export const cutZooms = { least: 7, most: 14 } as const
/** From where streets are drawn the map is cut in blocks, some eight kilometres wide: only one of them is in memory twice. */
const blockZoom = 12

export interface TilePlace {
  readonly zoom: number
  readonly column: number
  readonly row: number
}

export const tileKey = ({ zoom, column, row }: TilePlace): string => `${zoom}/${column}/${row}`

/** Every tile of it that is not empty, one after another: whoever takes them may let others work between two. */
export function* tilesOf(map: CityMap): Generator<CutTile> {
  const far = map.features.filter(({ properties: { kind } }) => isDrawnAt(kind, blockZoom - 1))
  yield* cut(far, farPlaces(boundsOf(map)))
  const blocks = new Map<string, { readonly place: TilePlace; readonly features: Feature[] }>()
  for (const feature of map.features)
    for (const place of reached(boundsOf({ features: [feature] }), blockZoom)) {
      const block = blocks.get(tileKey(place)) ?? { place, features: [] }
      block.features.push(feature)
      blocks.set(tileKey(place), block)
    }
  for (const { place, features } of blocks.values()) yield* cut(features, below(place))
}

type Feature = CityMap['features'][number]
type CutTile = readonly [key: string, bytes: Uint8Array]

function* cut(features: readonly Feature[], places: Iterable<TilePlace>): Generator<CutTile> {
  const index = new GeoJSONVT(
    { type: 'FeatureCollection', features },
    {
      maxZoom: cutZooms.most,
      indexMaxZoom: 0,
      extent,
    },
  )
  for (const place of places) {
    const tile = index.getTile(place.zoom, place.column, place.row)
    if (tile === null) continue
    const drawn = tile.features.filter((one: GeoJSONVTFeature) =>
      isDrawnAt(one.tags?.['kind'] as MapKind, place.zoom),
    )
    if (drawn.length === 0) continue
    const written = { [layer]: { ...tile, features: drawn } }
    yield [tileKey(place), fromGeojsonVt(written, { version: 2, extent })]
  }
}

function* farPlaces(bounds: MapBounds): Generator<TilePlace> {
  for (let zoom = cutZooms.least; zoom < blockZoom; zoom++) yield* reached(bounds, zoom)
}

/** Tiles that draw a part of what lies in the bounds: a line along an edge is drawn on both sides of it. */
export function* reached(
  { west, south, east, north }: MapBounds,
  zoom: number,
): Generator<TilePlace> {
  const edge = 64 / extent
  for (let column = Math.floor(columnOf(west, zoom) - edge); ; column++) {
    if (column > columnOf(east, zoom) + edge) return
    for (let row = Math.floor(rowOf(north, zoom) - edge); row <= rowOf(south, zoom) + edge; row++)
      yield { zoom, column, row }
  }
}

const columnOf = (longitude: number, zoom: number): number => ((longitude + 180) / 360) * 2 ** zoom

/** Of the projection that all tiles have. */
const rowOf = (latitude: number, zoom: number): number =>
  (0.5 - Math.atanh(Math.sin((latitude * Math.PI) / 180)) / (2 * Math.PI)) * 2 ** zoom

/** A tile and all that it is divided into. */
function* below({ zoom: first, column, row }: TilePlace): Generator<TilePlace> {
  for (let zoom = first; zoom <= cutZooms.most; zoom++) {
    const side = 2 ** (zoom - first)
    for (let east = 0; east < side; east++)
      for (let south = 0; south < side; south++)
        yield { zoom, column: column * side + east, row: row * side + south }
  }
}

/** What is drawn of a tile that somebody else made, as ours are; undefined: nothing. Throws where its bytes are no tile. */
export function drawnOf(bytes: Uint8Array, zoom: number): Uint8Array | undefined {
  const { layers } = new VectorTile(new PbfReader(bytes))
  const features = Object.entries(layers).flatMap(([name, content]) =>
    Array.from({ length: content.length }, (_, index) => content.feature(index)).flatMap((one) =>
      drawn(name, one, zoom),
    ),
  )
  if (features.length === 0) return undefined
  const { length } = features
  const feature = (index: number) => features[index] ?? nothing
  return fromVectorTileJs({
    layers: { [layer]: { name: layer, version: 2, extent, length, feature } },
  })
}

const nothing: VectorTileFeatureLike = {
  ...{ type: 0, id: undefined, extent, properties: {}, loadGeometry: () => [] },
}

function drawn(
  name: string,
  one: VectorTileFeature,
  zoom: number,
): readonly VectorTileFeatureLike[] {
  const area = one.type === 3
  const kind = area || one.type === 2 ? kindInLayer(name, one.properties, area) : undefined
  if (kind === undefined || !isDrawnAt(kind, zoom)) return []
  const scale = extent / one.extent
  const loadGeometry = () =>
    one.loadGeometry().map((ring) => ring.map((point) => point.mult(scale).round()))
  return [
    {
      ...{ type: one.type, id: undefined, extent, loadGeometry },
      properties: { kind, ...nameOf(one.properties) },
    },
  ]
}
