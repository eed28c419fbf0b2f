import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { readWrittenText } from '../../runtime/written-file.ts'
import { parseGrid, type Grid } from '../register/grid.ts'

/** A hundred thousand cells of a thousand bytes. */
const fileBytes = 128 * 2 ** 20

/** Reads `grid.geojson` of a city folder; throws `city-invalid`. */
export async function loadGrid(path: string): Promise<Grid> {
  let text: string
  try {
    text = await readWrittenText(path, fileBytes)
  } catch (error) {
    const message = `the grid cannot be read: ${messageOf(error)}`
    throw new UrbanBrainError('city-invalid', message, { cause: error })
  }
  return parseGrid(text)
}
