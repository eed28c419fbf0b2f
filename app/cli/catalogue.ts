/** Tables of the city that change while it runs (目录): versions, differences, putting a file in force. */
import { readFileSync } from 'node:fs'

import type { z } from 'zod'

import {
  catalogueCheckSchema,
  cataloguePutSchema,
  catalogueTrySchema,
  catalogueSchema,
  catalogueVersionSchema,
} from '../../cases/api/catalogue-contract.ts'
import { catalogueTables } from '../../core/catalogue-terms.ts'
import { messageOf, UrbanBrainError } from '../../core/errors.ts'

import { clientOf, clientOptions } from './client.ts'
import type { Command, CommandBody, Input, OptionSpec } from './command.ts'
import { only } from './devices.ts'
import { clock, print } from './table.ts'

const table: OptionSpec = {
  type: 'string',
  value: '<table>',
  help: `one of ${catalogueTables.join(', ')} (default: standards)`,
}
const from: OptionSpec = {
  type: 'string',
  value: '<day>',
  help: 'first day on which it holds, 2026-01-31 (default: today)',
}

const pathOf = (input: Input, rest = ''): string =>
  `/v1/catalogue/${encodeURIComponent(input.text('table') ?? 'standards')}${rest}`

const list: Command = {
  name: 'list',
  summary: 'Lists the versions of a table, the newest first',
  options: { ...clientOptions, table },
  async run(input) {
    const found = catalogueSchema.parse(await clientOf(input).get(pathOf(input)))
    const rows = found.versions.map((row) => ({
      ...row,
      at: clock(row.at),
      holds: row.version === found.inForce ? 'today' : undefined,
    }))
    print(
      input.flag('json'),
      ['version', 'from', 'holds', 'rows', 'at', 'by', 'reason', 'restores'],
      rows,
      found.versions,
    )
  },
}

const show: Command = {
  name: 'show',
  summary: 'Shows the rows of a version; the one that holds today when none is named',
  usage: '[<version>]',
  options: {
    ...clientOptions,
    table,
    csv: { type: 'boolean', help: 'print the file, to be changed and imported again' },
  },
  async run(input) {
    const client = clientOf(input)
    const { inForce, columns } = catalogueSchema.parse(await client.get(pathOf(input)))
    const version = input.positionals.length === 0 ? String(inForce) : only(input, 'a version')
    const path = pathOf(input, `/versions/${encodeURIComponent(version)}`)
    if (input.flag('csv')) {
      process.stdout.write(await client.bytes(`${path}/table.csv`))
      return
    }
    const found = catalogueVersionSchema.parse(await client.get(path))
    print(input.flag('json'), columns, found.rows, found.rows)
  },
}

type Check = z.output<typeof catalogueCheckSchema>

async function checked(input: Input, file: Uint8Array): Promise<Check> {
  const day = input.text('from')
  const query = day === undefined ? '' : `?from=${encodeURIComponent(day)}`
  return catalogueCheckSchema.parse(
    await clientOf(input).post(pathOf(input, `/check${query}`), file, 'application/octet-stream'),
  )
}

const diff: Command = {
  name: 'diff',
  summary: 'Every mistake of a file (CSV or XLSX), or what it would change; changes nothing',
  usage: '<file>',
  options: { ...clientOptions, table, from },
  async run(input) {
    const check = await checked(input, fileOf(input))
    if (input.flag('json')) process.stdout.write(`${JSON.stringify(check, null, 2)}\n`)
    else process.stdout.write(differenceText(differenceOf(check)))
  },
}

const importTable: Command = {
  name: 'import',
  summary: 'Puts a file (CSV or XLSX) in force as the next version, all of it or nothing',
  usage: '<file>',
  options: {
    ...clientOptions,
    table,
    from,
    reason: { type: 'string', value: '<words>', help: 'why, such as the number of the order' },
  },
  more: 'Example: urban-brain catalogue import standards.xlsx --from 2026-04-01 --reason "order 12 of 2026"',
  async run(input) {
    const file = fileOf(input)
    const { newest } = differenceOf(await checked(input, file))
    const query = new URLSearchParams({ after: String(newest), reason: reasonOf(input) })
    const day = input.text('from')
    if (day !== undefined) query.set('from', day)
    const path = pathOf(input, `/versions?${query.toString()}`)
    told(input, await clientOf(input).post(path, file, 'application/octet-stream'))
  },
}

const restoreTable: Command = {
  name: 'restore',
  summary: 'Puts an earlier version in force again; 0 is that of the city folder',
  usage: '<version>',
  options: {
    ...clientOptions,
    table,
    from,
    reason: { type: 'string', value: '<words>', help: 'why' },
  },
  async run(input) {
    const client = clientOf(input)
    const { newest } = catalogueSchema.parse(await client.get(pathOf(input)))
    const body = {
      ...{ version: Number(only(input, 'a version')), after: newest },
      ...{ reason: reasonOf(input), from: input.text('from') },
    }
    told(input, await client.post(pathOf(input, '/restore'), body))
  },
}

const tryTables: Command = {
  name: 'try',
  summary:
    'Says which unit would get a case, by what holds and by a file of units or the dispatch table',
  usage: '[<file>]',
  options: {
    ...clientOptions,
    table: { ...table, help: 'units or dispatch, of which the file is (default: dispatch)' },
    from,
    category: { type: 'string', value: '<code>', help: 'four digits' },
    lead: { type: 'string', value: '<duty>', help: 'default: that of the filing standard' },
    cell: { type: 'string', value: '<code>', help: 'where, 15 digits' },
    device: { type: 'string', value: '<id>', help: 'of which the case is' },
  },
  more: 'Example: urban-brain catalogue try dispatch.csv --category 0103 --cell 990103001001001',
  async run(input) {
    const query = new URLSearchParams()
    for (const name of ['category', 'lead', 'cell', 'device', 'from']) {
      const text = input.text(name)
      if (text !== undefined) query.set(name, text)
    }
    const of = encodeURIComponent(input.text('table') ?? 'dispatch')
    const file = input.positionals.length === 0 ? Buffer.alloc(0) : fileOf(input)
    const path = `/v1/catalogue/${of}/try?${query.toString()}`
    const answer = await clientOf(input).post(path, file, 'application/octet-stream')
    const tried = catalogueTrySchema.parse(answer)
    const lines = [
      `by what holds: ${outcomeText(tried.inForce)}`,
      ...(tried.file === undefined ? [] : [`by the file:   ${outcomeText(tried.file)}`]),
    ]
    process.stdout.write(
      input.flag('json') ? `${JSON.stringify(tried, null, 2)}\n` : `${lines.join('\n')}\n`,
    )
  },
}

type Outcome = z.output<typeof catalogueTrySchema>['inForce']

const outcomeText = ({ unit, why, row }: Outcome): string =>
  unit === undefined ? 'nobody' : `${unit} (${row === undefined ? why : `row ${row}`})`

function fileOf(input: Input): Uint8Array {
  const path = only(input, 'a file')
  try {
    return readFileSync(path)
  } catch (error) {
    throw new UrbanBrainError('usage', `${path} cannot be read: ${messageOf(error)}`)
  }
}

function reasonOf(input: Input): string {
  const reason = input.text('reason')
  if (reason === undefined) throw new UrbanBrainError('usage', 'say why: --reason "<words>"')
  return reason
}

function told(input: Input, answer: unknown): void {
  const { version, from: day, rows } = cataloguePutSchema.parse(answer)
  process.stdout.write(
    input.flag('json')
      ? `${JSON.stringify(answer)}\n`
      : `version ${version} holds from ${day}, ${rows} rows\n`,
  )
}

function differenceOf({ mistakes, difference }: Check): NonNullable<Check['difference']> {
  if (difference !== undefined) return difference
  throw new UrbanBrainError('import-invalid', `the file has ${mistakes.length} mistake(s)`, {
    details: mistakes.map(({ line, message }) => `line ${line}: ${message}`),
  })
}

const rowText = (row: Readonly<Record<string, string>>): string => Object.values(row).join(', ')

function differenceText(difference: NonNullable<Check['difference']>): string {
  const { against, counts, added, gone, changed, touched, more, concerns, effects } = difference
  const listed = added.length + gone.length + changed.length
  const left = counts.added + counts.gone + counts.changed - listed
  const lines = [
    ...added.map((row) => `added    ${rowText(row)}`),
    ...gone.map((row) => `gone     ${rowText(row)}`),
    ...changed.map((pair) => `changed  ${rowText(pair.before)}\n      to ${rowText(pair.after)}`),
    ...(left > 0 ? [`and ${left} more`] : []),
    ...touched.map(({ row, open }) => `${open} open case(s) keep ${row} as it was`),
    ...(more ? ['more cases are open than were looked at'] : []),
    ...effects.map(effectText),
    ...concerns.map(({ en, refused }) => `${refused === undefined ? 'note' : 'refused'}     ${en}`),
    `against version ${against}: ${counts.added} added, ${counts.gone} gone, ${counts.changed} changed`,
  ]
  return `${lines.join('\n')}\n`
}

function effectText(effect: NonNullable<Check['difference']>['effects'][number]): string {
  const { category, lead, cell, cells, before = 'nobody', after = 'nobody' } = effect
  const where = cell === undefined ? '' : ` in ${cells} cells such as ${cell}`
  return `case     ${category ?? `others of ${lead}`}${where}: ${before} -> ${after}`
}

export const catalogue: CommandBody = {
  subcommands: [list, show, diff, tryTables, importTable, restoreTable],
}
