import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'

import type { Cell, SheetData } from 'write-excel-file/node'

import type { Instant } from '../../core/time.ts'
import type { Sheet, SheetCell } from '../report/sheet.ts'

const widest = 60

/** In a thread of its own: ten thousand rows take a second or two, and nobody at the desk waits for them. */
const work = `
const { parentPort, workerData } = require('node:worker_threads')
const library = require(workerData.library)
const write = library.default ?? library
write(workerData.sheets).toBuffer().then((file) => parentPort.postMessage(file))
`

/** Numbers stay numbers, so that a spreadsheet adds them up; a text is never a formula. */
export async function writeWorkbook(
  sheets: readonly Sheet[],
  offset: (at: Instant) => number,
): Promise<Uint8Array> {
  const made = sheets.map(({ name, head, rows }) => ({
    sheet: sheetName(name),
    data: dataOf(head, rows, offset),
    columns: head.map((title, column) => ({
      width: widthOf([title, ...rows.slice(0, 200).map((row) => row[column])]),
    })),
    stickyRowsCount: 1,
  }))
  const library = createRequire(import.meta.url).resolve('write-excel-file/node')
  const worker = new Worker(work, { eval: true, workerData: { library, sheets: made } })
  return new Promise((resolve, reject) => {
    worker.once('message', (file: Uint8Array) => resolve(file))
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the workbook was not written (${code})`)))
  })
}

const dataOf = (
  head: readonly string[],
  rows: readonly (readonly SheetCell[])[],
  offset: (at: Instant) => number,
): SheetData => [
  head.map((value) => ({ value, fontWeight: 'bold' })),
  ...rows.map((row) => row.map((cell) => cellOf(cell, offset))),
]

function cellOf(cell: SheetCell, offset: (at: Instant) => number): Cell {
  if (cell === undefined) return null
  if (typeof cell === 'string') return printable(cell)
  if (typeof cell === 'number') return cell
  if ('share' in cell) return { value: cell.share, format: '0.0%' }
  // A date of a spreadsheet has no zone.
  return { value: new Date(cell.at + offset(cell.at)), format: 'yyyy-mm-dd hh:mm' }
}

/** XML has no control characters but these. */
const printable = (text: string): string =>
  text.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?')

/** What a spreadsheet takes: 31 characters and none of these. */
const sheetName = (name: string): string => name.replaceAll(/[[\]:*?/\\]/g, ' ').slice(0, 31)

/** In columns of a spreadsheet: a Chinese character takes two. */
function widthOf(cells: readonly SheetCell[]): number {
  let width = 8
  for (const cell of cells) {
    const text =
      typeof cell === 'string' ? cell : typeof cell === 'object' ? '0000-00-00 00:00' : ''
    width = Math.max(width, text.length + (text.match(/[\u2e80-\uffe6]/g)?.length ?? 0) + 2)
  }
  return Math.min(width, widest)
}
