import {
  casePageSchema,
  personCommands,
  type caseQuerySchema,
  caseWithTimelineSchema,
  verificationSchema,
  type CaseCommand,
} from '../../cases/api/contract.ts'
import { UrbanBrainError } from '../../core/errors.ts'

import { clientOf, clientOptions } from './client.ts'
import type { Command } from './command.ts'
import { only } from './devices.ts'
import { givenOf, type FieldOf } from './fields.ts'
import { clock, print } from './table.ts'

const list: Command = {
  name: 'list',
  summary: 'Lists cases, newest first',
  options: {
    ...clientOptions,
    stage: { type: 'string', value: '<stages>', help: 'one stage or several with commas' },
    unit: { type: 'string', value: '<unit>', help: 'of one unit' },
    category: { type: 'string', value: '<code>', help: 'of one category, e.g. 0506' },
    cell: { type: 'string', value: '<digits>', help: 'first digits of the grid code' },
    limit: { type: 'string', value: '<n>', help: 'at most so many (default 50)' },
    cursor: { type: 'string', value: '<cursor>', help: 'go on from an earlier page' },
  },
  async run(input) {
    const query = givenOf<keyof typeof caseQuerySchema.shape>(input, [
      'stage',
      'unit',
      'category',
      'cell',
      'limit',
      'cursor',
    ])
    const { items, next } = casePageSchema.parse(await clientOf(input).get('/v1/cases', query))
    const json = input.flag('json')
    const rows = items.map((item) => ({
      ...item,
      collected: clock(item.collectedAt),
      title: item.title.zh,
      device: item.place.device,
      due: item.deadlines
        .map(({ at, overdue }) => `${clock(at)}${overdue ? ' OVERDUE' : ''}`)
        .join(' '),
    }))
    print(
      json,
      ['collected', 'id', 'stage', 'severity', 'category', 'title', 'device', 'unit', 'due'],
      rows,
      items,
    )
    if (next !== undefined && !json) process.stdout.write(`more: --cursor ${next}\n`)
  },
}

const show: Command = {
  name: 'show',
  summary: 'Shows a case and the record of its life',
  usage: '<case>',
  options: clientOptions,
  async run(input) {
    const id = only(input, 'the number of a case')
    const answer = caseWithTimelineSchema.parse(
      await clientOf(input).get(`/v1/cases/${encodeURIComponent(id)}`),
    )
    if (input.flag('json')) {
      process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
      return
    }
    const { title, stage, deadlines } = answer.case
    process.stdout.write(`${id}  ${title.zh} / ${title.en}\nstage ${stage}\n`)
    for (const { kind, at, overdue } of deadlines)
      process.stdout.write(`${kind} deadline ${clock(at)}${overdue ? ' OVERDUE' : ''}\n`)
    process.stdout.write('\n')
    const rows = answer.timeline.map(({ at, by, ...row }) => ({
      ...row,
      at: clock(at),
      by: `${by.name} (${by.role})`,
    }))
    print(false, ['version', 'at', 'event', 'by', 'data'], rows)
  },
}

type CommandField = FieldOf<CaseCommand>

const act: Command = {
  name: 'do',
  summary: 'Gives a case a command',
  usage: '<case> <command>',
  options: {
    ...clientOptions,
    unit: { type: 'string', value: '<unit>', help: 'dispatch: to this unit' },
    text: {
      type: 'string',
      value: '<words>',
      help: 'report, verify, comment: what was found or done',
    },
    reason: { type: 'string', value: '<words>', help: 'return, void: why' },
    despite: {
      type: 'string',
      value: '<words>',
      help: 'verify, close, void: why, although an alarm of the case stands',
    },
    failed: { type: 'boolean', help: 'verify: it is not mended' },
  },
  more: [
    `Commands: ${personCommands.join(', ')}.`,
    'Example: urban-brain cases do C20260315-8f3a1b2c9d4e report --text "cover replaced" --token <crew token>',
  ].join('\n'),
  async run(input) {
    const [id, command, ...others] = input.positionals
    if (id === undefined || command === undefined || others.length > 0)
      throw new UrbanBrainError('usage', 'this command takes the number of a case and a command')
    const body: { [Field in CommandField]?: unknown } = {
      ...givenOf<CommandField>(input, ['unit', 'text', 'reason', 'despite']),
      command,
    }
    if (command === 'verify') body.passed = !input.flag('failed')
    await clientOf(input).post(`/v1/cases/${encodeURIComponent(id)}/commands`, body)
    const { case: after } = caseWithTimelineSchema.parse(
      await clientOf(input).get(`/v1/cases/${encodeURIComponent(id)}`),
    )
    process.stdout.write(`${id} is ${after.stage}\n`)
  },
}

const verify: Command = {
  name: 'verify',
  summary: 'Proves that nobody changed the record of a case',
  usage: '<case>',
  options: clientOptions,
  async run(input) {
    const id = only(input, 'the number of a case')
    const answer = verificationSchema.parse(
      await clientOf(input).get(`/v1/cases/${encodeURIComponent(id)}/verify-record`),
    )
    for (const { version, fault } of answer.faults)
      process.stdout.write(`version ${version}: ${fault}\n`)
    process.stdout.write(`${answer.events} events, ${answer.intact ? 'intact' : 'CHANGED'}\n`)
    if (!answer.intact) process.exitCode = 1
  },
}

export const cases: Command = {
  name: 'cases',
  summary: 'Grid cases (网格案件): list, show, do, verify',
  subcommands: [list, show, act, verify],
}
