import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parse } from 'yaml'

import { UrbanBrainError } from '../core/errors.ts'
import { isKind, type Kind } from '../core/kinds.ts'
import { kindDocumentSchema } from '../core/kinds/document.ts'
import { learnKinds } from '../core/vocabulary.ts'

/**
 * The kinds that a city adds (`kinds/*.yaml` of its folder), known from now on. Throws `config-invalid` with what is wrong;
 * `doctor` says it with file and line.
 */
export function cityKinds(city: string): readonly Kind[] {
  const folder = join(city, 'kinds')
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => /^[^.].*\.ya?ml$/.test(name))
    : []
  const details: string[] = []
  const documents = names.sort().flatMap((name) => {
    const parsed = kindDocumentSchema.safeParse(parse(readFileSync(join(folder, name), 'utf8')))
    if (parsed.success) return [parsed.data]
    details.push(
      ...parsed.error.issues.map(({ path, message }) => `${name}: ${path.join('.')}: ${message}`),
    )
    return []
  })
  if (details.length === 0)
    for (const { document, path, message } of learnKinds(documents))
      details.push(`${document.id}.yaml: ${path.map(String).join('.')}: ${message}`)
  if (details.length > 0)
    throw new UrbanBrainError('config-invalid', `the kinds in ${folder} cannot be drawn`, {
      details,
    })
  return documents.map(({ id }) => id).filter(isKind)
}
