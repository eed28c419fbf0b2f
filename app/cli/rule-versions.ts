/** `rules` as data: versions in the register of a running system. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { filled } from '../../core/bilingual.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { findingLines, inLanguage, mistakeText } from '../../runtime/yaml-source.ts'
import {
  ruleCheckSchema,
  ruleShadowSchema,
  ruleVersionSchema,
  ruleVersionsSchema,
  writtenVersionSchema,
} from '../../rules/api/contract.ts'

import { clientOf, clientOptions, type Client } from './client.ts'
import type { Command, Input, OptionSpec } from './command.ts'
import { only } from './devices.ts'
import { languageOf, languageOption, type Language } from './language.ts'
import { limitEdits, limitOptions } from './limit-edits.ts'
import { clock, print } from './table.ts'

const whyOption: Readonly<Record<string, OptionSpec>> = {
  ...clientOptions,
  why: { type: 'string', value: '<words>', help: 'why; kept with who and when' },
}

const lintLanguage = languageOption('what lint says')

function whyOf(input: Input): string {
  const why = input.text('why')
  if (why === undefined) throw new UrbanBrainError('usage', '--why is needed')
  return why
}

const nameOf = (version: number): string =>
  version === 0 ? 'the files of the folder' : `version ${version}`

const versions: Command = {
  name: 'versions',
  summary: 'Lists versions of the rules, newest first, and says which is in force',
  options: {
    ...clientOptions,
    before: { type: 'string', value: '<version>', help: 'only older ones' },
  },
  async run(input) {
    const { inForce, versions: items } = ruleVersionsSchema.parse(
      await clientOf(input).get('/v1/rules/versions', { before: input.text('before') }),
    )
    const rows = items.map((item) => ({
      ...item,
      version: `${item.version}${item.version === inForce ? ' *' : ''}`,
      at: clock(item.at),
      changed: item.changed.join(' '),
    }))
    const columns = ['version', 'at', 'by', 'base', 'changed', 'why'] as const
    print(input.flag('json'), columns, rows, items)
    if (!input.flag('json')) process.stdout.write(`in force: ${nameOf(inForce)}\n`)
  },
}

const byNumbersWords = { zh: '仅因新限值：', en: 'by the new numbers:' }
const checkedWords = {
  zh: '{mistakes} 处错误，{warnings} 条提示，测试通过 {passed} 项，未通过 {failed} 项，仅因新限值不同 {differ} 项',
  en: '{mistakes} mistakes, {warnings} warnings, {passed} tests passed, {failed} failed, {differ} differ by the new numbers alone',
}

async function checked(client: Client, version: number, language: Language): Promise<boolean> {
  const { ok, mistakes, warnings, passed, failures, byNumbers } = ruleCheckSchema.parse(
    await client.post(`/v1/rules/versions/${version}/check`),
  )
  const lines = [
    ...findingLines(mistakes, warnings, language),
    ...failures.map((test) => mistakeText(inLanguage(test, language))),
    ...byNumbers.map(
      (test) => `${byNumbersWords[language]} ${mistakeText(inLanguage(test, language))}`,
    ),
    filled(checkedWords, {
      ...{ mistakes: mistakes.length, warnings: warnings.length, passed },
      ...{ failed: failures.length, differ: byNumbers.length },
    })[language],
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  return ok
}

async function drafted(client: Client, body: unknown, language: Language): Promise<void> {
  const { version, base, changed } = ruleVersionSchema.parse(
    await client.post('/v1/rules/drafts', body),
  )
  process.stdout.write(`version ${version}, from ${nameOf(base)}: ${changed.join(' ')}\n`)
  if (await checked(client, version, language))
    process.stdout.write(`urban-brain rules put ${version} --why ... puts it in force\n`)
  else process.exitCode = 1
}

const draft: Command = {
  name: 'draft',
  summary: 'Makes a version with other limits or documents, and checks it; nothing is judged by it',
  options: {
    ...whyOption,
    ...lintLanguage,
    ...limitOptions,
    file: {
      type: 'string',
      multiple: true,
      value: '<file>',
      help: 'a document to take in, under its name; may be said several times',
    },
    remove: { type: 'string', multiple: true, value: '<name>', help: 'a document to take away' },
    base: { type: 'string', value: '<version>', help: 'made from this one (default: in force)' },
  },
  more: `Examples: urban-brain rules draft --limit road.file_cm=17 --why "kerbs were raised"
  urban-brain rules draft --limit road.file_cm=12 --street 110101001 --why "low-lying, drainage office"
  urban-brain rules draft --hold water-road-depth.yellow=3m --device wl-0042 --why "buses stop beside it"`,
  async run(input) {
    const written = await Promise.all(
      input.texts('file').map(async (file) => [basename(file), await readFile(file, 'utf8')]),
    )
    const base = input.text('base')
    const body = {
      why: whyOf(input),
      documents: Object.fromEntries([
        ...written,
        ...input.texts('remove').map((name) => [name, null]),
      ]),
      ...limitEdits(input),
      ...(base !== undefined && { base: Number(base) }),
    }
    await drafted(clientOf(input), body, languageOf(input))
  },
}

const imports: Command = {
  name: 'import',
  summary:
    'Makes a version of the files in the folder of rules of the running system, and checks it',
  options: { ...whyOption, ...lintLanguage },
  run: (input) => drafted(clientOf(input), { why: whyOf(input), imports: true }, languageOf(input)),
}

const check: Command = {
  name: 'check',
  summary: 'What lint says of a version, and whether its tests pass',
  usage: '<version>',
  options: { ...clientOptions, ...lintLanguage },
  async run(input) {
    const version = versionIn(only(input, 'a version'))
    if (!(await checked(clientOf(input), version, languageOf(input)))) process.exitCode = 1
  },
}

const put: Command = {
  name: 'put',
  summary: 'Puts a version in force; refused when lint finds mistakes or a test fails',
  usage: '<version>',
  options: whyOption,
  async run(input) {
    const version = versionIn(only(input, 'a version'))
    const path = `/v1/rules/versions/${version}/in-force`
    inForceNow(await clientOf(input).post(path, { why: whyOf(input) }))
  },
}

const shadow: Command = {
  name: 'shadow',
  summary:
    'Lets a version run beside the rules in force, with no effect, and tells what it would raise',
  usage: '[version]',
  options: {
    ...clientOptions,
    why: { type: 'string', value: '<words>', help: 'why; needed to begin and to end one' },
    end: { type: 'boolean', help: 'end the one that runs' },
  },
  more: 'Example: urban-brain rules shadow 4 --why "ten nights beside the old limit"; later: urban-brain rules shadow',
  async run(input) {
    const client = clientOf(input)
    const [named] = input.positionals
    const version = input.flag('end') ? 0 : named === undefined ? undefined : versionIn(named)
    const answer =
      version === undefined
        ? await client.get('/v1/rules/shadow')
        : await client.post(`/v1/rules/versions/${version}/shadow`, { why: whyOf(input) })
    const { shadow: seen } = ruleShadowSchema.parse(answer)
    if (input.flag('json')) {
      process.stdout.write(`${JSON.stringify(seen ?? null)}\n`)
      return
    }
    if (seen === undefined) {
      process.stdout.write('no version runs beside the rules in force\n')
      return
    }
    process.stdout.write(`version ${seen.version} runs beside, since ${clock(seen.at)}\n`)
    if (seen.failure !== undefined) process.stdout.write(`failed: ${seen.failure}\n`)
    const counts = Object.entries(seen.rules).map(([rule, count]) => ({ rule, ...count }))
    print(false, ['rule', 'inForce', 'shadow'] as const, counts, counts)
    const differ = seen.alarms.filter((alarm) => alarm.inForce !== alarm.shadow)
    const rows = differ.map((alarm) => ({ ...alarm, at: clock(alarm.at) }))
    print(false, ['at', 'rule', 'device', 'inForce', 'shadow'] as const, rows, rows)
  },
}

const back: Command = {
  name: 'back',
  summary: 'Puts a version in force again that was before (default: the last one; 0: the folder)',
  usage: '[version]',
  options: whyOption,
  async run(input) {
    const [version] = input.positionals
    const to = version === undefined ? {} : { to: versionIn(version) }
    inForceNow(await clientOf(input).post('/v1/rules/back', { why: whyOf(input), ...to }))
  },
}

const exports: Command = {
  name: 'export',
  summary: 'Writes the documents of a version into a folder',
  usage: '<version> <folder>',
  options: clientOptions,
  async run(input) {
    const [version, folder] = input.positionals
    if (version === undefined || folder === undefined)
      throw new UrbanBrainError('usage', 'name a version and a folder')
    const { documents } = writtenVersionSchema.parse(
      await clientOf(input).get(`/v1/rules/versions/${versionIn(version)}`),
    )
    await mkdir(folder, { recursive: true })
    for (const [name, text] of Object.entries(documents)) await writeFile(join(folder, name), text)
    process.stdout.write(`${Object.keys(documents).length} documents in ${folder}\n`)
  },
}

function inForceNow(answer: unknown): void {
  const { inForce } = ruleVersionsSchema.parse(answer)
  process.stdout.write(`in force: ${nameOf(inForce)}\n`)
}

function versionIn(text: string): number {
  if (!/^\d+$/.test(text))
    throw new UrbanBrainError('usage', `a version is a number, not '${text}'`)
  return Number(text)
}

export const ruleVersionCommands: readonly Command[] = [
  versions,
  draft,
  imports,
  check,
  put,
  shadow,
  back,
  exports,
]
