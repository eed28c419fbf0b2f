/** The filing standard as a city keeps it in a spreadsheet: `standards.csv` of the city folder. Pure. */
import { isDay, said } from '../../core/written-cells.ts'
import { readCsv } from '../../runtime/csv-source.ts'
import { holdsOn, type Standard } from '../life/standards.ts'
import { limitText, parseLimit } from '../life/working-time.ts'

const needed = ['category', 'condition', 'lead', 'limit', 'filing_zh', 'closing_zh'] as const
const optional = ['filing_en', 'closing_en', 'from', 'until'] as const
export const standardColumns: readonly string[] = [...needed, ...optional]
const known: ReadonlySet<string> = new Set(standardColumns)

export interface StandardsRead {
  readonly standards: readonly Standard[]
  readonly mistakes: readonly { readonly line: number; readonly message: string }[]
}

/** All rows, or every mistake of all of them. */
export function readStandards(text: string, duties: ReadonlySet<string>): StandardsRead {
  const table = readCsv(text, { known, needed })
  const mistakes = table.mistakes.map(({ line = 1, said }) => ({ line, message: said.en }))
  const standards: Standard[] = []
  for (const { line, cells } of table.rows) {
    const row = Object.fromEntries(cells) as Readonly<Record<string, string>>
    const wrong = [...mistakesOf(row, duties), ...rivalsOf(row, standards)]
    mistakes.push(...wrong.map((message) => ({ line, message })))
    if (wrong.length === 0) standards.push(standardOf(row))
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

const ambiguous = /^\d+(?:\.\d+)?\s*(小时|天|hours?|days?)$/i

function* mistakesOf(
  row: Readonly<Record<string, string>>,
  duties: ReadonlySet<string>,
): Iterable<string> {
  const { category = '', condition = '', lead = '', limit = '', from = '', until = '' } = row
  if (!/^\d{4}$/.test(category)) yield `category: ${said(category)} is not four digits`
  if (!/^[1-9]\d?$/.test(condition)) yield `condition: ${said(condition)} is not 1 to 99`
  if (!duties.has(lead)) yield `lead: no unit of units.yaml has the duty ${said(lead)}`
  if (ambiguous.test(limit))
    yield `limit: ${said(limit)} does not say which clock: 紧急工作时 runs through the night, 工作时 and 工作日 only while offices work, 自然日 are days of the calendar`
  else if (parseLimit(limit) === undefined)
    yield `limit: ${said(limit)} is not like 2紧急工作时, 4工作时, 1工作日, 3自然日, 30分钟 (or 2 urgent hours)`
  for (const name of ['filing_zh', 'closing_zh'])
    if ((row[name] ?? '') === '') yield `${name}: is empty`
  for (const name of ['filing_zh', 'filing_en', 'closing_zh', 'closing_en'])
    if ((row[name] ?? '').length > 500) yield `${name}: is longer than 500 characters`
  for (const [name, day] of Object.entries({ from, until }))
    if (day !== '' && !isDay(day)) yield `${name}: ${said(day)} is no day like 2026-01-31`
  if (isDay(from) && isDay(until) && until < from) yield `until: ${until} is before from ${from}`
}

/** Rows of one condition may follow each other, not hold on the same day. */
function* rivalsOf(
  row: Readonly<Record<string, string>>,
  before: readonly Standard[],
): Iterable<string> {
  const { from = '', until = '' } = row
  const rival = before.find(
    (other) =>
      other.id === idOf(row) &&
      (holdsOn(other, from || '0000') ||
        holdsOn({ ...(from && { from }), ...(until && { until }) }, other.from ?? '0000')),
  )
  if (rival !== undefined)
    yield `${rival.id} holds from ${rival.from ?? 'ever'} until ${rival.until ?? 'ever'} by a row before; two of one condition do not hold on one day`
}
