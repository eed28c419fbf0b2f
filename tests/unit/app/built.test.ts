import { execFile } from 'node:child_process'
import { cp, mkdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { expect, test } from 'vitest'

import { temporaryFolder } from '../../support/temporary-folder.ts'

const scripts = fileURLToPath(new URL('../../../app', import.meta.url))
const minute = 60
const contents: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ type: 'module', scripts: { build: 'echo built' } }),
}

/** What the check says in a folder of these files, each so many seconds old. */
async function said(files: Readonly<Record<string, number>>, ...words: readonly string[]) {
  const root = await temporaryFolder()
  await mkdir(join(root, 'app'))
  for (const script of ['built.js', 'sources.json'])
    await cp(join(scripts, script), join(root, 'app', script))
  const now = Date.now() / 1_000
  for (const [file, age] of Object.entries(files)) {
    const path = join(root, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, contents[file] ?? '')
    await utimes(path, now - age, now - age)
  }
  return new Promise((resolve) =>
    execFile(process.execPath, [join(root, 'app/built.js'), ...words], (error, stdout, stderr) => {
      resolve([error?.code ?? 0, stdout, stderr])
    }),
  )
}

const program = { 'dist/app/cli/main.cjs': 5 * minute }

test('a program that is older than a source of it is refused in one line', async () => {
  expect(await said({ ...program, 'core/a.ts': minute * 9, 'rules/judging/b.ts': minute })).toEqual(
    [1, '', 'rules/judging/b.ts is newer than the program in dist: npm run build\n'],
  )
})

test.each([
  ['built after the last edit', { ...program, 'core/a.ts': 9 * minute }],
  ['beside what is no source of it', { ...program, 'tests/a.ts': 1, 'core/a.md': 1 }],
  ['without sources', program],
  ['not built yet', { 'core/a.ts': minute }],
])('a program is let run: %s', async (_, files) => {
  expect(await said(files)).toEqual([0, '', ''])
})

const pages = { 'dist/console/index.html': 5 * minute }
const ready = { ...program, ...pages, 'package.json': 9 * minute, 'core/a.ts': 9 * minute }

test.each([
  ['there is no program', { ...pages, 'package.json': minute }],
  ['there are no pages', { ...program, 'package.json': minute }],
  ['a source is newer than the program', { ...ready, 'rules/a.ts': minute }],
  ['a style is newer than the pages', { ...ready, 'console/styles/a.css': minute }],
])('--build builds when %s', async (_, files) => {
  expect(await said(files, '--build')).toEqual([0, 'built\n', ''])
})

test('--build leaves what is built already', async () => {
  expect(await said(ready, '--build')).toEqual([0, '', ''])
})
