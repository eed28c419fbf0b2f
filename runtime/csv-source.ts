/** CSV that people write or a spreadsheet exports, with the line of everything in it. */
import { parse } from 'csv-parse/sync'

import { filled, type Bilingual, type Words } from '../core/bilingual.ts'
import { unreadable } from './schema-words.ts'

interface CsvRecord {
  readonly record: readonly string[]
  /** `lines` counts to the last line of the record. */
  readonly info: { readonly lines: number }
}

interface CsvRow {
  readonly line: number
  /** Column and text; a row that ends early does not say what it does not reach. */
  readonly cells: readonly (readonly [column: string, text: string])[]
}

export interface CsvTable {
  /** As they stand in the file, those of columns that are left out too; none where the file is no CSV. */
  readonly headings: readonly string[]
  /** The cells of the first row under them. */
  readonly first: readonly string[]
  /** What the columns mean that are read. */
  readonly header: readonly string[]
  readonly rows: readonly CsvRow[]
  /** Where the header is wrong there are no rows. */
  readonly mistakes: readonly CsvMistake[]
}

export interface CsvMistake {
  /** Left out where the parser does not say it. */
  readonly line?: number
  /** The heading that it is about. */
  readonly heading?: string
  readonly said: Bilingual
}

export interface CsvColumns {
  readonly known: ReadonlySet<string>
  readonly needed: readonly string[]
  /** What a heading means, itself without it; undefined leaves its column out. */
  readonly nameOf?: (heading: string, index: number) => string | undefined
  /** What a column is called in Chinese; as in English without it. */
  readonly chineseOf?: (name: string) => string
}

const words = {
  empty: { zh: '文件是空的', en: 'the file is empty' },
  missing: { zh: '缺少“{chinese}”列', en: 'the column {name} is missing' },
  unknown: { zh: '无法识别“{heading}”列', en: 'nobody knows the column {quoted}' },
  twice: { zh: '“{chinese}”列出现了两次', en: 'the column {name} stands there twice' },
  cells: {
    zh: '{cells} 个单元格，而表头只有 {columns} 列',
    en: '{cells} cells under {columns} columns',
  },
  quoteOpen: { zh: '引号没有闭合', en: '{message}' },
  quoteMisplaced: { zh: '引号的位置不对', en: '{message}' },
} as const satisfies Words

/** By the codes of csv-parse. */
const parserWords: Readonly<Record<string, Bilingual>> = {
  CSV_QUOTE_NOT_CLOSED: words.quoteOpen,
  INVALID_OPENING_QUOTE: words.quoteMisplaced,
  CSV_INVALID_CLOSING_QUOTE: words.quoteMisplaced,
}

const itself = (heading: string): string => heading

/** RFC 4180 with a header; a byte order mark, spaces around cells and empty lines do no harm. */
export function readCsv(text: string, columns: CsvColumns): CsvTable {
  let records: readonly CsvRecord[]
  try {
    const parsed: unknown = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    })
    // With `info` the parser gives objects, which its declaration does not say.
    records = parsed as readonly CsvRecord[]
  } catch (error) {
    return { ...noTable, mistakes: [parserMistake(error)] }
  }
  const headings = records[0]?.record
  if (headings === undefined) return { ...noTable, mistakes: [{ line: 1, said: words.empty }] }
  const read = { headings, first: records[1]?.record ?? [] }
  const names = headings.map(columns.nameOf ?? itself)
  const wrong = headerMistakes(headings, names, columns)
  if (wrong.length > 0) return { ...noTable, ...read, mistakes: wrong }
  const rows: CsvRow[] = []
  const mistakes: CsvMistake[] = []
  for (const { record, info } of records.slice(1)) {
    if (record.every((cell) => cell === '')) continue
    const { lines: line } = info
    if (record.length > names.length) {
      const counts = { cells: record.length, columns: names.length }
      mistakes.push({ line, said: filled(words.cells, counts) })
      continue
    }
    const cells = record.flatMap((cell, index) => {
      const name = names[index]
      return name === undefined ? [] : [[name, cell] as const]
    })
    rows.push({ line, cells })
  }
  return { ...read, header: names.filter((name) => name !== undefined), rows, mistakes }
}

const noTable = { headings: [], first: [], header: [], rows: [] } as const

function parserMistake(error: unknown): CsvMistake {
  if (!(error instanceof Error)) return { said: unreadable(String(error)) }
  const line: unknown = Reflect.get(error, 'lines')
  const known = parserWords[String(Reflect.get(error, 'code'))]
  const { message } = error
  return {
    ...(typeof line === 'number' && { line }),
    said: known === undefined ? unreadable(message) : filled(known, { message }),
  }
}

function headerMistakes(
  headings: readonly string[],
  names: readonly (string | undefined)[],
  { known, needed, chineseOf = itself }: CsvColumns,
): readonly CsvMistake[] {
  const called = (name: string) => ({ name, chinese: chineseOf(name) })
  const missing = needed
    .filter((name) => !names.includes(name))
    .map((name) => ({ line: 1, said: filled(words.missing, called(name)) }))
  const unknown = headings.flatMap((heading, index) => {
    const name = names[index]
    if (name === undefined || known.has(name)) return []
    const quoted = JSON.stringify(heading)
    return [{ line: 1, heading, said: filled(words.unknown, { heading, quoted }) }]
  })
  const twice = headings.flatMap((heading, index) => {
    const name = names[index]
    if (name === undefined || names.indexOf(name) === index) return []
    return [{ line: 1, heading, said: filled(words.twice, called(name)) }]
  })
  return [...missing, ...unknown, ...twice]
}
