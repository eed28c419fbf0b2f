import { existsSync } from 'node:fs'

import { UrbanBrainError } from '../../core/errors.ts'
import { lockData } from '../../storage/sqlite/data-lock.ts'
import { checkMachine, checkNode, checksInto } from '../assembly/check-machine.ts'
import type { Config } from '../config.ts'
import type { Finding } from '../installation/deep.ts'
import { hasSums } from '../installation/sums.ts'

import { configOf } from './client.ts'
import type { CommandBody } from './command.ts'
import { printFindings } from './findings.ts'
import { progressLines } from './progress.ts'

export const doctor: CommandBody = {
  options: {
    config: { type: 'string', short: 'c', value: '<file>', help: 'configuration file (YAML)' },
    deep: { type: 'boolean', help: 'read every byte that is kept; the system must be stopped' },
    data: { type: 'string', value: '<folder>', help: 'with --deep: another folder, as a backup' },
  },
  async run(input) {
    const findings: Finding[] = []
    const check = checksInto(findings)
    let config: Config | undefined
    await check('Node', checkNode)
    await check('configuration', () => {
      config = configOf(input)
      return Promise.resolve('valid')
    })
    const data = input.text('data')
    if (config !== undefined && data === undefined) await checkMachine(config, check)
    if (config !== undefined && input.flag('deep'))
      findings.push(...(await deeply({ ...config, data: data ?? config.data })))
    printFindings(findings)
  },
}

async function deeply(config: Config): Promise<readonly Finding[]> {
  if (!existsSync(config.data))
    throw new UrbanBrainError('usage', `there is no folder ${config.data}`)
  const { checkSaved, deepCheck } = await import('../installation/deep.ts')
  // Looking at it with the engines would change what its sums tell of.
  if (hasSums(config.data)) return [await checkSaved(config.data)]
  using _lock = lockData(config.data)
  return await deepCheck(config, progressLines())
}
