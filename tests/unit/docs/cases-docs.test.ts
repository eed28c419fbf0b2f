/** docs/cases.md says of commands and events what the code says. */
import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { commandTable } from '../../../cases/life/command-table.ts'
import { personCommandSchema } from '../../../cases/life/commands.ts'
import { factSchema } from '../../../cases/life/facts.ts'
import type { ActorRole } from '../../../core/actor.ts'
import { openStages, type Stage } from '../../../core/case-terms.ts'

const text = await readFile('docs/cases.md', 'utf8')

const section = (heading: string): string =>
  text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''

const columns = [
  'operator',
  'dispatcher',
  'crew',
  'inspector',
  'supervisor',
  'administrator',
] as const

interface Row {
  readonly asks: readonly string[]
  readonly stages: readonly string[]
  readonly roles: readonly ActorRole[]
}

/** The rows of the table of commands, by command. */
const documented = new Map(
  section('Who may do what')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line): [string, Row] => {
      const [command = '', stages = '', ...marks] = line
        .slice(2)
        .split('|')
        .map((cell) => cell.trim())
      const [, name = '', asks = ''] = /^`([^`]+)`(?: `([^`]+)`)?/.exec(command) ?? []
      return [
        name === 'POST /v1/cases' ? 'collect' : name,
        {
          asks: asks.split(', ').filter((word) => word !== ''),
          stages: stages
            .split(', ')
            .filter((stage) => /^[a-z ]+$/.test(stage) && !stage.startsWith('after ')),
          roles: columns.filter((_, place) => marks[place] === 'x'),
        },
      ]
    }),
)

const stagesOf = (stages: readonly Stage[] | undefined): readonly string[] =>
  stages === openStages ? ['any open'] : (stages ?? [])

const inForce = personCommandSchema.options.map(({ shape }): [string, Row] => {
  const { command, ...fields } = shape
  const { roles, stages } = commandTable[command.value]
  const asks = Object.entries(fields).map(([name, field]) =>
    field.safeParse(undefined).success ? `${name}?` : name,
  )
  return [
    command.value,
    { asks, stages: stagesOf(stages), roles: columns.filter((role) => roles.includes(role)) },
  ]
})

test('the table has each command with what it asks, when, and who may give it', () => {
  const { roles } = commandTable.collect
  const collect: Row = {
    asks: [],
    stages: [],
    roles: columns.filter((role) => roles.includes(role)),
  }
  expect(Object.fromEntries(documented)).toEqual({ collect, ...Object.fromEntries(inForce) })
})

test('the list of events is the vocabulary', () => {
  const list = /Everything that happens is an event: `([^`]+)`/.exec(section('Stages'))?.[1] ?? ''
  expect(list.split(/\s+/)).toEqual(
    factSchema.options.map((fact) => fact.unwrap().shape.event.value),
  )
})
