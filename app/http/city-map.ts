/** The map that a city gives, GeoJSON or PMTiles: opened at the start, and given out by tiles (decision 0082). */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { extname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

import { LRUCache } from 'lru-cache'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { readWrittenText } from '../../runtime/written-file.ts'
import { readCityMap, type CityMap, type MapBounds } from './decide/city-map.ts'
import { cutZooms, tileKey, tilesOf, type TilePlace } from './decide/map-tiles.ts'
import { openMapArchive, type MapArchive } from './map-archive.ts'

/** Of a GeoJSON, which is in memory whole while it is cut. */
export const longestMap = 64 * 2 ** 20
/** Of tiles of an archive that were asked for lately, compressed. */
const keptTileBytes = 32 * 2 ** 20

export interface ServedMap {
  /** Changes with the file. */
  readonly version: string
  readonly zooms: { readonly least: number; readonly most: number }
  readonly attribution?: string
  /** Compressed by gzip; undefined where nothing is drawn. */
  tile(place: TilePlace): Promise<Buffer | undefined>
  close(): Promise<void>
}

const names = ['map.pmtiles', 'map.geojson']

/** Of the setting, or of the city folder; undefined where the city gives none. */
export async function openCityMap(
  given: string | undefined,
  folder: string,
  city: MapBounds,
): Promise<ServedMap | undefined> {
  const file = given ?? names.map((name) => join(folder, name)).find((path) => existsSync(path))
  if (file === undefined) return undefined
  const archive = extname(file).toLowerCase() === '.pmtiles'
  return archive ? served(await opened(file, city)) : cut(await textOf(file), city)
}

async function opened(file: string, city: MapBounds): Promise<MapArchive> {
  try {
    return await openMapArchive(file, city)
  } catch (cause) {
    throw new UrbanBrainError('city-invalid', `the map of the city: ${file} ${messageOf(cause)}`, {
      cause,
    })
  }
}

function served(archive: MapArchive): ServedMap {
  const kept = new LRUCache<string, Buffer>({
    maxSize: keptTileBytes,
    sizeCalculation: ({ length }) => length,
  })
  const tile = async (place: TilePlace) => {
    const key = tileKey(place)
    const known = kept.get(key)
    if (known !== undefined) return known
    const bytes = await archive.tile(place)
    if (bytes === undefined) return undefined
    const compressed = await promisify(gzip)(bytes)
    kept.set(key, compressed)
    return compressed
  }
  return { ...archive, tile }
}

/** Mistakes are told at once; it is cut after that, and who asks meanwhile waits. */
function cut(text: string, city: MapBounds): ServedMap {
  const { map, attribution } = readCityMap(text, city)
  let closed = false
  const tiles = allTiles(map, () => closed)
  return {
    version: createHash('sha256').update(text).digest('hex').slice(0, 16),
    zooms: cutZooms,
    ...(attribution === undefined ? {} : { attribution }),
    tile: async (place) => (await tiles).get(tileKey(place)),
    close: async () => {
      closed = true
      await tiles
    },
  }
}

async function allTiles(map: CityMap, closed: () => boolean): Promise<ReadonlyMap<string, Buffer>> {
  const tiles = new Map<string, Buffer>()
  for (const [key, bytes] of tilesOf(map)) {
    tiles.set(key, await promisify(gzip)(bytes))
    // Requests of others before the next one.
    await setImmediate()
    if (closed()) break
  }
  return tiles
}

async function textOf(file: string): Promise<string> {
  try {
    return await readWrittenText(file, longestMap)
  } catch (cause) {
    throw new UrbanBrainError(
      'city-invalid',
      `the map of the city: ${file} ${messageOf(cause)}; a GeoJSON has at most ${longestMap} bytes: leave out buildings, or make a PMTiles archive of it`,
      { cause },
    )
  }
}
