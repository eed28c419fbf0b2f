/** The map file of the city: read once, kept compressed, sent as whoever asks can take it. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { readWrittenText } from '../../runtime/written-file.ts'
import { readCityMap, type MapBounds } from './decide/city-map.ts'

/** Every browser reads all of it: main streets and rivers of a city of millions are some four mebibytes. */
export const longestMap = 16 * 2 ** 20

export interface ServedMap {
  readonly etag: string
  readonly attribution?: string
  /** The bytes in the first encoding that is accepted. */
  bytes(accepted: string | undefined): { readonly body: Buffer; readonly encoding?: 'br' | 'gzip' }
}

/** Of the setting, or of the city folder; undefined where the city gives none. */
export async function loadCityMap(
  given: string | undefined,
  folder: string,
  city: MapBounds,
): Promise<ServedMap | undefined> {
  const file = given ?? join(folder, 'map.geojson')
  if (given === undefined && !existsSync(file)) return undefined
  const { map, attribution } = readCityMap(await textOf(file), city)
  const plain = Buffer.from(JSON.stringify(map))
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22 }
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(plain, { params }),
    promisify(gzip)(plain),
  ])
  return {
    etag: `"${createHash('sha256').update(plain).digest('hex').slice(0, 16)}"`,
    ...(attribution === undefined ? {} : { attribution }),
    bytes: (accepted = '') => {
      if (/\bbr\b/.test(accepted)) return { body: br, encoding: 'br' }
      return /\bgzip\b/.test(accepted) ? { body: gz, encoding: 'gzip' } : { body: plain }
    },
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readWrittenText(file, longestMap)
  } catch (cause) {
    throw new UrbanBrainError(
      'city-invalid',
      `the map of the city: ${file} ${messageOf(cause)}; a map has at most ${longestMap} bytes: leave out small streets and buildings`,
      { cause },
    )
  }
}
