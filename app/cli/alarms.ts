import { alarmPageSchema, type alarmQuerySchema } from '../../cases/api/contract.ts'
import { quality } from './alarm-quality.ts'
import { clientOf, clientOptions } from './client.ts'
import type { CommandBody } from './command.ts'
import { givenOf } from './fields.ts'
import { clock, print } from './table.ts'

type QueryField = keyof typeof alarmQuerySchema.shape

export const alarms: CommandBody = {
  subcommands: [quality],
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
        ...givenOf<QueryField>(input, ['limit', 'cursor', 'device']),
        standing: input.flag('standing') ? 'true' : undefined,
      } satisfies { [Field in QueryField]?: string | undefined }),
    )
    const json = input.flag('json')
    const rows = items.map((item) => ({
      ...item,
      raised: clock(item.raisedAt),
      title: item.title.zh,
    }))
    print(
      json,
      ['raised', 'severity', 'device', 'rule', 'title', 'standing', 'outcome', 'case'],
      rows,
      items,
    )
    if (next !== undefined && !json) process.stdout.write(`more: --cursor ${next}\n`)
  },
}
