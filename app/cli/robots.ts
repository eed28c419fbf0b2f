import { UrbanBrainError } from '../../core/errors.ts'
import { tryRobots } from '../assembly/try-robots.ts'
import { systemClock } from '../run/system-clock.ts'

import { configOf } from './client.ts'
import type { Command } from './command.ts'

export const robots: Command = {
  name: 'try-robots',
  summary: 'Sends a trial message to the robots (群机器人) of the configuration',
  options: {
    config: { type: 'string', short: 'c', value: '<file>', help: 'configuration file (YAML)' },
    to: { type: 'string', value: '<unit>', help: 'of this unit or desk only' },
  },
  more: 'Example: urban-brain cases try-robots --to drainage',
  async run(input) {
    const { notices } = configOf(input).cases
    const only = input.text('to')
    const asked = notices.robots.filter(({ to }) => only === undefined || to === only)
    if (asked.length === 0)
      throw new UrbanBrainError(
        'usage',
        only === undefined ? 'cases.notices.robots is empty' : `no robot of ${only} is configured`,
      )
    const failures: string[] = []
    for await (const { to, kind, failure } of tryRobots(
      { ...notices, robots: asked },
      systemClock,
    )) {
      if (failure === undefined) process.stdout.write(`${to}: ${kind} has taken it\n`)
      else failures.push(`${to}: ${failure}`)
    }
    if (failures.length > 0)
      throw new UrbanBrainError('notice-failed', `${failures.length} of ${asked.length} failed`, {
        details: failures,
      })
  },
}
