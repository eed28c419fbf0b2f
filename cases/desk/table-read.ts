/** A file of a table whose rows have a name each. Pure. */
import type { Bilingual } from '../../core/bilingual.ts'
import type { CellCode, UnitId } from '../../core/identity.ts'
import { tableColumns } from '../../core/table-columns.ts'
import { readCsv } from '../../runtime/csv-source.ts'
import type { Cells } from '../life/catalogue.ts'
import type { Unit } from '../life/dispatch.ts'
import { atLine, columnTitle, wrongIn, type LineMistake } from '../life/table-mistakes.ts'

export interface TableRead {
  readonly rows: readonly Cells[]
  readonly mistakes: readonly LineMistake[]
}

/** What a file is held against. */
export interface TableCity {
  readonly units: ReadonlyMap<UnitId, Pick<Unit, 'id' | 'name' | 'duties'>>
  /** Codes of the grid; none when there is no grid. */
  readonly cells: ReadonlySet<string>
  /** Codes of the responsibility grids of today. */
  readonly grids: ReadonlySet<string>
  readonly cellAt: (longitude: number, latitude: number) => CellCode | undefined
  /** The day of today. */
  readonly today: string
}

interface TableForm {
  readonly needed: readonly string[]
  readonly columns: readonly string[]
  /** The column that names a row. */
  readonly key: string
  /** What names a row where it is not that column alone. */
  readonly nameOf?: (row: Cells) => string
  readonly mistakesOf: (row: Cells, line: number) => Iterable<Bilingual>
  /** As it is kept: what people may write in several ways is written in one. */
  readonly kept: (row: Cells) => Cells
}

/** All rows as they are kept, or every mistake of all of them. */
export function readTable(
  text: string,
  { needed, columns, key, nameOf = (row) => row[key] ?? '', mistakesOf, kept }: TableForm,
): TableRead {
  const table = readCsv(text, {
    ...{ known: new Set(columns), needed, chineseOf: columnTitle },
    nameOf: columnOf(columns),
  })
  const mistakes = table.mistakes.map(({ line = 1, said }) => atLine(line, said))
  const rows: Cells[] = []
  const lines = new Map<string, number>()
  for (const { line, cells } of table.rows) {
    const row: Cells = Object.fromEntries(cells)
    const name = nameOf(row)
    const before = lines.get(name)
    const wrong = [
      ...mistakesOf(row, line),
      ...(before === undefined ? [] : [wrongIn(key, 'twice', { name, line: before })]),
    ]
    lines.set(name, before ?? line)
    mistakes.push(...wrong.map((one) => atLine(line, one)))
    if (wrong.length === 0)
      rows.push(Object.fromEntries(Object.entries(kept(row)).filter(([, cell]) => cell !== '')))
  }
  return { rows, mistakes }
}

/** A column by the name that programs give it, or as people call it in either language; another heading is itself, and nobody knows it. */
export const columnOf =
  (columns: readonly string[]) =>
  (heading: string): string => {
    if (columns.includes(heading)) return heading
    const called = columns.filter((name) => {
      const { zh, en } = tableColumns[name] ?? { zh: name, en: name }
      return [zh, en].includes(heading)
    })
    return called.length === 1 ? (called[0] ?? heading) : heading
  }

/** What stands in one cell, with spaces or any comma between. */
export const listed = (text = ''): readonly string[] => [
  ...new Set(text.split(/[\s,;，；、]+/).filter((part) => part !== '')),
]

/** A unit by its identifier or its name. */
export function unitCalled(text = '', { units }: Pick<TableCity, 'units'>): UnitId | undefined {
  if (text === '') return undefined
  for (const { id, name } of units.values())
    if (id === text || name.zh === text || name.en === text) return id
  return undefined
}
