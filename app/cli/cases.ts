import {
  casePageSchema,
  personCommands,
  type caseQuerySchema,
  caseWithTimelineSchema,
  type CaseCommand,
} from '../../cases/api/contract.ts'
import { platformSchema, retriedSchema } from '../../cases/api/platform-contract.ts'
import { supervisionKinds, supervisionLevels, waitings } from '../../core/supervision-terms.ts'
import { coordinationGrounds } from '../../core/coordination-terms.ts'
import { transferOutcomes } from '../../core/transfer-terms.ts'
import { satisfactions } from '../../core/satisfaction-terms.ts'
import { UrbanBrainError } from '../../core/errors.ts'

import { alike } from './alike.ts'
import { boundaries } from './boundaries.ts'
import { checkFile, exportFile } from './case-file.ts'
import { clientOf, clientOptions } from './client.ts'
import type { Command, CommandBody } from './command.ts'
import { only } from './devices.ts'
import { auditDeadlines } from './deadline-audit.ts'
import { duty, importDuty } from './duty.ts'
import { checkEscalation } from './escalation.ts'
import { evaluate } from './evaluate.ts'
import { followCode } from './follow-code.ts'
import { freeze, frozen, reopen, sign } from './frozen.ts'
import { audit } from './filing-audit.ts'
import { givenOf, type FieldOf } from './fields.ts'
import { looks, retention } from './looks.ts'
import { patrols } from './patrols.ts'
import { acceptRecord, verify } from './record.ts'
import { reporter } from './reporter.ts'
import { robots } from './robots.ts'
import { checkStandards, standards } from './standards.ts'
import { clock, print } from './table.ts'

const list: Command = {
  name: 'list',
  summary: 'Lists cases, newest first',
  options: {
    ...clientOptions,
    stage: { type: 'string', value: '<stages>', help: 'one stage or several with commas' },
    unit: { type: 'string', value: '<unit>', help: 'of one unit' },
    category: { type: 'string', value: '<code>', help: 'of one category, e.g. 0506' },
    waiting: {
      type: 'string',
      value: '<what>',
      help: `of which this waits for a decision: ${waitings.join(', ')}`,
    },
    cell: { type: 'string', value: '<digits>', help: 'first digits of the grid code' },
    grid: { type: 'string', value: '<code>', help: 'of one responsibility grid (责任网格)' },
    limit: { type: 'string', value: '<n>', help: 'at most so many (default 50)' },
    cursor: { type: 'string', value: '<cursor>', help: 'go on from an earlier page' },
  },
  async run(input) {
    const query = givenOf<keyof typeof caseQuerySchema.shape>(input, [
      'stage',
      'unit',
      'category',
      'waiting',
      'cell',
      'grid',
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
    unit: {
      type: 'string',
      value: '<unit>',
      help: 'dispatch, askSupport, coordinate: to this unit',
    },
    ground: {
      type: 'string',
      value: '<word>',
      help: `askCoordination: ${coordinationGrounds.join(', ')}`,
    },
    district: { type: 'string', value: '<digits>', help: 'coordinate: to this district' },
    instruction: { type: 'string', value: '<words>', help: 'coordinate: what is to be done' },
    addressee: { type: 'string', value: '<words>', help: 'transfer: the authority' },
    number: { type: 'string', value: '<words>', help: 'transfer: of the letter' },
    outcome: {
      type: 'string',
      value: '<word>',
      help: `enterFeedback: ${transferOutcomes.join(', ')}`,
    },
    task: { type: 'string', value: '<words>', help: 'askSupport: what is asked of the unit' },
    text: {
      type: 'string',
      value: '<words>',
      help: 'report, verify, comment: what was found or done',
    },
    reason: { type: 'string', value: '<words>', help: 'return, void: why; askSuspension: a word' },
    of: { type: 'string', value: '<case>', help: 'markDuplicate: the case that is kept' },
    until: {
      type: 'string',
      value: '<instant>',
      help: 'askSuspension, transfer: 2026-03-20T08:00+08:00',
    },
    despite: {
      type: 'string',
      value: '<words>',
      help: 'verify, close, void: why, although an alarm stands; report: although a supporting unit is not done',
    },
    count: { type: 'string', value: '<n>', help: 'reinforce: how many people' },
    demand: { type: 'string', value: '<words>', help: 'supervise, demandAgain: what is demanded' },
    limit: {
      type: 'string',
      value: '<limit>',
      help: 'extend, supervise, demandAgain, askSupport: from now, as "4 working hours"',
    },
    kind: { type: 'string', value: '<kind>', help: `supervise: ${supervisionKinds.join(', ')}` },
    level: { type: 'string', value: '<level>', help: `supervise: ${supervisionLevels.join(', ')}` },
    rating: { type: 'string', value: '<word>', help: `rate: ${satisfactions.join(', ')}` },
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
      ...givenOf<CommandField>(input, [
        ...([
          'unit',
          'ground',
          'district',
          'instruction',
          'task',
          'addressee',
          'number',
          'outcome',
          'text',
          'reason',
          'despite',
          'demand',
          'limit',
          'kind',
          'level',
          'of',
          'rating',
        ] as const),
      ]),
      command,
    }
    const until = input.text('until')
    if (until !== undefined) body.until = instantOf(until)
    const count = input.text('count')
    if (count !== undefined) body.count = countOf(count)
    if (command === 'verify') body.passed = !input.flag('failed')
    await clientOf(input).post(`/v1/cases/${encodeURIComponent(id)}/commands`, body)
    const { case: after } = caseWithTimelineSchema.parse(
      await clientOf(input).get(`/v1/cases/${encodeURIComponent(id)}`),
    )
    process.stdout.write(`${id} is ${after.stage}\n`)
  },
}

function countOf(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new UrbanBrainError('usage', `--count ${text} is no number of people`)
  return Number(text)
}

function instantOf(text: string): number {
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new UrbanBrainError('usage', `--until ${text} is no instant`)
  return at
}

const platform: Command = {
  name: 'platform',
  summary: 'Lists cases that the platform of the city refused; --retry has them tried again',
  options: {
    ...clientOptions,
    retry: { type: 'string', value: '<case>', help: 'this case again, or `all`' },
  },
  more: 'Example: urban-brain cases platform --retry C20260315-8f3a1b2c9d4e',
  async run(input) {
    const client = clientOf(input)
    const retry = input.text('retry')
    if (retry !== undefined) {
      const body = retry === 'all' ? {} : { case: retry }
      const { retried } = retriedSchema.parse(await client.post('/v1/platform/retry', body))
      if (retried === 0 && retry !== 'all')
        throw new UrbanBrainError('not-found', `${retry} is no case that the platform refused`)
      process.stdout.write(`${retried} cases are tried again\n`)
      return
    }
    const answer = platformSchema.parse(await client.get('/v1/platform'))
    const json = input.flag('json')
    const rows = answer.cases.map((row) => ({ ...row, at: clock(row.at) }))
    print(json, ['at', 'case', 'version', 'behind', 'reason'], rows, answer.cases)
    if (!json)
      process.stdout.write(
        `${answer.waiting} cases wait for the platform, ${answer.refused} of them refused\n`,
      )
  },
}

export const cases: CommandBody = {
  subcommands: [
    ...[
      list,
      show,
      reporter,
      followCode,
      act,
      evaluate,
      verify,
      exportFile,
      checkFile,
      acceptRecord,
      platform,
    ],
    ...[audit, freeze, sign, reopen, frozen, standards, checkStandards, robots, boundaries],
    ...[alike, checkEscalation, auditDeadlines, duty, importDuty, patrols],
    ...[looks, retention],
  ],
}
