import { alarmQualitySchema } from '../../cases/api/alarm-quality-contract.ts'

import { clientOf, clientOptions } from './client.ts'
import type { Command } from './command.ts'
import { clock, print } from './table.ts'

export const quality: Command = {
  name: 'quality',
  summary: 'How good the alarms are: by rule, worst devices, chattering, stale',
  options: {
    ...clientOptions,
    days: { type: 'string', value: '<n>', help: 'of so many days up to now (default 7)' },
    chattering: { type: 'string', value: '<n>', help: 'raised more often in a day (default 10)' },
  },
  async run(input) {
    const answer = await clientOf(input).get('/v1/alarms/quality', {
      days: input.text('days'),
      chattering: input.text('chattering'),
    })
    if (input.flag('json')) {
      process.stdout.write(`${JSON.stringify(answer)}\n`)
      return
    }
    const found = alarmQualitySchema.parse(answer)
    const { alarms, cases, voided, devices, casesPerDeviceDay } = found
    const heading = (text: string) => process.stdout.write(`\n${text}\n`)
    process.stdout.write(
      `${alarms} alarms, ${cases} cases, ${voided} of them void; ${casesPerDeviceDay.toFixed(4)} cases a day from each of ${devices} devices\n`,
    )
    heading('by rule')
    print(false, ['rule', 'alarms', 'cases', 'voided'] as const, found.rules, [])
    heading('worst devices')
    print(false, ['device', 'alarms', 'cases', 'voided'] as const, found.worst, [])
    heading('chattering')
    print(false, ['device', 'rule', 'inOneDay'] as const, found.chattering, [])
    heading('stale')
    const stale = found.stale.map((one) => ({ ...one, since: clock(one.raisedAt) }))
    print(false, ['since', 'device', 'rule'] as const, stale, [])
  },
}
