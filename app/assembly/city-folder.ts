import { join } from 'node:path'

import { citySchema, type City } from '../../core/city.ts'
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { readWrittenText } from '../../runtime/written-file.ts'
import { mistakeText, readYaml, schemaMistakes, type Mistake } from '../../runtime/yaml-source.ts'

const fileBytes = 1_048_576

/** `city.yaml` of a city folder; what is true for the whole city. */
export async function loadCity(folder: string): Promise<City> {
  const file = join(folder, 'city.yaml')
  let text: string
  try {
    text = await readWrittenText(file, fileBytes)
  } catch (error) {
    throw new UrbanBrainError('city-invalid', `${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    })
  }
  const source = readYaml('city.yaml', text)
  if (source.mistakes.length > 0) throw mistaken(file, source.mistakes)
  const result = citySchema.safeParse(source.value)
  if (result.success) return result.data
  throw mistaken(file, schemaMistakes(source, result.error))
}

const mistaken = (file: string, mistakes: readonly Mistake[]): UrbanBrainError =>
  new UrbanBrainError('city-invalid', `${file} has mistakes`, {
    details: mistakes.map(mistakeText),
  })
