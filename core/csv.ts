/** A cell of a table; undefined: no data, an empty cell. */
export type CsvCell = string | number | undefined

/**
 * RFC 4180, with the byte order mark that a spreadsheet needs to read Chinese. A text that a spreadsheet would take for a formula
 * gets an apostrophe in front of it.
 */
export const toCsv = (rows: readonly (readonly CsvCell[])[]): string =>
  `\uFEFF${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`

function csvCell(cell: CsvCell): string {
  if (cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  return quoted(/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)
}

/** The same for a program that reads it: every cell as it is. */
export const toCsvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map(quoted).join(',')).join('\r\n')

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
