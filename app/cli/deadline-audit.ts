/** The audit of deadlines (时限核对). */
import { deadlineAuditSchema } from '../../cases/api/deadline-audit-contract.ts'

import { clientOf, clientOptions } from './client.ts'
import type { Command } from './command.ts'
import { clock, print } from './table.ts'

export const auditDeadlines: Command = {
  name: 'audit-deadlines',
  summary: 'Computes from the record what the clock owed, and lists what nobody wrote',
  options: clientOptions,
  more: 'Ends with 1 when a deadline was missed. Example: urban-brain cases audit-deadlines',
  async run(input) {
    const answer = await clientOf(input).post('/v1/deadline-audit/check')
    const { last } = deadlineAuditSchema.parse(answer)
    const missed = last?.missed ?? []
    const json = input.flag('json')
    const rows = missed.map((row) => ({ ...row, due: clock(row.due) }))
    if (missed.length > 0 || json) print(json, ['case', 'kind', 'due'], rows, last ? [last] : [])
    if (!json)
      process.stdout.write(
        last?.message === undefined
          ? `${last?.cases ?? 0} cases, ${missed.length} deadlines missed\n`
          : `not ended: ${last.message}\n`,
      )
    if (missed.length > 0 || last?.message !== undefined) process.exitCode = 1
  },
}
