import { toCsv, type CsvCell } from '../../core/csv.ts'

/** Gives the browser a table of the page as a file. */
export const downloadCsv = (name: string, rows: Iterable<readonly CsvCell[]>): void =>
  downloadFile(
    `urban-brain-${name}.csv`,
    new Blob([toCsv(rows)], { type: 'text/csv;charset=utf-8' }),
  )

export function downloadFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
