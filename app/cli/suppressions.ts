import { z } from 'zod'

import {
  previewSchema,
  suppressionPageSchema,
  suppressionSchema,
} from '../../cases/api/suppression-contract.ts'
import { suppressionKinds, suppressionWords } from '../../core/case-terms.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { parseDuration } from '../../core/time.ts'

import { clientOf, clientOptions } from './client.ts'
import type { Command, CommandBody, Input } from './command.ts'
import { only } from './devices.ts'
import { epochText } from './epoch-text.ts'
import { clock, print } from './table.ts'

const list: Command = {
  name: 'list',
  summary: 'Lists what holds alarms back, newest first',
  options: {
    ...clientOptions,
    running: { type: 'boolean', help: 'only those that are not over' },
    limit: { type: 'string', value: '<n>', help: 'at most so many (default 50)' },
    cursor: { type: 'string', value: '<cursor>', help: 'go on from an earlier page' },
  },
  async run(input) {
    const { items, next } = suppressionPageSchema.parse(
      await clientOf(input).get('/v1/suppressions', {
        limit: input.text('limit'),
        cursor: input.text('cursor'),
        ...(input.flag('running') && { running: 'true' }),
      }),
    )
    const json = input.flag('json')
    const rows = items.map((item) => ({
      ...item,
      kind: suppressionWords[item.kind].zh,
      until: clock(item.until),
      covers: JSON.stringify(item.matcher),
    }))
    const columns = [
      'id',
      'kind',
      'inForce',
      'until',
      'upTo',
      'by',
      'reason',
      'permit',
      'covers',
    ] as const
    print(json, columns, rows, items)
    if (next !== undefined && !json) process.stdout.write(`more: --cursor ${next}\n`)
  },
}

const several = { type: 'string', multiple: true } as const

const add: Command = {
  name: 'add',
  summary: 'Holds alarms back for a while',
  options: {
    ...clientOptions,
    kind: { type: 'string', value: '<kind>', help: suppressionKinds.join(', ') },
    device: { ...several, value: '<id>', help: 'of this device; may be said several times' },
    gateway: { ...several, value: '<id>', help: 'of this gateway and its children' },
    cell: { ...several, value: '<digits>', help: 'in this cell, street or district' },
    owner: { ...several, value: '<unit>', help: 'of the devices of this unit' },
    rule: { ...several, value: '<rule>', help: 'of this rule only' },
    'up-to': { type: 'string', value: '<severity>', help: 'the gravest that is held back' },
    reason: { type: 'string', value: '<words>', help: 'why' },
    permit: { type: 'string', value: '<number>', help: 'number of the paper, of a permit' },
    from: { type: 'string', value: '<instant>', help: 'RFC 3339 (default: now)' },
    until: { type: 'string', value: '<instant>', help: 'RFC 3339, or a span from now such as 2h' },
    hours: { type: 'string', value: '<HH:MM-HH:MM>', help: 'only in these hours of each day' },
    preview: { type: 'boolean', help: 'say how much it would hold back, and make nothing' },
  },
  more: 'Example: urban-brain suppressions add --kind permit --permit 2026-17 --device mh-0042 --until 4h --reason "cable works"',
  async run(input) {
    const client = clientOf(input)
    const body = bodyOf(input)
    if (input.flag('preview')) {
      const { devices, standing } = previewSchema.parse(
        await client.post('/v1/suppressions/preview', body),
      )
      process.stdout.write(`${devices} devices, ${standing} standing alarms\n`)
      return
    }
    const made = suppressionSchema.parse(await client.post('/v1/suppressions', body))
    process.stdout.write(`${made.id} holds alarms back until ${clock(made.until)}\n`)
  },
}

const end: Command = {
  name: 'end',
  summary: 'Ends one before its time; alarms that stand go to the cases',
  usage: '<id>',
  options: { ...clientOptions, reason: { type: 'string', value: '<words>', help: 'why' } },
  async run(input) {
    const id = only(input, 'the id of a suppression')
    const path = `/v1/suppressions/${encodeURIComponent(id)}/end`
    const answer = await clientOf(input).post(path, { reason: needed(input, 'reason') })
    const { ended } = suppressionSchema.parse(answer)
    process.stdout.write(`${id} ${ended === undefined ? 'was over already' : 'is ended'}\n`)
  },
}

function needed(input: Input, option: string): string {
  const text = input.text(option)
  if (text === undefined) throw new UrbanBrainError('usage', `--${option} is needed`)
  return text
}

function bodyOf(input: Input): unknown {
  const kind = z.enum(suppressionKinds).safeParse(needed(input, 'kind'))
  if (!kind.success)
    throw new UrbanBrainError('usage', `--kind is one of ${suppressionKinds.join(', ')}`)
  const until = needed(input, 'until')
  const span = parseDuration(until)
  const from = input.text('from')
  const hours = input.text('hours')
  const texts = (option: string) =>
    input.texts(option).length > 0 ? input.texts(option) : undefined
  return {
    kind: kind.data,
    matcher: {
      devices: texts('device'),
      gateways: texts('gateway'),
      cells: texts('cell'),
      owners: texts('owner'),
      rules: texts('rule'),
    },
    upTo: input.text('up-to'),
    reason: needed(input, 'reason'),
    permit: input.text('permit'),
    from: from === undefined ? undefined : Number(epochText('from', from, Date.now())),
    until: span === undefined ? Number(epochText('until', until, Date.now())) : Date.now() + span,
    ...(hours !== undefined && { repeat: { hours } }),
  }
}

export const suppressions: CommandBody = {
  subcommands: [list, add, end],
}
