/**
 * YAML text with the line of everything in it, so that a mistake can be shown where it was made. Whatever the text is, it
 * is read or refused in a time that its length bounds: nothing here nests without end, multiplies or grows quadratically.
 */
import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  YAMLParseError,
  type CST,
  type Document,
} from 'yaml'
import type { z } from 'zod'

import { filled, type Bilingual } from '../core/bilingual.ts'
import { messageOf } from '../core/errors.ts'
import {
  otherwiseWrong,
  shapeInChinese,
  unreadable,
  writtenWords,
  yamlInChinese,
} from './schema-words.ts'

export interface Mistake {
  readonly file: string
  readonly line: number
  /** In English. */
  readonly message: string
  /** In Chinese; where nobody has said it in Chinese, the same as `message`. */
  readonly zh: string
}

export const mistakeText = ({ file, line, message }: Omit<Mistake, 'zh'>): string =>
  `${file}:${line}: ${message}`

/** Its `message` in a language. */
export const inLanguage = (found: Mistake, language: keyof Bilingual): Mistake =>
  language === 'zh' ? { ...found, message: found.zh } : found

const findingWords = {
  error: { zh: '错误', en: 'error  ' },
  warning: { zh: '提示', en: 'warning' },
}

/** What was found, a line each, for a terminal. */
export function findingLines(
  mistakes: readonly Mistake[],
  warnings: readonly Mistake[],
  language: keyof Bilingual,
): readonly string[] {
  const lineOf = (kind: keyof typeof findingWords) => (found: Mistake) =>
    `${findingWords[kind][language]} ${mistakeText(inLanguage(found, language))}`
  return [...mistakes.map(lineOf('error')), ...warnings.map(lineOf('warning'))]
}

/** A text is said in English alone. */
export function mistakeAt(file: string, line: number, said: Bilingual | string): Mistake {
  const { zh, en } = typeof said === 'string' ? { zh: said, en: said } : said
  return { file, line, message: en, zh }
}

export interface YamlSource {
  readonly file: string
  readonly text: string
  readonly value: unknown
  readonly mistakes: readonly Mistake[]
  at(path: readonly PropertyKey[], said: Bilingual | string): Mistake
}

const deepest = 32
const mostAliases = 100
const mostMistakes = 100

export function readYaml(file: string, text: string): YamlSource {
  const lines = new LineCounter()
  const tokens = tokensOf(text, lines)
  if (typeof tokens === 'number') {
    const at: YamlSource['at'] = (_path, said) => mistakeAt(file, 1, said)
    const mistakes = [mistakeAt(file, tokens, filled(writtenWords.depth, { most: deepest }))]
    return { file, text, value: undefined, mistakes, at }
  }
  const document = documentOf(tokens, text.length)
  const lineOf = (offset: number) => lines.linePos(offset).line
  const mistakes = [...document.errors, ...document.warnings]
    .slice(0, mostMistakes)
    .map(({ pos, code, message }) =>
      mistakeAt(file, lineOf(pos[0]), { zh: yamlInChinese(code, message), en: message }),
    )
  if (mistakes.length === 0)
    for (const { offset, said } of misshapen(document))
      mistakes.push(mistakeAt(file, lineOf(offset), said))
  return {
    file,
    text,
    value: mistakes.length > 0 ? undefined : valueOf(document, file, mistakes),
    mistakes,
    at(path, said) {
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
      const { message, ...found } = mistakeAt(file, lineOf(offset), said)
      if (place === '') return { ...found, message }
      return { ...found, message: `${place}: ${message}`, zh: `${place}：${found.zh}` }
    },
  }
}

/**
 * The line where it goes too deep, if it does. That is asked before the tree is made, because the library calls itself for each
 * level: where that ends in the middle of compiling a regular expression it takes the whole process with it, and nothing can
 * catch it (measured on Node 20).
 */
function tokensOf(text: string, lines: LineCounter): readonly CST.Token[] | number {
  const tokens: CST.Token[] = []
  const parser = new Parser(lines.addNewLine)
  lines.addNewLine(0)
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme))
    // The document, what is open in it, and a scalar.
    if (parser.stack.length > deepest + 2) return lines.linePos(parser.offset).line
  }
  return [...tokens, ...parser.end()]
}

function documentOf(tokens: readonly CST.Token[], length: number): Document.Parsed {
  // The library compares each key with each; repeated keys are looked for below.
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false })
  const [document, second] = composer.compose(tokens, true, length)
  if (document === undefined) throw new TypeError('there is a document in every text')
  const several = 'Source contains multiple documents; please use YAML.parseAllDocuments()'
  if (second !== undefined)
    document.errors.push(
      new YAMLParseError([second.range[0], second.range[1]], 'MULTIPLE_DOCS', several),
    )
  return document
}

/** What is repeated or multiplied. Goes through the tree without calling itself. */
function misshapen(document: Document): readonly { offset: number; said: Bilingual }[] {
  const found: { offset: number; said: Bilingual }[] = []
  const open: unknown[] = [document.contents]
  let aliases = 0
  while (open.length > 0) {
    const node = open.pop()
    const offset = rangeOf(node) ?? 0
    if (isAlias(node) && (aliases += 1) > mostAliases)
      return [{ offset, said: filled(writtenWords.aliases, { most: mostAliases }) }]
    if (isSeq(node)) for (const item of node.items) open.push(item)
    if (isMap(node)) {
      const keys = new Set<unknown>()
      for (const { key, value } of node.items) {
        open.push(key, value)
        if (!isScalar(key)) continue
        const name = String(key.value)
        if (keys.has(name) && found.length < mostMistakes)
          found.push({ offset: rangeOf(key) ?? offset, said: filled(writtenWords.twice, { name }) })
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
    mistakes.push(mistakeAt(file, 1, unreadable(messageOf(error))))
    return undefined
  }
}

function rangeOf(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range?.[0] : undefined
}

/** Every issue of a schema, each at its line. `inChinese`: what this schema says in its own words. */
export function schemaMistakes(
  source: YamlSource,
  error: z.ZodError,
  inChinese: (message: string) => string | undefined = () => undefined,
): Mistake[] {
  const both = (en: string): Bilingual => ({
    zh: inChinese(en) ?? shapeInChinese(en) ?? otherwiseWrong(en),
    en,
  })
  return error.issues.slice(0, mostMistakes).flatMap((issue): Mistake[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys
        .slice(0, mostMistakes)
        .map((key) => source.at([...issue.path, key], writtenWords.unknownWord))
    }
    if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
      const branches = issue.errors.map((issues) => issues.map(({ message }) => both(message)))
      const joined = (language: keyof Bilingual, between: string, or: string) =>
        [...new Set(branches.map((all) => all.map((one) => one[language]).join(between)))]
          .filter(Boolean)
          .join(or)
      return [
        source.at(issue.path, { zh: joined('zh', '，', '；或 '), en: joined('en', ', ', '; or ') }),
      ]
    }
    return [source.at(issue.path, both(issue.message))]
  })
}
