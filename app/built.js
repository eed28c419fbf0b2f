#!/usr/bin/env node
// Refuses, for the commands of package.json, to run a program that is older than its sources. Where there are no sources,
// or nothing is compiled yet, it says nothing.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const compiled = join(root, 'dist/app/cli/main.js')
const settings = join(root, 'tsconfig.build.json')

/** @param {string} folder */
const sourcesIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))

if (existsSync(compiled) && existsSync(settings)) {
  const built = statSync(compiled).mtimeMs
  const newer = JSON.parse(readFileSync(settings, 'utf8'))
    .include.filter((folder) => existsSync(join(root, folder)))
    .flatMap(sourcesIn)
    .find((file) => statSync(join(root, file)).mtimeMs > built)
  if (newer !== undefined) {
    process.stderr.write(`${newer} is newer than the program in dist: npm run build\n`)
    process.exitCode = 1
  }
}
