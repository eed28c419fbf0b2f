import { resolve } from 'node:path'

import { lintRules, testRules } from '../../rules/tester/tester.ts'
import { learnCityKinds } from '../assembly/city-kinds.ts'
import { shippedCatalogue } from '../package-root.ts'

import { backtest } from './backtest.ts'
import { configOf } from './client.ts'
import { why } from './why.ts'
import type { Command, Input, OptionSpec } from './command.ts'
import { ruleVersionCommands } from './rule-versions.ts'

const options: Readonly<Record<string, OptionSpec>> = {
  config: { type: 'string', short: 'c', value: '<file>', help: 'configuration file (YAML)' },
}

async function folderOf(input: Input): Promise<string> {
  const { city, rules: configured } = configOf(input)
  await learnCityKinds(city)
  return resolve(input.positionals[0] ?? configured.folder ?? shippedCatalogue())
}

const lint: Command = {
  name: 'lint',
  summary: 'Checks every rule document; all mistakes at once, with file and line',
  usage: '[folder]',
  options,
  async run(input) {
    const { ok, text } = await lintRules(await folderOf(input))
    process.stdout.write(`${text}\n`)
    if (!ok) process.exitCode = 1
  },
}

const test: Command = {
  name: 'test',
  summary: 'Runs the tests that stand beside the rules',
  usage: '[folder]',
  options,
  async run(input) {
    const { ok, text } = await testRules(await folderOf(input))
    process.stdout.write(`${text}\n`)
    if (!ok) process.exitCode = 1
  },
}

export const rules: Command = {
  name: 'rules',
  summary: 'Rules that raise alarms: lint, test, backtest, why, versions, draft, put in force, back',
  subcommands: [lint, test, backtest, why, ...ruleVersionCommands],
}
