/** A cell of a table; undefined: no data, an empty cell. */
export type CsvCell = string | number | undefined

/**
 * RFC 4180, with the byte order mark that a spreadsheet needs to read Chinese. A text that a spreadsheet would take for a formula
 * gets an apostrophe in front of it.
 */
export const toCsv = (rows: Iterable<readonly CsvCell[]>): string =>
  byteOrderMark + Array.from(rows, csvLine).join('')

export const byteOrderMark = '\uFEFF'

export const csvLine = (row: readonly CsvCell[]): string => `${row.map(csvCell).join(',')}\r\n`

/** With apostrophes in front as well, so that what is guarded is known by its apostrophe. */
const formula = /^'*[=+\-@\t\r]/

function csvCell(cell: CsvCell): string {
  if (cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  return quoted(formula.test(cell) ? `'${cell}` : cell)
}

/** A cell of such a file that comes back: as it was before the apostrophe. */
export const unguarded = (cell: string): string =>
  cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell

/** The same for a program that reads it: every cell as it is. */
export const toCsvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map(quoted).join(',')).join('\r\n')

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
