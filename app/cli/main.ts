import { messageOf, UrbanBrainError } from '../../core/errors.ts'

import { systemError } from '../system-errors.ts'

import { accounts } from './accounts.ts'
import { alarms } from './alarms.ts'
import { backup, forget, restore } from './backup.ts'
import { cases } from './cases.ts'
import { execute, type Command } from './command.ts'
import { catalogue } from './catalogue.ts'
import { components } from './components.ts'
import { config } from './config.ts'
import { deadLetters } from './dead-letters.ts'
import { devices } from './devices.ts'
import { doctor } from './doctor.ts'
import { drain } from './drain.ts'
import { hj212 } from './hj212.ts'
import { migrate } from './migrate.ts'
import { readings } from './readings.ts'
import { rules } from './rules.ts'
import { run } from './run.ts'
import { simulate } from './simulate.ts'
import { suppressions } from './suppressions.ts'
import { tokens } from './tokens.ts'

// Engines are loaded by the command that works with them, when it runs: with them the help and every question to the API take
// 0.8 s of processor time, without 0.3 s.
const root: Command = {
  name: 'urban-brain',
  summary: 'Urban Brain (城市大脑): sensors in, grid cases out',
  subcommands: [
    run,
    simulate,
    devices,
    readings,
    alarms,
    suppressions,
    cases,
    catalogue,
    components,
    deadLetters,
    rules,
    accounts,
    tokens,
    config,
    doctor,
    hj212,
    backup,
    restore,
    forget,
    drain,
    migrate,
  ],
  more: 'Start a sample city: urban-brain run --sample-city',
}

// What is kept opens the doors of the city: files for their owner alone, whoever writes them.
process.umask(0o077)

// Whoever reads may go (`| head`), and a terminal may close, before the work is done.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {})

try {
  await execute(root, process.argv.slice(2))
} catch (thrown) {
  const error = systemError(thrown) ?? thrown
  const known = error instanceof UrbanBrainError
  process.stderr.write(
    `urban-brain: ${known || !(error instanceof Error) ? messageOf(error) : (error.stack ?? error.message)}\n`,
  )
  if (known) for (const line of error.details) process.stderr.write(`  ${line}\n`)
  process.exit(known && error.code === 'usage' ? 2 : 1)
}
