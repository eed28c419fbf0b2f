/** Components of the city (部件), as the versions of their table say; `catalogue --table components` puts one in force. */
import type { z } from 'zod'

import { componentsSchema, componentViewSchema } from '../../cases/api/component-contract.ts'
import { toCsv } from '../../core/csv.ts'

import { clientOf, clientOptions } from './client.ts'
import type { Command, CommandBody, Input } from './command.ts'
import { only } from './devices.ts'
import { clock, print } from './table.ts'

const fileColumns = [
  ...['code', 'name', 'owner', 'maintenance', 'state', 'longitude', 'latitude'],
  ...['cell', 'census', 'note'],
] as const

const list: Command = {
  name: 'list',
  summary: 'Lists components in the order of their codes',
  options: {
    ...clientOptions,
    q: { type: 'string', value: '<text>', help: 'head of a code, or a part of a name' },
    state: { type: 'string', value: '<state>', help: 'intact, damaged, lost or abolished' },
    unit: { type: 'string', value: '<unit>', help: 'owner, or who maintains it' },
    on: { type: 'string', value: '<day>', help: 'as they are on this day (default: today)' },
    after: { type: 'string', value: '<code>', help: 'behind this code' },
    limit: { type: 'string', value: '<n>', help: 'so many (default: 50)' },
    csv: { type: 'boolean', help: 'all of them as a file, to be changed and imported again' },
  },
  more: 'Example: urban-brain components list --on 2026-03-01 --csv > components.csv',
  async run(input) {
    if (input.flag('csv')) return await writeFile(input)
    const { items, next } = await page(input, input.text('after'), input.text('limit'))
    print(
      input.flag('json'),
      ['code', 'name', 'owner', 'maintenance', 'state', 'cell', 'census', 'version'],
      items,
      items,
    )
    if (next !== undefined && !input.flag('json')) process.stdout.write(`more: --after ${next}\n`)
  },
}

async function page(
  input: Input,
  after: string | undefined,
  limit: string | undefined,
): Promise<z.output<typeof componentsSchema>> {
  const [q, state, unit, on] = ['q', 'state', 'unit', 'on'].map((name) => input.text(name))
  const query = { q, state, unit, on, after, limit }
  return componentsSchema.parse(await clientOf(input).get('/v1/components', query))
}

async function writeFile(input: Input): Promise<void> {
  const rows: (readonly (string | number | undefined)[])[] = [fileColumns]
  let after: string | undefined
  do {
    const { items, next } = await page(input, after, '500')
    rows.push(...items.map((item) => fileColumns.map((name) => item[name])))
    after = next
  } while (after !== undefined)
  process.stdout.write(toCsv(rows))
}

const show: Command = {
  name: 'show',
  summary: 'Shows a component, what versions say of it, its unit and the devices on it',
  usage: '<code>',
  options: clientOptions,
  async run(input) {
    const path = `/v1/components/${encodeURIComponent(only(input, 'a component code'))}`
    const answer = componentViewSchema.parse(await clientOf(input).get(path))
    const { component, unit, devices, versions } = answer
    if (input.flag('json')) {
      process.stdout.write(`${JSON.stringify(answer)}\n`)
      return
    }
    const facts = { ...component, unit, devices: devices.join(' ') }
    const rows = Object.entries(facts).map(([field, value]) => ({
      field,
      value: String(value ?? '-'),
    }))
    print(false, ['field', 'value'], rows, [])
    const said = versions.map((row) => ({ ...row, at: clock(row.at) }))
    process.stdout.write('\n')
    print(
      false,
      ['version', 'from', 'state', 'owner', 'maintenance', 'at', 'by', 'reason'],
      said,
      [],
    )
  },
}

export const components: CommandBody = {
  subcommands: [list, show],
}
