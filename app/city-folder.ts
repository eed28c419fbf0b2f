import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { LineCounter, parseDocument } from 'yaml'

import { citySchema, type City } from '../core/city.ts'
import { messageOf, UrbanBrainError } from '../core/errors.ts'
import { textOf } from '../core/text-file.ts'

/** `city.yaml` of a city folder; what is true for the whole city. */
export async function loadCity(folder: string): Promise<City> {
  const file = join(folder, 'city.yaml')
  let text: string
  try {
    text = textOf(await readFile(file))
  } catch (error) {
    throw new UrbanBrainError('city-invalid', `${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    })
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const mistakes = document.errors.map(
    ({ pos, message }) => `city.yaml:${lines.linePos(pos[0]).line}: ${message.split('\n')[0]}`,
  )
  if (mistakes.length > 0) throw mistaken(file, mistakes)
  const result = citySchema.safeParse(document.toJS())
  if (result.success) return result.data
  const lineOf = (path: readonly PropertyKey[]): number => {
    // Of the nearest thing that is there, for a key that is missing.
    for (let length = path.length; length > 0; length -= 1) {
      const node: unknown = document.getIn(path.slice(0, length), true)
      const range = typeof node === 'object' && node !== null && 'range' in node && node.range
      if (Array.isArray(range)) return lines.linePos(Number(range[0])).line
    }
    return 1
  }
  throw mistaken(
    file,
    result.error.issues.map(
      ({ path, message }) => `city.yaml:${lineOf(path)}: ${path.join('.')}: ${message}`,
    ),
  )
}

const mistaken = (file: string, details: readonly string[]): UrbanBrainError =>
  new UrbanBrainError('city-invalid', `${file} has mistakes`, { details })
