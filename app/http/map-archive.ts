/** An archive of vector tiles (PMTiles) on the disk, for a city with more streets than a file of GeoJSON should hold. */
import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip } from 'node:zlib'

import { Compression, PMTiles, ResolvedValueCache, TileType, type Header } from 'pmtiles'

import type { MapBounds } from './decide/city-map.ts'
import { field } from './decide/map-kinds.ts'
import { drawnOf, type TilePlace } from './decide/map-tiles.ts'

/** Its head with the first directory: as many bytes as the format gives them. */
const headBytes = 16_384
/** Directories that are kept; each leads to some thousands of tiles. */
const keptDirectories = 32
/** Of one tile or directory, plain. */
const longestPart = 16 * 2 ** 20

export interface MapArchive {
  readonly version: string
  readonly zooms: { readonly least: number; readonly most: number }
  readonly attribution?: string
  /** As the program draws it; undefined where nothing is drawn. */
  tile(place: TilePlace): Promise<Uint8Array | undefined>
  close(): Promise<void>
}

/** Rejects with what the file is instead. */
export async function openMapArchive(path: string, city: MapBounds): Promise<MapArchive> {
  const file = await open(path)
  try {
    return await archiveIn(path, file, city)
  } catch (error) {
    await file.close()
    throw error
  }
}

async function archiveIn(path: string, file: FileHandle, city: MapBounds): Promise<MapArchive> {
  const read = async (offset: number, length: number): Promise<ArrayBuffer> => {
    const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, offset)
    return buffer.buffer.slice(0, bytesRead)
  }
  const head = new Uint8Array(await read(0, headBytes))
  if (new TextDecoder().decode(head.subarray(0, 7)) !== 'PMTiles' || head[7] !== 3)
    throw new TypeError('is no PMTiles archive of version 3')
  const archive = new PMTiles(
    {
      getKey: () => path,
      getBytes: async (offset, length) => ({ data: await read(offset, length) }),
    },
    new ResolvedValueCache(keptDirectories, true, plain),
    plain,
  )
  const header = await archive.getHeader()
  refuse(header, city)
  return {
    version: createHash('sha256').update(head).digest('hex').slice(0, 16),
    zooms: { least: header.minZoom, most: header.maxZoom },
    ...attributionIn(await archive.getMetadata()),
    tile: async ({ zoom, column, row }) => {
      const found = await archive.getZxy(zoom, column, row)
      return found && drawnOf(new Uint8Array(found.data), zoom)
    },
    close: () => file.close(),
  }
}

function refuse(header: Header, city: MapBounds): void {
  const { tileType, minLon: west, minLat: south, maxLon: east, maxLat: north } = header
  if (tileType !== TileType.Mvt)
    throw new TypeError('holds no vector tiles (MVT); tiles of pictures are for console.tiles')
  if (west > city.east || east < city.west || south > city.north || north < city.south)
    throw new TypeError(
      `reaches from ${west}, ${south} to ${east}, ${north}, and the grid of the city lies elsewhere`,
    )
}

/** Most write links of HTML; the pages show it as text. */
function attributionIn(metadata: unknown): { readonly attribution?: string } {
  const given = field(metadata, 'attribution')
  if (typeof given !== 'string') return {}
  const text = given
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&copy;', '©')
    .replaceAll('&amp;', '&')
    .trim()
  return text === '' ? {} : { attribution: text.slice(0, 200) }
}

async function plain(bytes: ArrayBuffer, compression: Compression): Promise<ArrayBuffer> {
  const options = { maxOutputLength: longestPart }
  switch (compression) {
    case Compression.Unknown:
    case Compression.None:
      return bytes
    case Compression.Gzip:
      return new Uint8Array(await promisify(gunzip)(bytes, options)).buffer
    case Compression.Brotli:
      return new Uint8Array(await promisify(brotliDecompress)(bytes, options)).buffer
    case Compression.Zstd:
    default:
      throw new TypeError('is compressed neither by gzip nor by brotli')
  }
}
