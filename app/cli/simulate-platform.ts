import { z } from 'zod'

import { UrbanBrainError } from '../../core/errors.ts'
import { createPlatformSimulator } from '../../simulators/platform.ts'

import { configOf } from './client.ts'
import type { Command } from './command.ts'
import { numbersOf } from './fields.ts'
import { hearSignals } from './until-stopped.ts'

const milliseconds = z.coerce.number().int().min(0).max(60_000).default(0)
const share = z.coerce.number().min(0).max(0.9).default(0)
const numbers = z.strictObject({
  port: z.coerce.number().int().min(0).max(65_535).default(8099),
  seed: z.coerce.number().int().min(0).max(0xffff_ffff).default(1),
  slow: milliseconds,
  reorder: milliseconds,
  down: share,
  double: share,
})

export const simulatePlatform: Command = {
  name: 'platform',
  summary: 'Plays the platform of a city that events of cases are posted to',
  options: {
    config: { type: 'string', short: 'c', value: '<file>', help: 'configuration file (YAML)' },
    port: { type: 'string', value: '<n>', help: 'where it listens on 127.0.0.1 (8099)' },
    secret: { type: 'string', value: '<words>', help: 'default: cases.platform.secret' },
    slow: { type: 'string', value: '<ms>', help: 'each call waits so long (0)' },
    reorder: { type: 'string', value: '<ms>', help: 'and by chance up to so much longer (0)' },
    down: { type: 'string', value: '<share>', help: 'calls that are cut or answered 503 (0)' },
    double: { type: 'string', value: '<share>', help: 'calls taken without an answer (0)' },
    seed: { type: 'string', value: '<n>', help: 'the same seed gives the same chances (1)' },
  },
  more: [
    'It proves signature, order and repeats by itself; what is not as it must be ends it with 1.',
    'Example: urban-brain simulate platform --down 0.3 --double 0.2 --reorder 500',
  ].join('\n'),
  async run(input) {
    const signals = hearSignals()
    const secret = input.text('secret') ?? configOf(input).cases.platform?.secret
    if (secret === undefined)
      throw new UrbanBrainError('usage', 'say the common secret: --secret, or cases.platform')
    const platform = createPlatformSimulator({ ...numbersOf(input, numbers), secret })
    await platform.start()
    process.stdout.write(`the platform takes events at ${platform.url()}\n`)
    const line = () => {
      const events = [...platform.taken().values()].reduce((sum, { length }) => sum + length, 0)
      return `${platform.taken().size} cases, ${events} events, ${platform.repeats()} repeats, ${platform.faults().length} faults\n`
    }
    const timer = setInterval(() => process.stdout.write(line()), 5_000)
    await signals.untilStopped()
    clearInterval(timer)
    await platform.stop()
    process.stdout.write(line())
    for (const fault of platform.faults()) process.stdout.write(`${fault}\n`)
    if (platform.faults().length > 0) process.exitCode = 1
  },
}
