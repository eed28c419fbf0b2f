import { readFileSync } from 'node:fs'

import {
  accountSchema,
  accountsLogSchema,
  accountsPageSchema,
  oneTimeSchema,
} from '../http/account-contract.ts'
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { accountsIn, areasIn, type NewAccount } from '../accounts/accounts-file.ts'
import { textOf } from '../../core/text-file.ts'

import { clientOf, clientOptions, type Client } from './client.ts'
import type { Command, CommandBody, Input } from './command.ts'
import { only } from './devices.ts'
import { givenOf } from './fields.ts'
import { clock, print } from './table.ts'

const list: Command = {
  name: 'list',
  summary: 'Lists accounts by name',
  options: {
    ...clientOptions,
    after: { type: 'string', value: '<name>', help: 'go on after this account' },
    limit: { type: 'string', value: '<n>', help: 'at most so many (default 100)' },
  },
  async run(input) {
    const { items, next } = accountsPageSchema.parse(
      await clientOf(input).get('/v1/accounts', givenOf(input, ['after', 'limit'])),
    )
    const rows = items.map((item) => ({
      ...item,
      signedIn: clock(item.signedIn),
      areas: item.areas?.join(' '),
    }))
    print(
      input.flag('json'),
      [
        'name',
        'person',
        'role',
        'unit',
        'areas',
        'disabled',
        'secondFactor',
        'signedIn',
        'failures',
      ],
      rows,
      items,
    )
    if (next !== undefined && !input.flag('json')) process.stdout.write(`more: --after ${next}\n`)
  },
}

const profileOptions = {
  person: { type: 'string', value: '<name>', help: 'what the person is called' },
  role: {
    type: 'string',
    value: '<role>',
    help: 'operator, dispatcher, crew, inspector, supervisor, manager or administrator',
  },
  unit: {
    type: 'string',
    value: '<unit>',
    help: 'of a crew; who else has one sees its cases alone',
  },
  areas: {
    type: 'string',
    value: '<codes>',
    help: 'districts, streets or communities to be limited to: 330106,330108009',
  },
} as const
const profileOf = (input: Input) => {
  const areas = input.text('areas')
  return {
    ...givenOf(input, ['person', 'role', 'unit']),
    ...(areas === undefined ? {} : { areas: areasIn(areas) }),
  }
}

const added = async (client: Client, body: { readonly name: string }) =>
  oneTimeSchema.parse(await client.post('/v1/accounts', body))

const add: Command = {
  name: 'add',
  summary: 'Adds a person and prints the password to hand over, once',
  usage: '<name>',
  options: { ...clientOptions, ...profileOptions },
  more: [
    'The person signs in with it and chooses another one first. The first administrator of a city is added in the same way:',
    'without --token the command comes with the token of the administrator in the local data folder.',
    '',
    'Example: urban-brain accounts add li.wei --person 李伟 --role inspector',
  ].join('\n'),
  async run(input) {
    const name = only(input, 'the name to sign in with')
    const { password } = await added(clientOf(input), { name, ...profileOf(input) })
    process.stdout.write(`${name} ${password}\n`)
  },
}

const edit: Command = {
  name: 'edit',
  summary: 'Says anew what a person is called, its role, unit and areas; ends its sessions',
  usage: '<name>',
  options: { ...clientOptions, ...profileOptions },
  async run(input) {
    const path = pathOf(input)
    const { name, role } = accountSchema.parse(await clientOf(input).post(path, profileOf(input)))
    process.stdout.write(`${name} is ${role}\n`)
  },
}

const reset: Command = {
  name: 'reset',
  summary: 'Gives a new password, printed once, for one that was forgotten; ends the sessions',
  usage: '<name>',
  options: {
    ...clientOptions,
    'second-factor': { type: 'boolean', help: 'take the second factor away too: it is lost' },
  },
  async run(input) {
    const { account, password } = oneTimeSchema.parse(
      await clientOf(input).post(`${pathOf(input)}/reset`, {
        secondFactor: input.flag('second-factor'),
      }),
    )
    process.stdout.write(`${account.name} ${password}\n`)
  },
}

const switched = (name: 'disable' | 'enable', summary: string): Command => ({
  name,
  summary,
  usage: '<name>',
  options: clientOptions,
  async run(input) {
    const account = accountSchema.parse(await clientOf(input).post(`${pathOf(input)}/${name}`))
    process.stdout.write(`${account.name} is ${account.disabled ? 'disabled' : 'enabled'}\n`)
  },
})

const importAccounts: Command = {
  name: 'import',
  summary: 'Adds the people of a CSV file and prints their passwords, once',
  usage: '<file>',
  options: clientOptions,
  more: [
    'The file has the columns name, person, role, unit and areas (330106 330108009), in UTF-8 or GB 18030. It is checked whole before anybody is added.',
    'Who has an account already is left as it is and said so, so a file may be imported again after it grew.',
    '',
    'Example: urban-brain accounts import people.csv > passwords.txt',
  ].join('\n'),
  async run(input) {
    const file = only(input, 'a file')
    const people = accountsIn(readFile(file))
    const client = clientOf(input)
    for (const [index, person] of people.entries()) {
      process.stdout.write(await linesOf(client, person))
      process.stderr.write(`${index + 1} of ${people.length}\n`)
    }
  },
}

async function linesOf(client: Client, person: NewAccount): Promise<string> {
  try {
    const { password } = await added(client, person)
    return `${person.name} ${password}\n`
  } catch (error) {
    if (!(error instanceof UrbanBrainError) || error.code !== 'account-exists') throw error
    process.stderr.write(`${person.name} has an account already and is left as it is\n`)
    return ''
  }
}

function readFile(file: string): string {
  try {
    return textOf(readFileSync(file))
  } catch (error) {
    throw new UrbanBrainError('usage', `${file} cannot be read: ${messageOf(error)}`)
  }
}

const log: Command = {
  name: 'log',
  summary: 'Who did what to which account, newest first',
  usage: '[name]',
  options: {
    ...clientOptions,
    after: { type: 'string', value: '<cursor>', help: 'go on from an earlier page' },
    limit: { type: 'string', value: '<n>', help: 'at most so many (default 100)' },
  },
  async run(input) {
    const [name] = input.positionals
    const { items, next } = accountsLogSchema.parse(
      await clientOf(input).get('/v1/accounts-log', {
        ...givenOf(input, ['after', 'limit']),
        name,
      }),
    )
    const rows = items.map((item) => ({ ...item, at: clock(item.at) }))
    print(input.flag('json'), ['at', 'name', 'what', 'by', 'details'], rows, items)
    if (next !== undefined && !input.flag('json')) process.stdout.write(`more: --after ${next}\n`)
  },
}

const pathOf = (input: Input): string =>
  `/v1/accounts/${encodeURIComponent(only(input, 'the name of an account'))}`

export const accounts: CommandBody = {
  subcommands: [
    list,
    add,
    edit,
    reset,
    switched('disable', 'Signs a person out and in no more'),
    switched('enable', 'Lets a person sign in again'),
    importAccounts,
    log,
  ],
}
