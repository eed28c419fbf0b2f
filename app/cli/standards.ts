import { loadDispatchTable } from '../../cases/desk/city-files.ts'
import { standardsDifference } from '../../cases/desk/standards-difference.ts'
import { readStandards } from '../../cases/desk/standards-file.ts'
import { standardsSchema } from '../../cases/api/contract.ts'
import type { Standard } from '../../cases/life/standards.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { readWrittenText } from '../../runtime/written-file.ts'

import { clientOf, clientOptions, configOf } from './client.ts'
import type { Command } from './command.ts'
import { only } from './devices.ts'
import { print } from './table.ts'

export const standards: Command = {
  name: 'standards',
  summary: 'Lists the filing standard (立案结案标准) that holds today',
  options: clientOptions,
  async run(input) {
    const rows = standardsSchema.parse(await clientOf(input).get('/v1/standards'))
    print(
      input.flag('json'),
      ['id', 'lead', 'limit', 'filing', 'closing', 'until'],
      rows.map((row) => ({ ...row, filing: row.filing.zh, closing: row.closing.zh })),
      rows,
    )
  },
}

const mostBytes = 1_048_576

export const checkStandards: Command = {
  name: 'check-standards',
  summary: 'Checks a new standards.csv, and says what it changes of the one in the city folder',
  usage: '<csv>',
  options: {
    config: { type: 'string', short: 'c', value: '<file>', help: 'configuration file (YAML)' },
    json: { type: 'boolean', help: 'print the difference as JSON' },
  },
  more: 'Example: urban-brain cases check-standards new.csv && cp new.csv city/standards.csv',
  async run(input) {
    const path = only(input, 'a CSV file')
    const { units, standards: before } = await loadDispatchTable(configOf(input).city)
    const duties = new Set([...units.values()].flatMap((unit) => unit.duties))
    const { standards: after, mistakes } = readStandards(
      await readWrittenText(path, mostBytes),
      duties,
    )
    if (mistakes.length > 0)
      throw new UrbanBrainError('city-invalid', `${path} has ${mistakes.length} mistakes`, {
        details: mistakes.map(({ line, message }) => `line ${line}: ${message}`),
      })
    const difference = standardsDifference(before, after)
    if (input.flag('json')) {
      process.stdout.write(`${JSON.stringify(difference, null, 2)}\n`)
      return
    }
    const { added, removed, changed } = difference
    const lines = [
      ...added.map((row) => `added    ${textOf(row)}`),
      ...removed.map((row) => `removed  ${textOf(row)}`),
      ...changed.map((pair) => `changed  ${textOf(pair.before)}\n      to ${textOf(pair.after)}`),
      `${after.length} rows: ${added.length} added, ${removed.length} removed, ${changed.length} changed`,
    ]
    process.stdout.write(`${lines.join('\n')}\n`)
  },
}

const textOf = ({ id, lead, limit, filing, closing, from, until }: Standard): string =>
  [
    ...[id, lead, limit, `${filing.zh} -> ${closing.zh}`],
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ].join(', ')
