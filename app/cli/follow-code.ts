/** A code by which whoever reported a case follows it (查询码). */
import { followCodeSchema } from '../../cases/api/follow-contract.ts'

import { clientOf, clientOptions } from './client.ts'
import type { Command } from './command.ts'
import { only } from './devices.ts'

export const followCode: Command = {
  name: 'follow-code',
  summary: 'Gives out a code by which whoever reported a case follows it; the one before is void',
  usage: '<case>',
  options: clientOptions,
  more: 'Example: urban-brain cases follow-code C20260315-8f3a1b2c9d4e --token <operator token>',
  async run(input) {
    const id = only(input, 'the number of a case')
    const answer = followCodeSchema.parse(
      await clientOf(input).post(`/v1/cases/${encodeURIComponent(id)}/follow-code`, {}),
    )
    process.stdout.write(
      input.flag('json') ? `${JSON.stringify(answer)}\n` : `${answer.code}  ${answer.path}\n`,
    )
  },
}
