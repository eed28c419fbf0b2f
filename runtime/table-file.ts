/** A table as people send it: CSV in the encodings of spreadsheets, or a workbook. */
import { filled } from '../core/bilingual.ts'
import { toCsvText } from '../core/csv.ts'
import { decodeText, unreadableFile, type DecodedText } from '../core/text-file.ts'
import type { ReadWorkbook } from '../core/workbook.ts'

export const tableFileTypes = [
  'text/csv',
  'text/plain',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
]

const words = {
  noFile: { zh: '没有收到文件', en: 'the body holds no file' },
  noWorkbook: { zh: '不是工作簿（XLSX）：{why}', en: 'this is no workbook (XLSX): {why}' },
} as const

/** What it is, is told by its bytes: browsers call a CSV what the system calls it. Of a workbook the text is CSV, a line each row. */
export async function readTableFile(
  body: unknown,
  readWorkbook: ReadWorkbook,
  charset?: string,
): Promise<DecodedText> {
  if (!(body instanceof Uint8Array) || body.byteLength === 0) return unreadableFile(words.noFile)
  if (!isZip(body)) return decodeText(body, charset)
  const read = await readWorkbook(body)
  if ('mistake' in read) return unreadableFile(filled(words.noWorkbook, { why: read.mistake }))
  const rows = read.rows.map((cells) => cells.map((cell) => cell.replaceAll(/\s+/g, ' ')))
  return { text: toCsvText(rows), encoding: 'utf-8' }
}

const isZip = ([first, second, third, fourth]: Uint8Array): boolean =>
  first === 0x50 && second === 0x4b && third === 3 && fourth === 4
