/** Rotas (值班表) as a city keeps them in a spreadsheet: a row for each stretch of duty, several units and desks in one file. Pure. */
import type { RotaHolder } from '../../core/duty-desks.ts'
import { readCsv } from '../../runtime/csv-source.ts'
import type { Shift } from '../life/rota.ts'
import { mostShifts, shiftMistakes } from '../life/rota-edit.ts'

const needed = ['unit', 'person', 'since', 'days', 'from', 'to'] as const
const known: ReadonlySet<string> = new Set([...needed, 'until'])

export interface RotasRead {
  readonly rotas: ReadonlyMap<RotaHolder, readonly Shift[]>
  readonly mistakes: readonly { readonly line: number; readonly message: string }[]
}

/** Whose rota may be changed, and who can have duty there. */
export type PeopleOf = (unit: RotaHolder) => ReadonlySet<string> | undefined

/** All rows, or every mistake of all of them. */
export function readRotas(text: string, peopleOf: PeopleOf): RotasRead {
  const table = readCsv(text, { known, needed })
  const mistakes = table.mistakes.map(({ line = 1, said }) => ({ line, message: said.en }))
  const rotas = new Map<RotaHolder, Shift[]>()
  for (const { line, cells } of table.rows) {
    const row = Object.fromEntries(cells) as Readonly<Record<string, string>>
    const { person = '', since = '', until = '', days = '', from = '', to = '' } = row
    const unit = (row['unit'] ?? '') as RotaHolder
    const shift = { person, since, ...(until !== '' && { until }), days, from, to }
    const people = peopleOf(unit)
    const shifts = rotas.get(unit) ?? []
    const wrong = [
      ...(people === undefined
        ? [`unit: ${JSON.stringify(unit)} is no unit that you answer for`]
        : []),
      ...shiftMistakes(shift, people ?? new Set([person])),
      ...(shifts.length >= mostShifts ? [`a rota has ${mostShifts} rows at most`] : []),
    ]
    mistakes.push(...wrong.map((message) => ({ line, message })))
    if (wrong.length === 0) rotas.set(unit, [...shifts, shift])
  }
  if (mistakes.length === 0 && rotas.size === 0)
    mistakes.push({ line: 1, message: 'the file has no rows' })
  return { rotas, mistakes }
}
