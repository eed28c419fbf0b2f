/** The documents of a draft: those of the version it is made from, with what somebody edits. */
import { isScalar, parseDocument } from 'yaml'

import { UrbanBrainError } from '../../core/errors.ts'
import { withOverrideEdits, type OverrideEdit } from './override-edits.ts'
import { limitsFile } from './read-limits.ts'
import { mostCharacters, mostFiles } from './rule-files.ts'

export interface DraftEdits {
  /** By name; null takes the document away. */
  readonly documents: Readonly<Record<string, string | null>>
  /** Numbers of `limits.yaml` by their path, `road.file_cm`. */
  readonly limits: Readonly<Record<string, number>>
  /** What differs for devices, owners, streets and districts. */
  readonly overrides: readonly OverrideEdit[]
}

type Texts = ReadonlyMap<string, string>

export function draftOf(
  base: Texts,
  { documents, limits, overrides }: DraftEdits,
  why: string,
): Texts {
  const texts = new Map(base)
  for (const [name, text] of Object.entries(documents)) {
    if (text === null) texts.delete(name)
    else texts.set(name, text)
  }
  if (Object.keys(limits).length > 0)
    texts.set(limitsFile, withLimits(texts.get(limitsFile) ?? '', limits))
  if (overrides.length > 0)
    texts.set(limitsFile, withOverrideEdits(texts.get(limitsFile) ?? '', overrides, why))
  if (texts.size > mostFiles) throw refused(`more than ${mostFiles} documents`)
  const characters = [...texts.values()].reduce((sum, text) => sum + text.length, 0)
  if (characters > mostCharacters)
    throw refused(`the documents have more than ${mostCharacters} characters together`)
  return new Map([...texts].toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

/** Names of the documents that differ. */
export const changedIn = (base: Texts, texts: Texts): readonly string[] =>
  [...new Set([...base.keys(), ...texts.keys()])]
    .filter((name) => base.get(name) !== texts.get(name))
    .toSorted()

/** Each number in its place, and every other character, comments too, as it was. */
function withLimits(text: string, limits: DraftEdits['limits']): string {
  const document = parseDocument(text)
  const edits = Object.entries(limits).map(([path, value]) => {
    const [table, ...rest] = path.split('.')
    const node: unknown = document.getIn([table, 'values', ...rest], true)
    if (!isScalar(node) || typeof node.value !== 'number' || node.range == null)
      throw refused(`${limitsFile} has no number at ${path}`)
    const [from, to] = node.range
    return { from, to, value }
  })
  return edits
    .toSorted((one, other) => other.from - one.from)
    .reduce(
      (rest, { from, to, value }) => rest.slice(0, from) + String(value) + rest.slice(to),
      text,
    )
}

const refused = (message: string): UrbanBrainError =>
  new UrbanBrainError('request-invalid', message)
