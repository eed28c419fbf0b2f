#!/usr/bin/env node
// Writes what deploy/compose.yaml needs and version control must not hold: deploy/.env with random secrets, and the
// file of issued tokens. What is there already stays, so it may run before every start.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const folder = process.argv[2] ?? here

const settings = join(folder, '.env')
if (!existsSync(settings)) {
  const example = readFileSync(join(here, '.env.example'), 'utf8')
  // Hexadecimal fits into an address without escaping; the letter in front keeps it from being read as a number.
  const filled = example.replaceAll(
    /^([A-Z_]+)=$/gm,
    (_, name) => `${name}=s${randomBytes(24).toString('hex')}`,
  )
  writeFileSync(settings, filled, { mode: 0o600 })
  process.stdout.write(`wrote ${settings} with new secrets\n`)
}

const secrets = join(folder, 'secrets')
const tokens = join(secrets, 'tokens.json')
if (!existsSync(tokens)) {
  mkdirSync(secrets, { recursive: true, mode: 0o700 })
  // A token for the crew of each unit of that city.
  const city = /^CITY_FOLDER=(.+)$/m.exec(readFileSync(settings, 'utf8'))?.[1] ?? 'sample-city'
  const program = join(here, '..', 'app', 'bin.js')
  execFileSync(process.execPath, [program, 'tokens', 'issue', '--out', tokens], {
    env: { ...process.env, URBAN_BRAIN_CITY: resolve(here, city) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  // The user of the container is not the owner. The folder around the file keeps everybody else of this machine out.
  chmodSync(tokens, 0o644)
  process.stdout.write(`wrote ${tokens}\n`)
}
