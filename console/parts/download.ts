import { toCsv, type CsvCell } from '../../core/csv.ts'

/** Gives the browser a table of the page as a file. */
export function downloadCsv(name: string, rows: Iterable<readonly CsvCell[]>): void {
  const address = URL.createObjectURL(new Blob([toCsv(rows)], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `urban-brain-${name}.csv`
  link.click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
