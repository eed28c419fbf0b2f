import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parse } from 'yaml'
import { z } from 'zod'

import { UrbanBrainError } from '../core/errors.ts'
import type { CityNames, RuleName } from './parts/city.ts'

const bilingual = z.object({ zh: z.string(), en: z.string() })
const gridSchema = z.object({
  features: z.array(z.object({ properties: z.object({ code: z.string(), district: z.string() }) })),
})
const unitsSchema = z.array(z.object({ id: z.string(), name: bilingual }))
const ruleSchema = z.object({
  id: z.string(),
  title: bilingual,
  on: z.object({ kind: z.string().optional() }).optional(),
})

/**
 * The short lists of a city, which the points name by code: districts of its grid, units, titles of its rules. Throws
 * `config-invalid` with the file and what is wrong in it.
 */
export function cityNames(city: string, rules: string): CityNames {
  const { features } = read(join(city, 'grid.geojson'), gridSchema)
  return {
    // Names of the grid are written in one language.
    districts: new Map(
      features.map(({ properties: { code, district } }) => [
        code.slice(0, 6),
        { zh: district, en: district },
      ]),
    ),
    units: new Map(read(join(city, 'units.yaml'), unitsSchema).map(({ id, name }) => [id, name])),
    rules: new Map(
      readdirSync(rules)
        .filter((name) => /^[^.]+\.yaml$/.test(name) && name !== 'limits.yaml')
        .sort()
        .map((name): [string, RuleName] => {
          const { id, title, on } = read(join(rules, name), ruleSchema)
          return [id, { ...title, kind: on?.kind }]
        }),
    ),
  }
}

/** A city may keep its own rules beside its other files. */
export const rulesOf = (city: string, shipped: string): string =>
  existsSync(join(city, 'rules')) ? join(city, 'rules') : shipped

function read<T>(file: string, schema: z.ZodType<T>): T {
  const found = schema.safeParse(parse(readFileSync(file, 'utf8')))
  if (found.success) return found.data
  throw new UrbanBrainError('config-invalid', `the names in ${file} cannot be drawn`, {
    details: found.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
  })
}
