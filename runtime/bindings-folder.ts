/** The bindings of a folder, one YAML file each; all mistakes of all files at once. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { filled } from '../core/bilingual.ts'
import {
  bindingWords,
  mistakesBeside,
  mistakesOf,
  mistakesOfSecret,
} from '../core/bindings/check.ts'
import { bindingSchema, type BindingDocument } from '../core/bindings/document.ts'
import { messageOf, UrbanBrainError } from '../core/errors.ts'
import { unreadable } from './schema-words.ts'
import { readOrMistake } from './written-file.ts'
import { isYamlFile } from './yaml-folder.ts'
import {
  mistakeAt,
  mistakeText,
  readYaml,
  schemaMistakes,
  type Mistake,
  type YamlSource,
} from './yaml-source.ts'

const fileBytes = 262_144
const mostFiles = 200

export interface FoundBindings {
  /** By the names of the files. */
  readonly documents: readonly BindingDocument[]
  /** As they are written, by id. */
  readonly texts: ReadonlyMap<string, string>
  readonly mistakes: readonly Mistake[]
}

/** By its source, whatever its file is called. */
export function checkedBinding(
  source: YamlSource,
  others: readonly BindingDocument[],
  mistakes: Mistake[],
  secrets?: ReadonlySet<string>,
): BindingDocument | undefined {
  mistakes.push(...source.mistakes)
  if (source.mistakes.length > 0) return undefined
  const parsed = bindingSchema.safeParse(source.value)
  if (!parsed.success) {
    mistakes.push(...schemaMistakes(source, parsed.error))
    return undefined
  }
  const found = [
    ...mistakesOf(parsed.data),
    ...mistakesBeside(parsed.data, others),
    ...(secrets === undefined ? [] : mistakesOfSecret(parsed.data, secrets)),
  ]
  mistakes.push(...found.map(({ path, said }) => source.at(path, said)))
  return parsed.data
}

/** Of one file by its text; undefined with mistakes. Which secrets there are is looked at where they are given. */
export function readBinding(
  name: string,
  text: string,
  others: readonly BindingDocument[],
  mistakes: Mistake[],
  secrets?: ReadonlySet<string>,
): BindingDocument | undefined {
  const source = readYaml(name, text)
  const binding = checkedBinding(source, others, mistakes, secrets)
  if (binding === undefined) return undefined
  const { id } = binding
  const file = `${id}.yaml`
  if (name !== file) mistakes.push(source.at(['id'], filled(bindingWords.fileName, { id, file })))
  return binding
}

export async function readBindings(
  folder: string,
  secrets?: ReadonlySet<string>,
): Promise<FoundBindings> {
  const mistakes: Mistake[] = []
  const documents: BindingDocument[] = []
  const texts = new Map<string, string>()
  const refused = (said: string): FoundBindings => ({
    documents: [],
    texts,
    mistakes: [mistakeAt(folder, 1, unreadable(said))],
  })
  let names: readonly string[]
  try {
    names = (await readdir(folder)).filter(isYamlFile).sort()
  } catch (error) {
    return refused(messageOf(error))
  }
  if (names.length > mostFiles) return refused(`has more than ${mostFiles} files`)
  for (const name of names) {
    const text = await readOrMistake(join(folder, name), name, fileBytes, mistakes)
    if (text === undefined) continue
    const document = readBinding(name, text, documents, mistakes, secrets)
    if (document === undefined) continue
    documents.push(document)
    texts.set(document.id, text)
  }
  return { documents, texts, mistakes }
}

export const bindingsInvalid = (folder: string, mistakes: readonly Mistake[]): UrbanBrainError =>
  new UrbanBrainError('bindings-invalid', `the bindings in ${folder} have mistakes`, {
    details: mistakes.map(mistakeText),
  })
