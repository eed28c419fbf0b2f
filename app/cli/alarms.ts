import { alarmPageSchema } from '../../cases/api/contract.ts'
import { clientOf, clientOptions } from './client.ts'
import type { Command } from './command.ts'
import { clock, print } from './table.ts'

export const alarms: Command = {
  name: 'alarms',
  summary: 'Lists alarms, newest first',
  options: {
    ...clientOptions,
    standing: { type: 'boolean', help: 'only those that are not cleared' },
    device: { type: 'string', value: '<id>', help: 'of one device' },
    'not-opened': {
      type: 'boolean',
      help: 'those that opened no case of their own or outlived it, with the reason',
    },
    limit: { type: 'string', value: '<n>', help: 'at most so many (default 50)' },
    cursor: { type: 'string', value: '<cursor>', help: 'go on from an earlier page' },
  },
  async run(input) {
    const path = input.flag('not-opened') ? '/v1/alarms/not-opened' : '/v1/alarms'
    const { items, next } = alarmPageSchema.parse(
      await clientOf(input).get(path, {
        limit: input.text('limit'),
        cursor: input.text('cursor'),
        device: input.text('device'),
        ...(input.flag('standing') ? { standing: 'true' } : {}),
      }),
    )
    const json = input.flag('json')
    const rows = json
      ? items
      : items.map((item) => ({ ...item, raised: clock(item.raisedAt), title: item.title.zh }))
    print(
      json,
      ['raised', 'severity', 'device', 'rule', 'title', 'standing', 'outcome', 'case'],
      rows,
    )
    if (next !== undefined && !json) process.stdout.write(`more: --cursor ${next}\n`)
  },
}
