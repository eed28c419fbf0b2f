/** Answers that are files for a spreadsheet. */
import type { FastifyReply } from 'fastify'
import { z } from 'zod'

import type { Bilingual } from '../../core/bilingual.ts'
import { toCsv, type CsvCell } from '../../core/csv.ts'
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
export const fileSchema = z.custom<string | Uint8Array>().describe('A file')

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

export const sendFile = (
  reply: FastifyReply,
  file: { readonly name: string; readonly type: FileType; readonly content: string | Uint8Array },
): FastifyReply =>
  reply
    .type(types[file.type])
    .header('content-disposition', `attachment; filename="urban-brain-${file.name}"`)
    .send(file.content)

function csvCell(cell: SheetCell): CsvCell {
  if (typeof cell !== 'object') return cell
  return 'share' in cell ? cell.share : new Date(cell.at).toISOString()
}
