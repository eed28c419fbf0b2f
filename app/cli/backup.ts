import { resolve } from 'node:path'

import { lockData } from '../../storage/sqlite/data-lock.ts'
import { usingRegistry } from '../engines/engines.ts'

import { configOf } from './client.ts'
import type { CommandBody } from './command.ts'
import { only } from './devices.ts'
import { printFindings } from './findings.ts'
import { progressLines } from './progress.ts'

const configOption = {
  config: { type: 'string', short: 'c', value: '<file>', help: 'configuration file (YAML)' },
} as const

export const backup: CommandBody = {
  usage: '<new folder>',
  options: configOption,
  more: 'Stop the system first. Example: urban-brain backup /backup/urban-brain-2026-11-28',
  async run(input) {
    const config = configOf(input)
    const to = only(input, 'the folder of the backup')
    const { copyChecked } = await import('../installation/copy.ts')
    using _lock = lockData(config.data)
    const findings = await copyChecked(
      config,
      { from: config.data, to, saving: true },
      progressLines(),
    )
    if (printFindings(findings)) process.stdout.write(`saved in ${resolve(to)}\n`)
  },
}

export const restore: CommandBody = {
  usage: '<backup>',
  options: configOption,
  more: [
    'The data folder must not be there: move the broken one aside first. The backup itself is not touched.',
    '',
    'Example: mv data data.broken && urban-brain restore /backup/urban-brain-2026-11-28',
  ].join('\n'),
  async run(input) {
    const config = configOf(input)
    const from = only(input, 'the folder of the backup')
    const { copyChecked } = await import('../installation/copy.ts')
    const findings = await copyChecked(
      config,
      { from, to: config.data, saving: false },
      progressLines(),
    )
    if (printFindings(findings)) process.stdout.write(`restored in ${resolve(config.data)}\n`)
  },
}

export const forget: CommandBody = {
  usage: '<store>',
  options: configOption,
  more: [
    'What is left of it is kept under another name. What it held is gone for the city: docs/operations.md, Data folder.',
    '',
    'The registers on a server are named postgres: forgotten, a new city begins in the empty database.',
    '',
    'Example: urban-brain forget tokens.json',
  ].join('\n'),
  async run(input) {
    const config = configOf(input)
    const store = only(input, 'the name of the store')
    const { forget: giveUp } = await import('../installation/forget.ts')
    using _lock = lockData(config.data)
    // Opened once they are there, with nothing in them, and no start asks for those before.
    const isServer = store === 'postgres' && config.postgres !== undefined
    const given = isServer ? [store] : giveUp(config, store)
    if (isServer) await usingRegistry(config, async () => {})
    process.stdout.write(`given up: ${given.join(', ')}; the next start makes it anew\n`)
  },
}
