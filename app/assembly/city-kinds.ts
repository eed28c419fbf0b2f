import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { kindDocumentSchema, type KindDocument } from '../../core/kinds/document.ts'
import { learnKinds } from '../../core/vocabulary.ts'
import { readOrMistake } from '../../runtime/written-file.ts'
import {
  mistakeAt,
  mistakeText,
  readYaml,
  schemaMistakes,
  type Mistake,
  type YamlSource,
} from '../../runtime/yaml-source.ts'

const fileBytes = 65_536
const mostKinds = 100

/**
 * Learns the kinds that a city adds: `kinds/<id>.yaml` of its folder, where there is one. Every thread and command that
 * knows the city does so before it opens or reads anything else. Resolves with their ids; every mistake of all files at once
 * in `city-invalid`, and then none is learned.
 */
export async function learnCityKinds(city: string): Promise<readonly string[]> {
  const folder = join(city, 'kinds')
  if (!existsSync(folder)) return []
  const mistakes: Mistake[] = []
  // A name that begins with a dot belongs to an editor or to a mounted volume.
  const names = (await entriesOf(folder))
    .filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.'))
    .sort()
  if (names.length > mostKinds) throw mistaken(folder, [`has more than ${mostKinds} files`])
  const sources = new Map<KindDocument, YamlSource>()
  for (const name of names) {
    const text = await readOrMistake(join(folder, name), name, fileBytes, mistakes)
    if (text === undefined) continue
    const source = readYaml(name, text)
    mistakes.push(...source.mistakes)
    if (source.mistakes.length > 0) continue
    const parsed = kindDocumentSchema.safeParse(source.value)
    if (!parsed.success) mistakes.push(...schemaMistakes(source, parsed.error))
    else if (name !== `${parsed.data.id}.yaml`)
      mistakes.push(
        source.at(['id'], `a kind '${parsed.data.id}' stands in ${parsed.data.id}.yaml`),
      )
    else sources.set(parsed.data, source)
  }
  if (mistakes.length === 0)
    for (const { document, path, message } of learnKinds([...sources.keys()]))
      mistakes.push(sources.get(document)?.at(path, message) ?? mistakeAt(folder, 1, message))
  if (mistakes.length > 0) throw mistaken(folder, mistakes.map(mistakeText))
  return [...sources.keys()].map(({ id }) => id)
}

const entriesOf = (folder: string): Promise<readonly string[]> =>
  readdir(folder).catch((error: unknown) => {
    throw mistaken(folder, [messageOf(error)])
  })

const mistaken = (folder: string, details: readonly string[]): UrbanBrainError =>
  new UrbanBrainError('city-invalid', `the kinds in ${folder} have mistakes`, { details })
