import { resolve } from 'node:path'

import { loadDispatchTable } from '../../cases/desk/city-files.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { unitIdSchema, type UnitId } from '../../core/identity.ts'
import { issueTokens, tokensFile } from '../tokens.ts'

import { configOf } from './client.ts'
import type { Command, CommandBody } from './command.ts'

const issue: Command = {
  name: 'issue',
  summary: 'Makes the tokens of the desk roles, crews and services that a file does not hold yet',
  options: {
    config: { type: 'string', short: 'c', value: '<file>', help: 'configuration file (YAML)' },
    out: {
      type: 'string',
      value: '<file>',
      help: 'the file (default: tokens of the configuration, else tokens.json in the data folder)',
    },
    unit: {
      type: 'string',
      value: '<id>',
      help: 'a unit that stands in a version of the table of units and not in units.yaml',
    },
  },
  more: [
    'Processes of one city share such a file: set tokens: <file> in the configuration of each. It is readable by its',
    'owner only and holds what people sign in with, so treat it as a secret.',
    '',
    'Example: urban-brain tokens issue --out /etc/urban-brain/tokens.json',
  ].join('\n'),
  async run(input) {
    const config = configOf(input)
    const file = resolve(input.text('out') ?? tokensFile(config))
    const { units } = await loadDispatchTable(config.city)
    const more = input.text('unit')
    const issued = issueTokens(file, [
      ...units.keys(),
      ...(more === undefined ? [] : [unitNamed(more)]),
    ])
    process.stdout.write(`${issued.length} tokens in ${file}\n`)
  },
}

function unitNamed(text: string): UnitId {
  const read = unitIdSchema.safeParse(text)
  if (read.success) return read.data
  throw new UrbanBrainError('usage', `${text} is no identifier of a unit`)
}

export const tokens: CommandBody = {
  subcommands: [issue],
}
