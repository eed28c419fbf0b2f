import type { FieldOf } from './fields.ts'

/** Width on a terminal: Chinese characters and full-width forms take two columns. */
const widthOf = (text: string): number => {
  let width = 0
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(
        character,
      )
        ? 2
        : 1
  return width
}

const cellOf = (value: unknown): string => {
  if (value === undefined || value === null) return '-'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  // A terminal must never obey what a device wrote.
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '?')
}

/** Rows as aligned columns under their headings. */
export function table<Row extends object>(
  columns: readonly FieldOf<Row>[],
  rows: readonly Row[],
): string {
  if (rows.length === 0) return '(nothing)\n'
  const cells = rows.map((row) => columns.map((column) => cellOf(Reflect.get(row, column))))
  const widths = columns.map((column, index) =>
    Math.max(widthOf(column), ...cells.map((row) => widthOf(row[index] ?? ''))),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd()
  return `${[line(columns), ...cells.map(line)].join('\n')}\n`
}

/** Prints rows as a table, or when asked as JSON what they were made of. */
export function print<Row extends object>(
  json: boolean,
  columns: readonly FieldOf<Row>[],
  rows: readonly Row[],
  whole: readonly object[] = rows,
): void {
  process.stdout.write(json ? `${JSON.stringify(whole, null, 2)}\n` : table(columns, rows))
}

export const clock = (epochMilliseconds: unknown): string =>
  typeof epochMilliseconds === 'number' ? new Date(epochMilliseconds).toISOString() : '-'
