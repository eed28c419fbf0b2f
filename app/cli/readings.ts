import { type readingsQuerySchema, readingsSchema } from '../../series/api/contract.ts'
import { clientOf, clientOptions } from './client.ts'
import type { CommandBody, Input } from './command.ts'
import { epochText } from './epoch-text.ts'
import { givenOf } from './fields.ts'
import { clock, print } from './table.ts'

type QueryField = keyof typeof readingsQuerySchema.shape

export const readings: CommandBody = {
  options: {
    ...clientOptions,
    device: { type: 'string', value: '<id>', help: 'of one device' },
    kind: { type: 'string', value: '<kind>', help: 'of one kind' },
    cell: { type: 'string', value: '<digits>', help: 'first digits of the grid code' },
    quantity: { type: 'string', value: '<name>', help: 'of one quantity' },
    from: {
      type: 'string',
      value: '<instant>',
      help: 'RFC 3339 with its zone, epoch ms, or how long ago (2h); default a day ago',
    },
    to: { type: 'string', value: '<instant>', help: 'the same; default now' },
    bucket: {
      type: 'string',
      value: '<length>',
      help: 'mean, min, max and count of each 1m, 15m, 1h ...',
    },
    limit: { type: 'string', value: '<n>', help: 'at most so many (default 20)' },
  },
  more: 'Example: urban-brain readings --device WL-0001 --quantity depth --bucket 5m --from 2h',
  async run(input) {
    const answer = readingsSchema.parse(
      await clientOf(input).get('/v1/readings', {
        ...givenOf<QueryField>(input, ['device', 'kind', 'cell', 'quantity', 'bucket']),
        from: instantOf(input, 'from'),
        to: instantOf(input, 'to'),
        limit: input.text('limit') ?? '20',
      } satisfies { [Field in QueryField]?: string | undefined }),
    )
    const json = input.flag('json')
    if ('buckets' in answer) {
      const rows = answer.buckets.map((bucket) => ({
        ...bucket,
        at: clock(bucket.at),
      }))
      print(json, ['at', 'count', 'mean', 'min', 'max'], rows, answer.buckets)
      return
    }
    const rows = answer.readings.map((reading) => ({
      ...reading,
      observed: clock(reading.observedAt),
      values: Object.entries(reading.values)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
    }))
    print(json, ['observed', 'device', 'values', 'quality', 'timing'], rows, answer.readings)
  },
}

function instantOf(input: Input, option: string): string | undefined {
  const text = input.text(option)
  return text === undefined ? undefined : epochText(option, text, Date.now())
}
