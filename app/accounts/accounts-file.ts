import { parse } from 'csv-parse/sync'
import { z } from 'zod'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { newAccountNameSchema, profileSchema } from './decide/account.ts'

const personSchema = profileSchema.safeExtend({
  name: newAccountNameSchema,
})
export type NewAccount = z.output<typeof personSchema>

const rowsSchema = z.array(
  z.object({ record: z.record(z.string(), z.string()), info: z.object({ lines: z.number() }) }),
)

/** The people of a CSV file; throws `import-invalid` with every mistake by its line. */
export function accountsIn(text: string): readonly NewAccount[] {
  const mistakes: string[] = []
  const people: NewAccount[] = []
  const lines = new Map<string, number>()
  for (const { record, info } of rowsOf(text)) {
    const filled = Object.entries(record)
      .filter(([, cell]) => cell !== '')
      .map(([column, cell]) => [column, column === 'areas' ? areasIn(cell) : cell])
    const row = personSchema.safeParse(Object.fromEntries(filled))
    if (!row.success) {
      for (const { path, message } of row.error.issues)
        mistakes.push(`line ${info.lines}: ${[...path.map(String), message].join(': ')}`)
      continue
    }
    const before = lines.get(row.data.name)
    if (before !== undefined)
      mistakes.push(`line ${info.lines}: ${row.data.name} stands in line ${before} already`)
    lines.set(row.data.name, info.lines)
    people.push(row.data)
  }
  if (mistakes.length > 0)
    throw new UrbanBrainError('import-invalid', 'the file has mistakes; nobody was added', {
      details: mistakes,
    })
  return people
}

/** As people write lists. */
export const areasIn = (text: string): readonly string[] =>
  text.split(/[\s,;，；、]+/).filter(Boolean)

function rowsOf(text: string): z.output<typeof rowsSchema> {
  try {
    const options = { bom: true, columns: true, info: true, skip_empty_lines: true, trim: true }
    return rowsSchema.parse(parse(text, options))
  } catch (error) {
    throw new UrbanBrainError('import-invalid', `no CSV file of people: ${messageOf(error)}`)
  }
}
