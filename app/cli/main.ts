import { messageOf, UrbanBrainError } from '../../core/errors.ts'

import { systemError } from '../system-errors.ts'

import { execute, later, type Command } from './command.ts'

// The code of a command is loaded when it is called, and engines by the command that works with them, when it runs.
const root: Command = {
  name: 'urban-brain',
  summary: 'Urban Brain (城市大脑): sensors in, grid cases out',
  subcommands: [
    later('run', 'Runs the system until it is stopped', async () => (await import('./run.ts')).run),
    later(
      'simulate',
      'Plays the devices of a city over real MQTT connections',
      async () => (await import('./simulate.ts')).simulate,
    ),
    later(
      'devices',
      'The device register: import, list, adopt, credential, edits',
      async () => (await import('./devices.ts')).devices,
    ),
    later(
      'readings',
      'Shows stored readings, newest first, or their buckets',
      async () => (await import('./readings.ts')).readings,
    ),
    later(
      'alarms',
      'Lists alarms, newest first; `alarms quality` tells how good they are',
      async () => (await import('./alarms.ts')).alarms,
    ),
    later(
      'suppressions',
      'What holds alarms back (搁置、检修、作业许可): list, add, end',
      async () => (await import('./suppressions.ts')).suppressions,
    ),
    later(
      'links',
      'What rules have devices do by themselves (联动): list what is held, hold, release',
      async () => (await import('./links.ts')).links,
    ),
    later(
      'cases',
      'Grid cases (网格案件): list, do, evaluate, verify, export, platform and more',
      async () => (await import('./cases.ts')).cases,
    ),
    later(
      'catalogue',
      'Tables of the city as versions: list, show, diff, import, restore',
      async () => (await import('./catalogue.ts')).catalogue,
    ),
    later(
      'components',
      'Components of the city (部件): list, show',
      async () => (await import('./components.ts')).components,
    ),
    later(
      'dead-letters',
      'What could not be used: list, show, redrive',
      async () => (await import('./dead-letters.ts')).deadLetters,
    ),
    later(
      'rules',
      'Rules that raise alarms: list, lint, test, backtest, why, draft, put in force, shadow',
      async () => (await import('./rules.ts')).rules,
    ),
    later(
      'accounts',
      'People who sign in by name (账号): list, add, edit, reset, disable, enable, import, log',
      async () => (await import('./accounts.ts')).accounts,
    ),
    later(
      'tokens',
      'Tokens people and programs sign in with: issue',
      async () => (await import('./tokens.ts')).tokens,
    ),
    later('config', 'The configuration in force', async () => (await import('./config.ts')).config),
    later(
      'doctor',
      'Checks whether this machine and configuration can run the system',
      async () => (await import('./doctor.ts')).doctor,
    ),
    later(
      'hj212',
      'Looks at frames of HJ 212 that stations send',
      async () => (await import('./hj212.ts')).hj212,
    ),
    later(
      'sl651',
      'Looks at frames of SL 651 that hydrological stations send',
      async () => (await import('./sl651.ts')).sl651,
    ),
    later(
      'bindings',
      'How messages on topics of others become readings (接入映射): check, test',
      async () => (await import('./bindings.ts')).bindings,
    ),
    later(
      'backup',
      'Copies the data folder of a stopped system, and reads the copy to its last byte',
      async () => (await import('./backup.ts')).backup,
    ),
    later(
      'restore',
      'Puts a backup in the place of the data folder, once its copy was read to the last byte',
      async () => (await import('./backup.ts')).restore,
    ),
    later(
      'forget',
      'Gives up a store that is lost or damaged for good; the next start makes a new one',
      async () => (await import('./backup.ts')).forget,
    ),
    later(
      'drain',
      'Works off what the log holds, without taking anything new, and ends',
      async () => (await import('./drain.ts')).drain,
    ),
    later(
      'migrate',
      'Moves a city from the engines in a data folder to Kafka, PostgreSQL and InfluxDB',
      async () => (await import('./migrate.ts')).migrate,
    ),
  ],
  more: 'Start a sample city: urban-brain run --sample-city',
}

// What is kept opens the doors of the city: files for their owner alone, whoever writes them.
process.umask(0o077)

// Whoever reads may go (`| head`), and a terminal may close, before the work is done.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {})

void execute(root, process.argv.slice(2)).catch((thrown: unknown) => {
  const error = systemError(thrown) ?? thrown
  const known = error instanceof UrbanBrainError
  process.stderr.write(
    `urban-brain: ${known || !(error instanceof Error) ? messageOf(error) : (error.stack ?? error.message)}\n`,
  )
  if (known) for (const line of error.details) process.stderr.write(`  ${line}\n`)
  process.exit(known && error.code === 'usage' ? 2 : 1)
})
