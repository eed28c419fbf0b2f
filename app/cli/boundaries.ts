/** Boundaries between units that designations drew (职责界线). */
import { boundariesSchema, boundarySchema } from '../../cases/api/boundary-contract.ts'

import { clientOf, clientOptions } from './client.ts'
import type { Command } from './command.ts'
import { clock, print } from './table.ts'

export const boundaries: Command = {
  name: 'boundaries',
  summary: 'Lists the boundaries that designations drew; --revoke takes one back',
  options: {
    ...clientOptions,
    revoke: {
      type: 'string',
      value: '<case>',
      help: 'that of this case; needs supervisor or manager',
    },
    reason: { type: 'string', value: '<words>', help: 'why it is revoked' },
  },
  more: 'Example: urban-brain cases boundaries --revoke C20260315-8f3a1b2c9d4e --reason "handed over" --token <supervisor token>',
  async run(input) {
    const client = clientOf(input)
    const revoke = input.text('revoke')
    if (revoke !== undefined) {
      const path = `/v1/boundaries/${encodeURIComponent(revoke)}/revoke`
      const { revoked } = boundarySchema.parse(
        await client.post(path, { reason: input.text('reason') }),
      )
      process.stdout.write(`${revoke} is revoked by ${revoked?.by ?? 'nobody'}\n`)
      return
    }
    const found = boundariesSchema.parse(await client.get('/v1/boundaries'))
    const rows = found.map((row) => ({
      ...row,
      since: clock(row.since),
      revoked: row.revoked && `${clock(row.revoked.at)} ${row.revoked.by}`,
    }))
    const columns = [
      'since',
      'case',
      'category',
      'scope',
      'place',
      'unit',
      'by',
      'revoked',
    ] as const
    print(input.flag('json'), columns, rows, found)
  },
}
