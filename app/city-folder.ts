import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { parse } from 'yaml'

import { citySchema, type City } from '../core/city.ts'
import { messageOf, UrbanBrainError } from '../core/errors.ts'

/** `city.yaml` of a city folder; what is true for the whole city. */
export async function loadCity(folder: string): Promise<City> {
  const file = join(folder, 'city.yaml')
  let document: unknown
  try {
    document = parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new UrbanBrainError('city-invalid', `${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    })
  }
  const result = citySchema.safeParse(document)
  if (result.success) return result.data
  throw new UrbanBrainError('city-invalid', `${file} has mistakes`, {
    details: result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
  })
}
