/**
 * YAML text with the line of everything in it, so that a mistake can be shown where it was made. Whatever the text is, it
 * is read or refused in a time that its length bounds: nothing here nests without end, multiplies or grows quadratically.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  parseDocument,
  Parser,
  type Document,
} from 'yaml'
import type { z } from 'zod'

import { messageOf } from '../core/errors.ts'

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

const deepest = 32
const mostAliases = 100
const mostMistakes = 100

export function readYaml(file: string, text: string): YamlSource {
  const deep = tooDeep(text)
  if (deep !== undefined) {
    const at = (_path: readonly PropertyKey[], message: string) => ({ file, line: 1, message })
    return { file, text, value: undefined, mistakes: [{ file, ...deep }], at }
  }
  const lines = new LineCounter()
  // The library compares each key with each; repeated keys are looked for below.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false }
  const document = parseDocument(text, options)
  const lineOf = (offset: number) => lines.linePos(offset).line
  const mistakes = [...document.errors, ...document.warnings]
    .slice(0, mostMistakes)
    .map(({ pos, message }): Mistake => ({
      file,
      line: lineOf(pos[0]),
      message,
    }))
  if (mistakes.length === 0)
    for (const { offset, message } of misshapen(document))
      mistakes.push({ file, line: lineOf(offset), message })
  return {
    file,
    text,
    value: mistakes.length > 0 ? undefined : valueOf(document, file, mistakes),
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

/**
 * Asked before the tree is made, because the library calls itself for each level: where that ends in the middle of
 * compiling a regular expression it takes the whole process with it, and nothing can catch it (measured on Node 20).
 */
function tooDeep(text: string): { readonly line: number; readonly message: string } | undefined {
  const lines = new LineCounter()
  lines.addNewLine(0)
  const parser = new Parser(lines.addNewLine)
  for (const lexeme of new Lexer().lex(text)) {
    Array.from(parser.next(lexeme))
    // The document, what is open in it, and a scalar.
    if (parser.stack.length <= deepest + 2) continue
    const { line } = lines.linePos(parser.offset)
    return { line, message: `is nested deeper than ${deepest} levels` }
  }
  return undefined
}

/** What is repeated or multiplied. Goes through the tree without calling itself. */
function misshapen(document: Document): readonly { offset: number; message: string }[] {
  const found: { offset: number; message: string }[] = []
  const open: unknown[] = [document.contents]
  let aliases = 0
  while (open.length > 0) {
    const node = open.pop()
    const offset = rangeOf(node) ?? 0
    if (isAlias(node) && (aliases += 1) > mostAliases)
      return [{ offset, message: `more than ${mostAliases} aliases` }]
    if (isSeq(node)) for (const item of node.items) open.push(item)
    if (isMap(node)) {
      const keys = new Set<unknown>()
      for (const { key, value } of node.items) {
        open.push(key, value)
        if (!isScalar(key)) continue
        const name = String(key.value)
        if (keys.has(name) && found.length < mostMistakes)
          found.push({ offset: rangeOf(key) ?? offset, message: `'${name}' stands here twice` })
        keys.add(name)
      }
    }
  }
  return found
}

/** An alias of aliases is refused by the library, without a place. */
function valueOf(document: Document, file: string, mistakes: Mistake[]): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases }) as unknown
  } catch (error) {
    mistakes.push({ file, line: 1, message: messageOf(error) })
    return undefined
  }
}

function rangeOf(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range?.[0] : undefined
}

/** Every issue of a schema, each at its line. */
export function schemaMistakes(source: YamlSource, error: z.ZodError): Mistake[] {
  return error.issues.slice(0, mostMistakes).flatMap((issue): Mistake[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys
        .slice(0, mostMistakes)
        .map((key) => source.at([...issue.path, key], 'is not a word of this language'))
    }
    if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
      const branches = issue.errors.map((issues) => issues.map(({ message }) => message).join(', '))
      return [source.at(issue.path, [...new Set(branches)].filter(Boolean).join('; or '))]
    }
    return [source.at(issue.path, issue.message)]
  })
}
