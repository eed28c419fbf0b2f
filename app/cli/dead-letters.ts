import { UrbanBrainError } from '../../core/errors.ts'
import {
  deadLetterSchema,
  deadLettersPageSchema,
  type deadLettersQuerySchema,
  redrivenSchema,
  type Redrive,
} from '../../ingest/api/contract.ts'

import { clientOf, clientOptions } from './client.ts'
import type { Command, CommandBody } from './command.ts'
import { only } from './devices.ts'
import { givenOf, type FieldOf } from './fields.ts'
import { clock, print } from './table.ts'

const list: Command = {
  name: 'list',
  summary: 'Lists what could not be used, newest first',
  options: {
    ...clientOptions,
    reason: { type: 'string', value: '<reason>', help: 'of one reason, e.g. unknown-device' },
    device: { type: 'string', value: '<id>', help: 'of one device or source' },
    before: { type: 'string', value: '<offset>', help: 'go on before this one' },
    limit: { type: 'string', value: '<n>', help: 'at most so many (default 100)' },
  },
  async run(input) {
    const query = givenOf<keyof typeof deadLettersQuerySchema.shape>(input, [
      'reason',
      'device',
      'before',
      'limit',
    ])
    const { deadLetters, before } = deadLettersPageSchema.parse(
      await clientOf(input).get('/v1/dead-letters', query),
    )
    const json = input.flag('json')
    const rows = deadLetters.map((row) => ({ ...row, received: clock(row.receivedAt) }))
    print(json, ['offset', 'received', 'reason', 'source', 'device', 'detail'], rows, deadLetters)
    if (before !== undefined && !json) process.stdout.write(`more: --before ${before}\n`)
  },
}

const show: Command = {
  name: 'show',
  summary: 'Shows one dead letter with its raw bytes',
  usage: '<offset>',
  options: clientOptions,
  async run(input) {
    const offset = only(input, 'the offset of a dead letter')
    const { body, ...head } = deadLetterSchema.parse(
      await clientOf(input).get(`/v1/dead-letters/${encodeURIComponent(offset)}`),
    )
    if (input.flag('json')) {
      process.stdout.write(`${JSON.stringify({ ...head, body })}\n`)
      return
    }
    for (const [name, value] of Object.entries({ ...head, received: clock(head.receivedAt) }))
      process.stdout.write(`${name.padEnd(12)} ${JSON.stringify(value)}\n`)
    const text = Buffer.from(body, 'base64').toString('utf8')
    // Quoted, so that a terminal never obeys what a device sent.
    process.stdout.write(`${'bytes'.padEnd(12)} ${JSON.stringify(text)}\n`)
  },
}

type RedriveField = FieldOf<Redrive>

const redrive: Command = {
  name: 'redrive',
  summary: 'Puts dead letters back among the frames, after the cause was mended',
  usage: '[offset ...]',
  options: {
    ...clientOptions,
    reason: { type: 'string', value: '<reason>', help: 'all of one reason' },
    device: { type: 'string', value: '<id>', help: 'all of one device or source' },
    limit: { type: 'string', value: '<n>', help: 'at most so many (default 100)' },
  },
  more: 'Example: urban-brain dead-letters redrive --reason unknown-device --device MH-9001',
  async run(input) {
    const offsets = input.positionals.map(Number)
    const filter = givenOf<RedriveField>(input, ['reason', 'device'])
    const limit = input.text('limit')
    if (offsets.length === 0 && Object.keys(filter).length === 0)
      throw new UrbanBrainError('usage', 'say which: offsets, --reason or --device')
    const body: { [Field in RedriveField]?: unknown } = offsets.length > 0 ? {} : filter
    if (offsets.length > 0) body.offsets = offsets
    else if (limit !== undefined) body.limit = Number(limit)
    const answer = redrivenSchema.parse(
      await clientOf(input).post('/v1/dead-letters/redrive', body),
    )
    process.stdout.write(
      `${answer.redriven} put back, ${answer.skipped.length} left where they are\n`,
    )
  },
}

export const deadLetters: CommandBody = {
  subcommands: [list, show, redrive],
}
