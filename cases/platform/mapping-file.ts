import { join } from 'node:path'

import { UrbanBrainError } from '../../core/errors.ts'
import type { UnitId } from '../../core/identity.ts'
import { readOrMistake } from '../../runtime/written-file.ts'
import { mistakeText, readYaml, schemaMistakes, type Mistake } from '../../runtime/yaml-source.ts'
import { mappingSchema, type Mapping } from './decide/mapping.ts'

const name = 'platform.yaml'
const fileBytes = 1_048_576

/** `platform.yaml` of a city folder; rejects with every mistake at its line. */
export async function loadMapping(
  folder: string,
  units: ReadonlyMap<UnitId, unknown>,
): Promise<Mapping> {
  const mistakes: Mistake[] = []
  const text = await readOrMistake(join(folder, name), name, fileBytes, mistakes)
  if (text !== undefined) {
    const found = parseMapping(text, units)
    if ('mapping' in found) return found.mapping
    mistakes.push(...found.mistakes)
  }
  throw new UrbanBrainError(
    'city-invalid',
    `what the platform of the city calls our cases has ${mistakes.length} mistakes`,
    { details: mistakes.map(mistakeText) },
  )
}

export function parseMapping(
  text: string,
  units: ReadonlyMap<UnitId, unknown>,
): { readonly mapping: Mapping } | { readonly mistakes: readonly Mistake[] } {
  const source = readYaml(name, text)
  if (source.mistakes.length > 0) return { mistakes: source.mistakes }
  const parsed = mappingSchema.safeParse(source.value ?? {})
  if (!parsed.success) return { mistakes: schemaMistakes(source, parsed.error) }
  const strangers = Object.keys(parsed.data.units).filter((unit) => !units.has(unit as UnitId))
  if (strangers.length === 0) return { mapping: parsed.data }
  return {
    mistakes: strangers.map((unit) =>
      source.at(['units', unit], `there is no unit ${unit} in units.yaml`),
    ),
  }
}
