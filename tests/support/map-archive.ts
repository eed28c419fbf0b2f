/** Writes a small archive of vector tiles (PMTiles, version 3), as tippecanoe and Planetiler do. */
import { gzipSync } from 'node:zlib'

import { GeoJSONVT } from '@maplibre/geojson-vt'
import { fromGeojsonVt } from '@maplibre/vt-pbf'
import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader, PbfWriter } from 'pbf'
import { TileType, zxyToTileId } from 'pmtiles'

import type { MapBounds } from '../../app/http/decide/city-map.ts'
import { reached } from '../../app/http/decide/map-tiles.ts'

interface Archived {
  /** Features of GeoJSON by the layer that they stand in. */
  readonly layers: Readonly<Record<string, readonly object[]>>
  readonly bounds: MapBounds
  readonly zooms: readonly number[]
  readonly metadata?: object
  readonly tileType?: TileType
}

const gzipped = 2
const headLength = 127

export function mapArchive(archived: Archived): Buffer {
  const { bounds, zooms, metadata = {}, tileType = TileType.Mvt } = archived
  const tiles = tilesOf(archived)
  const directory = gzipSync(directoryOf(tiles))
  const words = gzipSync(JSON.stringify(metadata))
  const parts = [directory, words, Buffer.alloc(0), Buffer.concat(tiles.map(({ bytes }) => bytes))]
  const head = Buffer.alloc(headLength)
  head.write('PMTiles')
  head.writeUInt8(3, 7)
  let offset = headLength
  for (const [index, { length }] of parts.entries()) {
    head.writeBigUInt64LE(BigInt(offset), 8 + 16 * index)
    head.writeBigUInt64LE(BigInt(length), 16 + 16 * index)
    offset += length
  }
  for (const at of [72, 80, 88]) head.writeBigUInt64LE(BigInt(tiles.length), at)
  const small = [1, gzipped, gzipped, tileType, Math.min(...zooms), Math.max(...zooms)]
  for (const [index, value] of small.entries()) head.writeUInt8(value, 96 + index)
  const degrees = [bounds.west, bounds.south, bounds.east, bounds.north]
  for (const [index, value] of degrees.entries())
    head.writeInt32LE(Math.round(value * 1e7), 102 + 4 * index)
  return Buffer.concat([head, ...parts])
}

interface Tile {
  readonly id: number
  readonly bytes: Buffer
}

function tilesOf({ layers, bounds, zooms }: Archived): readonly Tile[] {
  const maxZoom = Math.max(...zooms)
  const indexes = Object.entries(layers).map(([name, features]) => {
    return { name, index: new GeoJSONVT({ type: 'FeatureCollection', features }, { maxZoom }) }
  })
  const places = zooms.flatMap((zoom) => [...reached(bounds, zoom)])
  return places
    .flatMap(({ zoom, column, row }) => {
      const found = indexes.flatMap(({ name, index }) => {
        const tile = index.getTile(zoom, column, row)
        return tile === null ? [] : [[name, tile] as const]
      })
      if (found.length === 0) return []
      const bytes = fromGeojsonVt(Object.fromEntries(found), { version: 2, extent: 4_096 })
      return { id: zxyToTileId(zoom, column, row), bytes: gzipSync(bytes) }
    })
    .sort((one, other) => one.id - other.id)
}

/** Columns of numbers: identifiers by their distance, how many tiles of one content, lengths, offsets (0: behind the one before). */
function directoryOf(tiles: readonly Tile[]): Uint8Array {
  const writer = new PbfWriter()
  writer.writeVarint(tiles.length)
  for (const [index, { id }] of tiles.entries())
    writer.writeVarint(id - (tiles[index - 1]?.id ?? 0))
  for (const _ of tiles) writer.writeVarint(1)
  for (const { bytes } of tiles) writer.writeVarint(bytes.length)
  for (const index of tiles.keys()) writer.writeVarint(index === 0 ? 1 : 0)
  return writer.finish()
}

/** What is drawn of a tile, as `kind name`. */
export function drawnIn(tile: Uint8Array): readonly string[] {
  const { city } = new VectorTile(new PbfReader(tile)).layers
  return Array.from({ length: city?.length ?? 0 }, (_, index) => {
    const { kind, name } = city?.feature(index).properties ?? {}
    return name === undefined ? String(kind) : `${kind} ${name}`
  })
}
