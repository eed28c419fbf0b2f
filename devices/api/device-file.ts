/** A file of devices as it was sent, and what it makes of the register. */
import type { z } from 'zod'

import { filled, type Bilingual } from '../../core/bilingual.ts'
import { decodeText, unreadableFile, type DecodedText } from '../../core/text-file.ts'
import type { ReadWorkbook } from '../../core/workbook.ts'
import { readTableFile } from '../../runtime/table-file.ts'
import { importCsv, importGeoJson, isFeature, type ImportedTable } from '../import.ts'
import { failed, type ImportContext } from '../register/import-decision.ts'
import { importWords } from '../register/import-words.ts'
import type { importCheckQuerySchema } from './contract.ts'

export type ReadAs = z.output<typeof importCheckQuerySchema>

export interface DeviceFile {
  readonly read: DecodedText
  /** How it was read, where one should look. */
  readonly notes: readonly Bilingual[]
}

export async function readDeviceFile(
  body: unknown,
  { format, charset }: Pick<ReadAs, 'format' | 'charset'>,
  { readWorkbook, contentType }: { readWorkbook: ReadWorkbook; contentType: string | undefined },
): Promise<DeviceFile> {
  const named = charset ?? charsetOf(contentType)
  const read =
    format === 'csv'
      ? await readTableFile(body, readWorkbook, named)
      : body instanceof Uint8Array
        ? decodeText(body, named)
        : unreadableFile(importWords.noJson)
  const guessed = 'text' in read && read.encoding === 'gb18030'
  return { read, notes: guessed ? [filled(importWords.readAs, { encoding: 'GB18030' })] : [] }
}

const charsetOf = (contentType: string | undefined): string | undefined =>
  /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1]

/** Decided anew as often as the register changes meanwhile. */
export function importFile(
  { read, notes }: DeviceFile,
  { format, columns }: Pick<ReadAs, 'format' | 'columns'>,
  context: ImportContext,
): ImportedTable {
  if ('mistake' in read) {
    const { said, line } = read
    return { ...failed([{ said, ...(line !== undefined && { place: { line } }) }]), columns: [] }
  }
  const imported =
    format === 'csv'
      ? importCsv(read.text, context, chosenOf(columns))
      : { ...parsedGeoJson(read.text, context), columns: [] }
  return { ...imported, notes: [...notes, ...imported.notes] }
}

const chosenOf = (columns: string | undefined) =>
  columns?.split(',').map((field) => (field === '-' ? undefined : field.trim()))

function parsedGeoJson(text: string, context: ImportContext) {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return failed([{ said: importWords.noJson }])
  }
  return { ...importGeoJson(json, context), alone: isFeature(json) }
}
