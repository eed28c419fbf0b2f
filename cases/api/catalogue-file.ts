/** A file of a table as people send it: CSV in the encodings of spreadsheets, or a workbook. */
import type { CatalogueTable } from '../../core/catalogue-terms.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { ReadWorkbook } from '../../core/workbook.ts'
import { readTableFile } from '../../runtime/table-file.ts'
import type { Catalogue } from '../desk/catalogue.ts'
import type { TableRead } from '../desk/table-read.ts'
import { toldOfFile } from '../life/table-mistakes.ts'
import type { NamedCell } from '../report/names.ts'
import type { CityGrid } from './collecting.ts'

export interface TableReaderDeps {
  readonly catalogue: Catalogue
  readonly readWorkbook: ReadWorkbook
  readonly cells: readonly NamedCell[]
  readonly grid?: CityGrid | undefined
}

export const largestTable = 16 * 1_024 * 1_024

/** Rows of a file, or its mistakes, by what the city has on the day from which it is to hold. */
export const tableReader =
  ({ catalogue, readWorkbook, cells, grid }: TableReaderDeps) =>
  async (table: CatalogueTable, body: unknown, from?: string): Promise<TableRead> =>
    catalogue.spec(table).read(await tableText(body, readWorkbook), {
      ...{ units: await catalogue.unitsOn(from), today: catalogue.today },
      grids: new Set((await catalogue.grids()).map(({ grid: code }) => code)),
      cells: new Set(cells.map(({ code }) => code)),
      cellAt: (longitude, latitude) => grid?.cellAt(longitude, latitude)?.code,
    })

async function tableText(body: unknown, readWorkbook: ReadWorkbook): Promise<string> {
  const file = await readTableFile(body, readWorkbook)
  if ('text' in file) return file.text
  throw new UrbanBrainError('import-invalid', 'the file cannot be read, nothing was imported', {
    details: [file.mistake],
    chinese: { message: '文件无法读取，未导入任何内容', details: [chineseOf(file)] },
  })
}

const chineseOf = ({ line, said }: { readonly line?: number; readonly said: { zh: string } }) =>
  line === undefined ? said.zh : `第 ${line} 行：${said.zh}`

export const notImported = (mistakes: TableRead['mistakes']) =>
  new UrbanBrainError(
    'import-invalid',
    `the file has ${mistakes.length} mistake(s), nothing was imported`,
    toldOfFile(mistakes),
  )
