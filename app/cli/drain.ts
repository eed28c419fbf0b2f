import { join } from 'node:path'

import { shippedCatalogue } from '../package-root.ts'

import { configOf } from './client.ts'
import type { CommandBody } from './command.ts'
import { hearSignals } from './until-stopped.ts'

export const drain: CommandBody = {
  options: {
    config: { type: 'string', short: 'c', value: '<file>', help: 'configuration file (YAML)' },
  },
  more: [
    'Before a move, or before a copy that must hold no half-done work. Stop the running system first. Devices keep what they',
    'cannot send. Notices to crews are not sent; they stay in the log for the system that runs next.',
  ].join('\n'),
  async run(input) {
    const config = configOf(input)
    const { drain: drainStages } = await import('../migrate/drain.ts')
    const stopping = new AbortController()
    void hearSignals()
      .untilStopped()
      .then(() => stopping.abort())
    let shown = ''
    let at = Number.NEGATIVE_INFINITY
    await drainStages(
      {
        config,
        catalogue: config.rules.folder ?? shippedCatalogue(),
        log: {
          destination: join(config.data, 'logs', 'urban-brain.log'),
          level: config.programLog.level,
        },
        told: (left) => {
          const line = [...left].map(([group, records]) => `${group} ${records}`).join(' | ')
          const now = performance.now()
          if (line === shown || now - at < 1_000) return
          shown = line
          at = now
          process.stdout.write(`left: ${line}\n`)
        },
      },
      stopping.signal,
    )
    const done = !stopping.signal.aborted
    process.stdout.write(
      done ? 'drained; nothing is left to work off\n' : 'stopped before the end\n',
    )
    process.exit(done ? 0 : 1)
  },
}
