/** The filing standard as a city keeps it in a spreadsheet: `standards.csv` of the city folder. Pure. */
import type { Bilingual } from '../../core/bilingual.ts'
import { isDay, said } from '../../core/written-cells.ts'
import { readCsv } from '../../runtime/csv-source.ts'
import { holdsOn, type Standard } from '../life/standards.ts'
import { limitText, parseLimit } from '../life/working-time.ts'
import { columnOf } from './table-read.ts'
import {
  atLine,
  columnCalled,
  columnTitle,
  tableMistakeWords,
  wrong,
  wrongIn,
  type LineMistake,
} from '../life/table-mistakes.ts'

const needed = ['category', 'condition', 'lead', 'limit', 'filing_zh', 'closing_zh'] as const
const optional = ['filing_en', 'closing_en', 'from', 'until'] as const
export const standardColumns: readonly string[] = [...needed, ...optional]
const known: ReadonlySet<string> = new Set(standardColumns)

export interface StandardsRead {
  readonly standards: readonly Standard[]
  readonly mistakes: readonly LineMistake[]
}

/** All rows, or every mistake of all of them. */
export function readStandards(text: string, duties: ReadonlySet<string>): StandardsRead {
  const table = readCsv(text, {
    ...{ known, needed, chineseOf: columnTitle },
    nameOf: columnOf(standardColumns),
  })
  const mistakes = table.mistakes.map(({ line = 1, said }) => atLine(line, said))
  const standards: Standard[] = []
  for (const { line, cells } of table.rows) {
    const row = Object.fromEntries(cells) as Readonly<Record<string, string>>
    const found = [...mistakesOf(row, duties), ...rivalsOf(row, standards)]
    mistakes.push(...found.map((one) => atLine(line, one)))
    if (found.length === 0) standards.push(standardOf(row))
  }
  return { standards, mistakes }
}

const idOf = ({ category, condition }: Readonly<Record<string, string>>): string =>
  `${category ?? ''}-${condition ?? ''}`

/** A row that is as it has to be. */
export function standardOf(row: Readonly<Record<string, string>>): Standard {
  const { category = '', lead = '', from = '', until = '' } = row
  const limit = parseLimit(row['limit'] ?? '')
  const words = (name: string) => {
    const zh = row[`${name}_zh`] ?? ''
    return { zh, en: row[`${name}_en`] || zh }
  }
  return {
    id: idOf(row),
    ...{ category, lead, limit: limit === undefined ? '' : limitText(limit) },
    filing: words('filing'),
    closing: words('closing'),
    ...(from !== '' && { from }),
    ...(until !== '' && { until }),
  }
}

const longestText = 500
const ambiguous = /^\d+(?:\.\d+)?\s*(小时|天|hours?|days?)$/i

function* mistakesOf(
  row: Readonly<Record<string, string>>,
  duties: ReadonlySet<string>,
): Iterable<Bilingual> {
  const { category = '', condition = '', lead = '', limit = '', from = '', until = '' } = row
  if (!/^\d{4}$/.test(category)) yield wrongIn('category', 'fourDigits', { said: said(category) })
  if (!/^[1-9]\d?$/.test(condition))
    yield wrongIn('condition', 'conditionNumber', { said: said(condition) })
  if (!duties.has(lead)) yield wrongIn('lead', 'noDuty', { said: said(lead) })
  if (ambiguous.test(limit)) yield wrongIn('limit', 'whichClock', { said: said(limit) })
  else if (parseLimit(limit) === undefined) yield wrongIn('limit', 'noLimit', { said: said(limit) })
  for (const name of ['filing_zh', 'closing_zh'])
    if ((row[name] ?? '') === '') yield wrongIn(name, 'empty')
  for (const name of ['filing_zh', 'filing_en', 'closing_zh', 'closing_en'])
    if ((row[name] ?? '').length > longestText) yield wrongIn(name, 'longer', { most: longestText })
  for (const [name, day] of Object.entries({ from, until }))
    if (day !== '' && !isDay(day)) yield wrongIn(name, 'noDay', { said: said(day) })
  if (isDay(from) && isDay(until) && until < from)
    yield wrongIn('until', 'before', { end: until, column: columnCalled('from'), start: from })
}

/** Rows of one condition may follow each other, not hold on the same day. */
function* rivalsOf(
  row: Readonly<Record<string, string>>,
  before: readonly Standard[],
): Iterable<Bilingual> {
  const { from = '', until = '' } = row
  const rival = before.find(
    (other) =>
      other.id === idOf(row) &&
      (holdsOn(other, from || '0000') ||
        holdsOn({ ...(from && { from }), ...(until && { until }) }, other.from ?? '0000')),
  )
  if (rival === undefined) return
  const { ever } = tableMistakeWords
  yield wrong('rival', { id: rival.id, from: rival.from ?? ever, until: rival.until ?? ever })
}
