import { existsSync, statSync } from 'node:fs'

import { UrbanBrainError } from '../../core/errors.ts'
import { configSchema, loadConfig, type Config } from '../config.ts'
import { learnCityKinds } from '../assembly/city-kinds.ts'
import type { MigrateOptions } from '../migrate/migrate.ts'

import { configOf } from './client.ts'
import type { CommandBody } from './command.ts'
import { print } from './table.ts'

export const migrate: CommandBody = {
  options: {
    from: {
      type: 'string',
      value: '<folder or file>',
      help: 'data folder of the old system, or its configuration file',
    },
    config: {
      type: 'string',
      short: 'c',
      value: '<file>',
      help: 'configuration of the new system (YAML); the environment belongs to it too',
    },
    resume: { type: 'boolean', help: 'go on with a move that was broken off' },
    'dry-run': { type: 'boolean', help: 'only count what would be moved' },
  },
  more: [
    'Stop the old system, drain it, move, start the new one: docs/migration.md. The old system is read and never changed.',
    '',
    'Example: urban-brain drain --config district.yaml',
    '         urban-brain migrate --from district.yaml --config metropolis.yaml',
  ].join('\n'),
  async run(input) {
    const from = sourceOf(input.text('from'))
    const to = configOf(input)
    const { countSource, migrate: move } = await import('../migrate/migrate.ts')
    for (const { city } of [from, to]) await learnCityKinds(city)
    if (input.flag('dry-run')) {
      const counted = await countSource(from, to.kafka?.partitions ?? 1)
      const rows = [...counted].map(([what, old]) => ({ what, old }))
      print(false, ['what', 'old'], rows)
      return
    }
    const started = performance.now()
    const rows = await move({ from, to, resume: input.flag('resume'), told: onTerminal() })
    print(
      false,
      ['what', 'old', 'new', ''],
      rows.map((row) => ({ ...row, '': row.old === row.new ? 'same' : 'DIFFERENT' })),
    )
    const differing = rows.filter((row) => row.old !== row.new).length
    const seconds = ((performance.now() - started) / 1_000).toFixed(1)
    if (differing > 0)
      throw new UrbanBrainError(
        'engine-mismatch',
        `${differing} counts differ: do not start the new system`,
      )
    process.stdout.write(`moved in ${seconds} s, nothing lost; start the new system\n`)
    process.exit(0)
  },
}

/** The environment is that of the new system, so the old one is told by its file or its folder alone. */
function sourceOf(path: string | undefined): Config {
  if (path === undefined || !existsSync(path))
    throw new UrbanBrainError(
      'usage',
      '--from names the data folder or the configuration file of the old system',
    )
  return statSync(path).isDirectory()
    ? configSchema.parse({ data: path })
    : loadConfig({ file: path, environment: {} })
}

/** A line when a step begins and then at most one a second. */
function onTerminal(): MigrateOptions['told'] {
  let last = ''
  let at = 0
  return (step, done, of) => {
    const now = performance.now()
    if (step === last && done !== of && now - at < 1_000) return
    last = step
    at = now
    const count = of > 0 ? `${done} of ${of}` : done > 0 ? String(done) : ''
    process.stdout.write(`${step.padEnd(14)} ${count}`.trimEnd() + '\n')
  }
}
