import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { UrbanBrainError } from '../../core/errors.ts'
import { loadCatalogue } from '../../rules/in-force/catalogue.ts'
import {
  areaJsonSchema,
  limitsJsonSchema,
  ruleJsonSchema,
} from '../../rules/language/json-schema.ts'
import { deviceRulesSchema } from '../../rules/api/contract.ts'
import { lintRules, lintText, testRules, testText } from '../../rules/tester/tester.ts'
import { loadCity } from '../assembly/city-folder.ts'
import { learnCityKinds } from '../assembly/city-kinds.ts'
import { shippedCatalogue } from '../package-root.ts'

import { backtest } from './backtest.ts'
import { clientOf, clientOptions, configOf } from './client.ts'
import { why } from './why.ts'
import type { Command, CommandBody, Input, OptionSpec } from './command.ts'
import { languageOf, languageOption } from './language.ts'
import { ruleVersionCommands } from './rule-versions.ts'
import { listProfiles, listRules, showDeviceRules, showRule } from './rules-listed.ts'

const options: Readonly<Record<string, OptionSpec>> = {
  config: { type: 'string', short: 'c', value: '<file>', help: 'configuration file (YAML)' },
}
const listOptions: Readonly<Record<string, OptionSpec>> = {
  ...options,
  json: { type: 'boolean', help: 'print it as JSON' },
}

/** The folder of rules and the profiles that the city chose; the city's kinds are known from here on. */
async function placeOf(input: Input, given: string | undefined) {
  const { city, rules: configured } = configOf(input)
  await learnCityKinds(city)
  // Rules are written before there is a city.
  const profiles = existsSync(join(city, 'city.yaml')) ? (await loadCity(city)).profile : []
  return { folder: resolve(given ?? configured.folder ?? shippedCatalogue()), profiles }
}

async function ruleSetOf(input: Input, given?: string) {
  const { folder, profiles } = await placeOf(input, given)
  return { ruleSet: await loadCatalogue(folder, profiles), profiles }
}

const lint: Command = {
  name: 'lint',
  summary: 'Checks every rule document; all mistakes at once, with file and line',
  usage: '[folder]',
  options: { ...options, ...languageOption('what it says') },
  async run(input) {
    const language = languageOf(input)
    const { folder, profiles } = await placeOf(input, input.positionals[0])
    const found = await lintRules(folder, profiles)
    process.stdout.write(`${lintText(found, language)}\n`)
    if (!found.ok) process.exitCode = 1
  },
}

const test: Command = {
  name: 'test',
  summary: 'Runs the tests that stand beside the rules',
  usage: '[folder]',
  options: { ...options, ...languageOption('what it says') },
  async run(input) {
    const language = languageOf(input)
    const { folder } = await placeOf(input, input.positionals[0])
    const tested = await testRules(folder)
    process.stdout.write(`${testText(tested, language)}\n`)
    if (!tested.ok) process.exitCode = 1
  },
}

const list: Command = {
  name: 'list',
  summary:
    'Lists the rules of a folder with their sources, and which rest on numbers that nobody verified',
  usage: '[folder]',
  options: listOptions,
  async run(input) {
    const { ruleSet } = await ruleSetOf(input, input.positionals[0])
    listRules(input.flag('json'), ruleSet)
  },
}

const show: Command = {
  name: 'show',
  summary:
    'Shows one rule and where each number that it reads comes from, or the rules of a device with theirs',
  usage: '<rule> [folder] | --device <id>',
  options: {
    ...listOptions,
    ...clientOptions,
    device: {
      type: 'string',
      value: '<id>',
      help: 'of a registered device, from the running city',
    },
  },
  more: 'Example: urban-brain rules show --device fm-0001',
  async run(input) {
    const [id, folder] = input.positionals
    const device = input.text('device')
    if (device !== undefined) {
      if (id !== undefined) throw new UrbanBrainError('usage', 'name a rule or --device, not both')
      showDeviceRules(
        input.flag('json'),
        deviceRulesSchema.parse(
          await clientOf(input).get(`/v1/devices/${encodeURIComponent(device)}/rules`),
        ),
      )
      return
    }
    const { ruleSet } = await ruleSetOf(input, folder)
    showRule(input.flag('json'), ruleSet, id)
  },
}

const profiles: Command = {
  name: 'profiles',
  summary: 'Lists the profiles of limits that a city chooses of in its city.yaml',
  usage: '[folder]',
  options: listOptions,
  async run(input) {
    const { ruleSet, profiles: chosen } = await ruleSetOf(input, input.positionals[0])
    listProfiles(input.flag('json'), ruleSet, chosen)
  },
}

const schemas = { rule: ruleJsonSchema, area: areaJsonSchema, limits: limitsJsonSchema }
const isSchema = (what: string): what is keyof typeof schemas => what in schemas

const schema: Command = {
  name: 'schema',
  summary: 'Prints the JSON Schema of rules, of rules over areas, or of limits.yaml, for editors',
  usage: '[rule|area|limits]',
  options,
  async run(input) {
    const [what = 'rule'] = input.positionals
    if (!isSchema(what))
      throw new UrbanBrainError(
        'usage',
        `there is a schema of ${Object.keys(schemas).join(', ')}, none of ${what}`,
      )
    await learnCityKinds(configOf(input).city)
    process.stdout.write(`${JSON.stringify(schemas[what](), null, 2)}\n`)
  },
}

export const rules: CommandBody = {
  subcommands: [
    ...[list, show, profiles, lint, test, schema, backtest, why],
    ...ruleVersionCommands,
  ],
}
