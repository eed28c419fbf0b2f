import { readFile } from 'node:fs/promises'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { textOf } from '../../core/text-file.ts'
import { parseGrid, type Grid } from '../grid.ts'

/** Reads `grid.geojson` of a city folder; throws `city-invalid`. */
export async function loadGrid(path: string): Promise<Grid> {
  let text: string
  try {
    text = textOf(await readFile(path))
  } catch (error) {
    const message = `the grid cannot be read: ${messageOf(error)}`
    throw new UrbanBrainError('city-invalid', message, { cause: error })
  }
  return parseGrid(text)
}
