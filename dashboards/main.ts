/** `npm run dashboards`: writes the dashboards of Grafana, or says which files are not what this code makes. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { messageOf, UrbanBrainError } from '../core/errors.ts'
import { rendered } from './all.ts'
import { cityKinds } from './city-kinds.ts'
import { cityNames, rulesOf } from './city-names.ts'
import { limitsFrom } from './limits.ts'

const usage = `npm run dashboards [-- options]

Writes the Grafana dashboards of Urban Brain as JSON, one folder for each language.

  --check            writes nothing; names the files that differ and ends with 1
  --out <folder>     where to write (dashboards/json)
  --city <folder>    names of districts (grid.geojson) and units (units.yaml), and the kinds that this city folder adds
                     (deploy/sample-city)
  --rules <folder>   titles of rules (the rules/ of the city folder where it has one, else rules/catalogue)
  --limits <file>    limits that are drawn as lines (limits.yaml of the rules)
  --console <url>    address of the console when it is not the host of Grafana
  --help             this text
`

const here = dirname(fileURLToPath(import.meta.url))

function main(words: readonly string[]): number {
  const { values } = parseArgs({
    args: [...words],
    options: {
      check: { type: 'boolean', default: false },
      out: { type: 'string', default: join(here, 'json') },
      limits: { type: 'string' },
      rules: { type: 'string' },
      city: { type: 'string', default: join(here, '../deploy/sample-city') },
      console: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const address = values.console.replace(/\/+$/, '')
  const { city, rules = rulesOf(city, join(here, '../rules/catalogue')) } = values
  const { limits = join(rules, 'limits.yaml') } = values
  const files = rendered({
    limits: limitsFrom(readFileSync(limits, 'utf8')),
    consoleUrl: address,
    added: cityKinds(city),
    names: cityNames(city, rules),
  })
  return values.check ? check(values.out, files) : write(values.out, files)
}

function write(folder: string, files: ReadonlyMap<string, string>): number {
  for (const name of present(folder)) if (!files.has(name)) rmSync(join(folder, name))
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  process.stdout.write(`${files.size} dashboards in ${relative(process.cwd(), folder)}\n`)
  return 0
}

function check(folder: string, files: ReadonlyMap<string, string>): number {
  const there = present(folder)
  const drifted = [
    ...there.filter((name) => !files.has(name)).map((name) => `${name}: nothing makes it`),
    ...[...files].flatMap(([name, text]) => {
      if (!there.includes(name)) return [`${name}: is missing`]
      return readFileSync(join(folder, name), 'utf8') === text ? [] : [`${name}: differs`]
    }),
  ]
  if (drifted.length === 0) return 0
  process.stderr.write(
    `run "npm run dashboards":\n${drifted.map((line) => `  ${line}\n`).join('')}`,
  )
  return 1
}

const ours = /^(?:zh-CN|en)\/ub-[a-z0-9-]+-(?:zh|en)\.json$/

/** Dashboards that lie there, as `<language>/<uid>.json`. */
function present(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      ours.test(name),
    )
  } catch {
    return []
  }
}

try {
  process.exitCode = main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`dashboards: ${messageOf(error)}\n`)
  if (error instanceof UrbanBrainError) {
    for (const line of error.details) process.stderr.write(`  ${line}\n`)
  }
  process.exitCode = 2
}
