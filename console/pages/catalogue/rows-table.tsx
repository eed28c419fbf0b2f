import type { ComponentChildren } from 'preact'

import { Scrolling } from '../../parts/scrolling.tsx'
import { componentStates, componentStateWords } from '../../../core/component-terms.ts'
import { tableColumns } from '../../../core/table-columns.ts'
import { categoryName, dutyName, showLimit, unitName } from '../../parts/case-names.ts'
import { say } from '../../words/words.ts'

type Cells = Readonly<Record<string, string>>

export interface MarkedRow {
  readonly mark?: ComponentChildren
  readonly cells: Cells
}

export interface RowsTableProps {
  readonly label: string
  readonly columns: readonly string[]
  readonly rows: readonly MarkedRow[]
  /** Heading of the marks. */
  readonly marked?: string
}

/** More than a page bears; the file has all. */
const mostShown = 500

const shownBy: Readonly<Partial<Record<string, (cell: string) => string>>> = {
  category: categoryName,
  lead: dutyName,
  limit: showLimit,
  owner: unitName,
  maintenance: unitName,
  state: stateName,
  unit: unitName,
  duty: dutyName,
  duties: (cell) => cell.split(' ').map(dutyName).join(' '),
}

function stateName(cell: string): string {
  const state = componentStates.find((known) => known === cell)
  return state === undefined ? cell : say(componentStateWords[state])
}

/** Rows of a table of the city by the columns of its file, without those that are empty in all of them. */
export function RowsTable({ label, columns, rows, marked }: RowsTableProps) {
  const shown = rows.slice(0, mostShown)
  const used = columns.filter((name) => shown.some(({ cells }) => (cells[name] ?? '') !== ''))
  return (
    <Scrolling label={label}>
      <table>
        <thead>
          <tr>
            {marked === undefined ? null : <th scope="col">{marked}</th>}
            {used.map((name) => (
              <th key={name} scope="col">
                {say(tableColumns[name] ?? { zh: name, en: name })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ mark, cells }, place) => (
            // Rows have no name of their own, and stay where they are.
            <tr key={place}>
              {marked === undefined ? null : <td>{mark}</td>}
              {used.map((name) => {
                const cell = cells[name] ?? ''
                return <td key={name}>{cell === '' ? '' : (shownBy[name]?.(cell) ?? cell)}</td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}
