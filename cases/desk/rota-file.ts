/** Rotas (值班表) as a city keeps them in a spreadsheet: a row for each stretch of duty, several units and desks in one file. Pure. */
import type { RotaHolder } from '../../core/duty-desks.ts'
import { said } from '../../core/written-cells.ts'
import { readCsv } from '../../runtime/csv-source.ts'
import type { Shift } from '../life/rota.ts'
import { mostShifts, shiftMistakes } from '../life/rota-edit.ts'
import { atLine, columnTitle, wrong, wrongIn, type LineMistake } from '../life/table-mistakes.ts'

const needed = ['unit', 'person', 'since', 'days', 'from', 'to'] as const
const known: ReadonlySet<string> = new Set([...needed, 'until'])

export interface RotasRead {
  readonly rotas: ReadonlyMap<RotaHolder, readonly Shift[]>
  readonly mistakes: readonly LineMistake[]
}

/** Whose rota may be changed, and who can have duty there. */
export type PeopleOf = (unit: RotaHolder) => ReadonlySet<string> | undefined

/** All rows, or every mistake of all of them. */
export function readRotas(text: string, peopleOf: PeopleOf): RotasRead {
  const table = readCsv(text, { known, needed, chineseOf: columnTitle })
  const mistakes = table.mistakes.map((found) => atLine(found.line ?? 1, found.said))
  const rotas = new Map<RotaHolder, Shift[]>()
  for (const { line, cells } of table.rows) {
    const row = Object.fromEntries(cells) as Readonly<Record<string, string>>
    const { person = '', since = '', until = '', days = '', from = '', to = '' } = row
    const unit = (row['unit'] ?? '') as RotaHolder
    const shift = { person, since, ...(until !== '' && { until }), days, from, to }
    const people = peopleOf(unit)
    const shifts = rotas.get(unit) ?? []
    const found = [
      ...(people === undefined ? [wrongIn('unit', 'notYours', { said: said(unit) })] : []),
      ...shiftMistakes(shift, people ?? new Set([person])),
      ...(shifts.length >= mostShifts ? [wrong('mostRows', { most: mostShifts })] : []),
    ]
    mistakes.push(...found.map((one) => atLine(line, one)))
    if (found.length === 0) rotas.set(unit, [...shifts, shift])
  }
  if (mistakes.length === 0 && rotas.size === 0) mistakes.push(atLine(1, wrong('noRows')))
  return { rotas, mistakes }
}
