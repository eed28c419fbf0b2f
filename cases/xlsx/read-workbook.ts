import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'

import type { ReadWorkbook, WorkbookRead } from '../../core/workbook.ts'

/**
 * In a thread with a bound on memory and time: a file of a few bytes may unpack to gigabytes. Sixteen digits that a spreadsheet keeps as a
 * number have lost the last; they come in a form that no code has.
 */
const work = `
const { parentPort, workerData } = require('node:worker_threads')
const textOf = (cell) => {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) {
    const text = cell.toISOString()
    return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ')
  }
  if (typeof cell === 'number') return Math.abs(cell) >= 1e15 ? cell.toExponential() : String(cell)
  return String(cell)
}
import(workerData.library)
  .then(({ default: read }) => read(Buffer.from(workerData.bytes)))
  .then(([sheet]) =>
    parentPort.postMessage({ rows: sheet === undefined ? [] : sheet.data.map((row) => row.map(textOf)) }),
  )
  .catch((error) => parentPort.postMessage({ mistake: error instanceof Error ? error.message : String(error) }))
`

const megabytes = 512
const longest = 30_000

/** The first sheet; a cell of a date is a day. */
export const readWorkbook: ReadWorkbook = (bytes) => {
  const library = createRequire(import.meta.url).resolve('read-excel-file/node')
  const worker = new Worker(work, {
    eval: true,
    workerData: { library, bytes },
    resourceLimits: { maxOldGenerationSizeMb: megabytes },
    stderr: true,
  })
  return new Promise((resolve) => {
    const ended = (read: WorkbookRead) => {
      clearTimeout(timer)
      resolve(read)
      void worker.terminate()
    }
    const timer = setTimeout(() => ended({ mistake: 'it takes too long to read' }), longest)
    worker.once('message', (read: WorkbookRead) => ended(read))
    worker.once('error', ({ message }) => ended({ mistake: message }))
    worker.once('exit', (code) => ended({ mistake: `it cannot be read (${code})` }))
  })
}
