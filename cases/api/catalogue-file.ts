/** A file of a table as people send it: CSV in the encodings of spreadsheets, or a workbook. */
import { UrbanBrainError } from '../../core/errors.ts'
import type { ReadWorkbook } from '../../core/workbook.ts'
import { readTableFile } from '../../runtime/table-file.ts'

export async function tableText(body: unknown, readWorkbook: ReadWorkbook): Promise<string> {
  const file = await readTableFile(body, readWorkbook)
  if ('text' in file) return file.text
  throw new UrbanBrainError('import-invalid', 'the file cannot be read, nothing was imported', {
    details: [file.mistake],
    chinese: { message: '文件无法读取，未导入任何内容', details: [chineseOf(file)] },
  })
}

const chineseOf = ({ line, said }: { readonly line?: number; readonly said: { zh: string } }) =>
  line === undefined ? said.zh : `第 ${line} 行：${said.zh}`
