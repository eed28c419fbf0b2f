/** Evaluations that stay as they were published (考评冻结、签发). */
import {
  frozenEvaluationSchema,
  frozenListSchema,
  frozenProofSchema,
  frozenSchema,
  type FrozenAsked,
} from '../../cases/api/frozen-contract.ts'
import type { FieldOf } from './fields.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { clientOf, clientOptions } from './client.ts'
import type { Command, Input } from './command.ts'
import { only } from './devices.ts'
import { clock, print } from './table.ts'

const pathOf = (id: string) => `/v1/evaluations/frozen/${encodeURIComponent(id)}`
const what = 'a period, such as 2026-03-01_2026-03-31'

async function act(input: Input, body: Readonly<Record<FieldOf<FrozenAsked>, string | undefined>>) {
  const answer = await clientOf(input).post(`${pathOf(only(input, what))}/commands`, body)
  const { id, stage, editions } = frozenSchema.parse(answer)
  const last = editions.at(-1)
  process.stdout.write(
    input.flag('json')
      ? `${JSON.stringify(answer, null, 2)}\n`
      : `${id} is ${stage}: edition ${last?.edition}, ${last?.cases} cases, ${last?.digest}\n`,
  )
}

const comment = { type: 'string', value: '<words>', help: 'what is said with it' } as const

export const freeze: Command = {
  name: 'freeze',
  summary: 'Freezes the evaluation of a period (冻结); needs supervisor, manager or administrator',
  usage: '<period>',
  options: { ...clientOptions, comment },
  more: 'Example: urban-brain cases freeze 2026-03-01_2026-03-31 --comment "March, as published"',
  run: (input) =>
    act(input, { command: 'freeze', comment: input.text('comment'), reason: undefined }),
}

export const sign: Command = {
  name: 'sign',
  summary: 'Signs a frozen evaluation (签发); needs manager',
  usage: '<period>',
  options: { ...clientOptions, comment },
  run: (input) =>
    act(input, { command: 'sign', comment: input.text('comment'), reason: undefined }),
}

export const reopen: Command = {
  name: 'reopen-evaluation',
  summary: 'Opens a frozen evaluation again for another edition; the first stays. Needs manager',
  usage: '<period>',
  options: {
    ...clientOptions,
    reason: { type: 'string', value: '<words>', help: 'why (required)' },
  },
  async run(input) {
    const reason = input.text('reason')
    if (reason === undefined) throw new UrbanBrainError('usage', 'say why: --reason <words>')
    await act(input, { command: 'reopen', reason, comment: undefined })
  },
}

export const frozen: Command = {
  name: 'frozen',
  summary: 'Lists frozen evaluations, or shows how one differs from what is counted now',
  usage: '[period]',
  options: {
    ...clientOptions,
    by: { type: 'string', value: '<what>', help: 'unit, street and so on (default unit)' },
    edition: { type: 'string', value: '<n>', help: 'the newest by default' },
    verify: { type: 'boolean', help: 'prove that nobody changed what was frozen' },
  },
  async run(input) {
    if (input.positionals.length === 0) return list(input)
    const path = pathOf(only(input, what))
    const client = clientOf(input)
    const json = input.flag('json')
    if (input.flag('verify')) {
      const { intact, faults } = frozenProofSchema.parse(await client.get(`${path}/verify-record`))
      print(json, ['version', 'page', 'fault'], faults)
      if (!json) process.stdout.write(`${intact ? 'intact' : 'CHANGED'}\n`)
      if (!intact) process.exitCode = 1
      return
    }
    const answer = await client.get(path, { by: input.text('by'), edition: input.text('edition') })
    const { edition, differences, state } = frozenEvaluationSchema.parse(answer)
    if (json) {
      process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
      return
    }
    process.stdout.write(`${state.id} is ${state.stage}, edition ${edition}\n`)
    const rows = differences.map(({ name, ...row }) => ({ ...row, name: name.zh }))
    print(false, ['key', 'figure', 'name', 'frozen', 'now'], rows)
  },
}

async function list(input: Input): Promise<void> {
  const { items } = frozenListSchema.parse(await clientOf(input).get('/v1/evaluations/frozen'))
  const rows = items.flatMap(({ id, stage, editions }) =>
    editions.map(({ edition, cases, frozen: by, signed, reopened }, index) => ({
      ...{ id, edition, cases, by: by.by },
      stage: index === editions.length - 1 ? stage : 'reopened',
      frozen: clock(by.at),
      signed: signed && `${clock(signed.at)} ${signed.by}`,
      reopened: reopened?.reason,
    })),
  )
  const columns = ['id', 'edition', 'stage', 'cases', 'frozen', 'by', 'signed', 'reopened'] as const
  print(input.flag('json'), columns, rows, items)
}
