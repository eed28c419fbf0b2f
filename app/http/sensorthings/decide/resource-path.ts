/** One part of a resource path: `Things`, `Things('mh-1')`; a quote within a key is doubled, as OData has it. */
import { excerpt, malformed } from './refusals.ts'

export interface PathPart {
  readonly name: string
  readonly key?: string
}

export function parsePathPart(text: string): PathPart {
  const match = /^([A-Za-z]+)(?:\((.*)\))?$/s.exec(text)
  const [, name, written] = match ?? []
  if (name === undefined)
    throw malformed(excerpt(text), "a part of the path is a name, or a name with ('<id>')")
  return written === undefined ? { name } : { name, key: unquoted(written) }
}

/** Of a string in quotes. */
export function unquoted(written: string): string {
  if (!/^'(?:[^']|'')*'$/s.test(written))
    throw malformed(excerpt(written), "an id is a string in quotes: 'mh-1', a quote in it doubled")
  return written.slice(1, -1).replaceAll("''", "'")
}

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** As a part of an address. */
export const writtenPart = ({ name, key }: PathPart): string =>
  key === undefined
    ? name
    : `${name}(${encodeURIComponent(quoted(key)).replaceAll(/%(?:27|3A|40)/g, decodeURIComponent)})`
