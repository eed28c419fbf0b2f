/** CSV that people write or a spreadsheet exports, with the line of everything in it. */
import { parse } from 'csv-parse/sync'

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
  readonly header: readonly string[]
  readonly rows: readonly CsvRow[]
  /** Where the header is wrong there are no rows. */
  readonly mistakes: readonly CsvMistake[]
}

export interface CsvMistake {
  /** Left out where the parser does not say it. */
  readonly line?: number
  readonly message: string
}

export interface CsvColumns {
  readonly known: ReadonlySet<string>
  readonly needed: readonly string[]
  /** What a heading means; itself without it. */
  readonly nameOf?: (heading: string) => string
}

const itself = (heading: string): string => heading

/** RFC 4180 with a header; a byte order mark, spaces around cells and empty lines do no harm. */
export function readCsv(text: string, columns: CsvColumns): CsvTable {
  const failed = (mistakes: readonly CsvMistake[]): CsvTable => ({ header: [], rows: [], mistakes })
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
    const line: unknown = error instanceof Error ? Reflect.get(error, 'lines') : undefined
    const words = error instanceof Error ? error.message : String(error)
    return failed([{ ...(typeof line === 'number' && { line }), message: words }])
  }
  const header = records[0]?.record.map(columns.nameOf ?? itself)
  if (header === undefined) return failed([{ line: 1, message: 'the file is empty' }])
  const wrong = headerMistakes(header, columns)
  if (wrong.length > 0) return failed(wrong.map((message) => ({ line: 1, message })))
  const rows: CsvRow[] = []
  const mistakes: CsvMistake[] = []
  for (const { record, info } of records.slice(1)) {
    if (record.every((cell) => cell === '')) continue
    if (record.length > header.length)
      mistakes.push({
        line: info.lines,
        message: `${record.length} cells under ${header.length} columns`,
      })
    else
      rows.push({
        line: info.lines,
        cells: record.map((cell, index) => [header[index] ?? '', cell]),
      })
  }
  return { header, rows, mistakes }
}

function headerMistakes(
  header: readonly string[],
  { known, needed }: CsvColumns,
): readonly string[] {
  const missing = needed.filter((name) => !header.includes(name))
  const unknown = header.filter((name) => !known.has(name))
  const twice = header.filter((name, index) => header.indexOf(name) !== index)
  return [
    ...missing.map((name) => `the column ${name} is missing`),
    ...unknown.map((name) => `nobody knows the column ${JSON.stringify(name)}`),
    ...twice.map((name) => `the column ${name} stands there twice`),
  ]
}
