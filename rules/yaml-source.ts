/** YAML text with the line of everything in it, so that a mistake can be shown where it was made. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'

import { decodeText } from '../core/text-file.ts'

export interface Mistake {
  readonly file: string
  readonly line: number
  readonly message: string
}

export const mistakeText = ({ file, line, message }: Mistake): string =>
  `${file}:${line}: ${message}`

export interface YamlSource {
  readonly file: string
  readonly text: string
  readonly value: unknown
  readonly mistakes: readonly Mistake[]
  at(path: readonly PropertyKey[], message: string): Mistake
}

/** The text of a file; empty, with a mistake, when its bytes are no text. */
export function yamlText(file: string, bytes: Uint8Array, mistakes: Mistake[]): string {
  const result = decodeText(bytes)
  if ('text' in result) return result.text
  mistakes.push({ file, line: result.line ?? 1, message: result.mistake })
  return ''
}

export function readYaml(file: string, text: string): YamlSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineOf = (offset: number) => lines.linePos(offset).line
  const mistakes = [...document.errors, ...document.warnings].map(({ pos, message }): Mistake => ({
    file,
    line: lineOf(pos[0]),
    message,
  }))
  return {
    file,
    text,
    value: mistakes.length > 0 ? undefined : (document.toJS({ maxAliasCount: 100 }) as unknown),
    mistakes,
    at(path, message) {
      let node: unknown = document.contents
      let offset = 0
      for (const part of path) {
        if (isMap(node)) {
          const pair = node.items.find(
            ({ key }) => isScalar(key) && String(key.value) === String(part),
          )
          if (pair === undefined) break
          if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset
          node = pair.value
        } else if (isSeq(node)) {
          node = node.items[Number(part)]
          offset = rangeOf(node) ?? offset
        } else break
      }
      const place = path.map(String).join('.')
      return {
        file,
        line: lineOf(offset),
        message: place === '' ? message : `${place}: ${message}`,
      }
    },
  }
}

function rangeOf(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[0] : undefined
}

/** Every issue of a schema, each at its line. */
export function schemaMistakes(source: YamlSource, error: z.ZodError): Mistake[] {
  return error.issues.flatMap((issue): Mistake[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) =>
        source.at([...issue.path, key], 'is not a word of this language'),
      )
    }
    if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
      const branches = issue.errors.map((issues) => issues.map(({ message }) => message).join(', '))
      return [source.at(issue.path, [...new Set(branches)].filter(Boolean).join('; or '))]
    }
    return [source.at(issue.path, issue.message)]
  })
}
