#!/usr/bin/env node
// Refuses, for the commands of package.json, to run a program that is older than its sources. Where there are no sources,
// or nothing is built yet, it says nothing. With --build it builds what is older or not there.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** The folders that the program is built from. */
const sources = JSON.parse(readFileSync(new URL('sources.json', import.meta.url), 'utf8'))
const build = process.argv.includes('--build')

/** @param {string} folder */
const filesIn = (folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      )
    : []

/**
 * A source that is newer than what is built from it.
 * @param {string} result
 * @param {readonly string[]} folders
 * @param {RegExp} source
 */
function newer(result, folders, source) {
  const { mtimeMs } = statSync(join(root, result))
  return folders
    .flatMap(filesIn)
    .filter((name) => source.test(name))
    .find((file) => statSync(join(root, file)).mtimeMs > mtimeMs)
}

const program = 'dist/app/cli/main.cjs'
const pages = 'dist/console/index.html'
const there = (/** @type {string} */ file) => existsSync(join(root, file))
const stale = there(program) ? newer(program, sources, /\.ts$/) : undefined

if (!build && stale !== undefined) {
  process.stderr.write(`${stale} is newer than the program in dist: npm run build\n`)
  process.exitCode = 1
}
if (
  build &&
  (!there(program) ||
    !there(pages) ||
    stale !== undefined ||
    newer(pages, ['core', 'console', ...sources], /\.(?:tsx?|css|html|svg|webmanifest)$/))
)
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' })
