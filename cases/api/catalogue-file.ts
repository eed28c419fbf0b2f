/** A file of a table as people send it: CSV in the encodings of spreadsheets, or a workbook. */
import { UrbanBrainError } from '../../core/errors.ts'
import { toCsvText } from '../../core/csv.ts'
import { decodeText } from '../../core/text-file.ts'
import type { ReadWorkbook } from '../report/sheet.ts'

export const fileTypes = [
  'text/csv',
  'text/plain',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
]

/** What it is, is told by its bytes: browsers call a CSV what the system calls it. */
export async function tableText(body: unknown, readWorkbook: ReadWorkbook): Promise<string> {
  if (!(body instanceof Uint8Array) || body.byteLength === 0)
    throw refused('the body holds no file')
  if (isZip(body)) {
    const read = await readWorkbook(body)
    if ('mistake' in read) throw refused(`this is no workbook (XLSX): ${read.mistake}`)
    return toCsvText(
      read.rows.map(([...cells]) => cells.map((cell) => cell.replaceAll(/\s+/g, ' '))),
    )
  }
  const file = decodeText(body)
  if ('mistake' in file) throw refused(file.mistake)
  return file.text
}

const isZip = ([first, second, third, fourth]: Uint8Array): boolean =>
  first === 0x50 && second === 0x4b && third === 3 && fourth === 4

const refused = (mistake: string) =>
  new UrbanBrainError('import-invalid', 'the file cannot be read, nothing was imported', {
    details: [mistake],
  })
