/** Who reported a case (报案人), for the desks. */
import { reporterSchema } from '../../cases/api/reporter-contract.ts'

import { clientOf, clientOptions } from './client.ts'
import type { Command } from './command.ts'
import { only } from './devices.ts'
import { givenOf } from './fields.ts'
import { clock } from './table.ts'

export const reporter: Command = {
  name: 'reporter',
  summary:
    'Shows who reported a case in part, --reveal in full. --erase removes it, the record stays',
  usage: '<case>',
  options: {
    ...clientOptions,
    reveal: { type: 'boolean', help: 'in full; it is written down who looked' },
    purpose: { type: 'string', value: '<words>', help: 'what for, with --reveal' },
    erase: { type: 'boolean', help: 'for good; needs administrator' },
  },
  more: 'Example: urban-brain cases reporter C20260315-8f3a1b2c9d4e --reveal --purpose "call back" --token <operator token>',
  async run(input) {
    const path = `/v1/cases/${encodeURIComponent(only(input, 'the number of a case'))}/reporter`
    const client = clientOf(input)
    const answer = reporterSchema.parse(
      await (input.flag('erase')
        ? client.post(`${path}/erase`, {})
        : input.flag('reveal')
          ? client.post(`${path}/reveal`, givenOf(input, ['purpose']))
          : client.get(path)),
    )
    if (input.flag('json')) {
      process.stdout.write(`${JSON.stringify(answer)}\n`)
      return
    }
    const { number, name, phone, proven, erased } = answer
    if (erased !== undefined)
      process.stdout.write(`erased at ${clock(erased.at)} by ${erased.by}\n`)
    for (const [what, said] of Object.entries({ number, name, phone }))
      if (said !== undefined) process.stdout.write(`${what}  ${said}\n`)
    if (proven === false) process.stdout.write('does not fit the record of the case\n')
  },
}
