/** Answers that are files for a spreadsheet. */
import { Readable } from 'node:stream'

import type { FastifyReply } from 'fastify'
import { z } from 'zod'

import type { Bilingual } from '../../core/bilingual.ts'
import { byteOrderMark, csvLine, toCsv, type CsvCell } from '../../core/csv.ts'
import type { Calendar } from '../life/working-time.ts'
import { namesOf, type NameOf, type NameSources } from '../report/names.ts'
import type { Language, Say, Sheet, SheetCell, WriteWorkbook } from '../report/sheet.ts'

export interface SpreadsheetDeps extends NameSources {
  readonly writeWorkbook: WriteWorkbook
  readonly calendar: Pick<Calendar, 'offset'>
}

/** As much as a person looks through, and a desk makes in a few seconds. */
export const mostRows = 10_000

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const
export type FileType = keyof typeof types
export const fileTypes = ['csv', 'xlsx'] as const satisfies readonly FileType[]
export const producing = (type: FileType) => [types[type].split(';')[0] ?? '']

/** What an answer says that is a file. */
export const fileSchema = z.custom<string | Uint8Array | NodeJS.ReadableStream>().describe('A file')

export const wordsIn =
  (language: Language): Say =>
  (words: Bilingual) =>
    words[language]

export function namesIn(deps: NameSources, language: Language): NameOf {
  return namesOf(deps, wordsIn(language))
}

/** Of several tables CSV holds the first. */
export async function sendSheets(
  reply: FastifyReply,
  { writeWorkbook, calendar }: Pick<SpreadsheetDeps, 'writeWorkbook' | 'calendar'>,
  {
    name,
    type,
    sheets,
  }: { readonly name: string; readonly type: FileType; readonly sheets: readonly Sheet[] },
): Promise<FastifyReply> {
  const [first] = sheets
  const content =
    type === 'xlsx'
      ? Buffer.from(await writeWorkbook(sheets, calendar.offset))
      : toCsv(first === undefined ? [] : [first.head, ...first.rows.map((row) => row.map(csvCell))])
  return sendFile(reply, { name: `${name}.${type}`, type, content })
}

interface Table {
  readonly name: string
  readonly type: FileType
  readonly language: Language
  readonly title: Bilingual
  readonly head: readonly Bilingual[]
  readonly rows: Iterable<readonly SheetCell[]> | AsyncIterable<readonly SheetCell[]>
}

const more = { zh: '仅列前 {most} 行，其余未列', en: 'Only the first {most} rows; there are more' }
const chunk = 64 * 1_024

/** A long table: CSV goes out while its rows are read, a workbook ends with a line that says so after so many rows. */
export async function sendTable(
  reply: FastifyReply,
  { writeWorkbook, calendar }: Pick<SpreadsheetDeps, 'writeWorkbook' | 'calendar'>,
  { name, type, language, title, head, rows }: Table,
): Promise<FastifyReply> {
  const say = wordsIn(language)
  const titles = head.map(say)
  const file = { name: `${name}.${type}`, type }
  if (type === 'csv')
    return sendFile(reply, { ...file, content: Readable.from(csvOf(titles, rows)) })
  const listed: (readonly SheetCell[])[] = []
  for await (const row of rows) {
    if (listed.length === mostRows) {
      listed.push([say(more).replace('{most}', String(mostRows))])
      break
    }
    listed.push(row)
  }
  const sheet = { name: say(title), head: titles, rows: listed }
  const content = Buffer.from(await writeWorkbook([sheet], calendar.offset))
  return sendFile(reply, { ...file, content })
}

async function* csvOf(head: readonly string[], rows: Table['rows']): AsyncGenerator<string> {
  let text = byteOrderMark + csvLine(head)
  for await (const row of rows) {
    text += csvLine(row.map(csvCell))
    if (text.length < chunk) continue
    yield text
    text = ''
  }
  yield text
}

interface File {
  readonly name: string
  readonly type: FileType
  readonly content: string | Uint8Array | Readable
}

export const sendFile = (reply: FastifyReply, file: File): FastifyReply =>
  reply
    .type(types[file.type])
    .header('content-disposition', `attachment; filename="urban-brain-${file.name}"`)
    .send(file.content)

function csvCell(cell: SheetCell): CsvCell {
  if (typeof cell !== 'object') return cell
  return 'share' in cell ? cell.share : new Date(cell.at).toISOString()
}
