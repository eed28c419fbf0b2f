import { execFile } from 'node:child_process'
import { cp, mkdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { expect, test } from 'vitest'

import { temporaryFolder } from '../../support/temporary-folder.ts'

const script = fileURLToPath(new URL('../../../app/built.js', import.meta.url))
const minute = 60

/** What the check says in a folder of these files, each so many seconds old. */
async function said(files: Readonly<Record<string, number>>) {
  const root = await temporaryFolder()
  await mkdir(join(root, 'app'))
  await cp(script, join(root, 'app/built.js'))
  const now = Date.now() / 1_000
  for (const [file, age] of Object.entries(files)) {
    const path = join(root, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, file.endsWith('.json') ? '{ "include": ["core", "rules"] }' : '')
    await utimes(path, now - age, now - age)
  }
  return new Promise((resolve) =>
    execFile(process.execPath, [join(root, 'app/built.js')], (error, stdout, stderr) => {
      resolve([error?.code ?? 0, stdout, stderr])
    }),
  )
}

const settings = { 'tsconfig.build.json': 9 * minute }
const program = { 'dist/app/cli/main.js': 5 * minute }

test('a program that is older than a source of it is refused in one line', async () => {
  expect(
    await said({ ...settings, ...program, 'core/a.ts': minute * 9, 'rules/judging/b.ts': minute }),
  ).toEqual([1, '', 'rules/judging/b.ts is newer than the program in dist: npm run build\n'])
})

test.each([
  ['built after the last edit', { ...settings, ...program, 'core/a.ts': 9 * minute }],
  ['beside what is no source of it', { ...settings, ...program, 'tests/a.ts': 1, 'core/a.md': 1 }],
  ['without sources', program],
  ['not built yet', { ...settings, 'core/a.ts': minute }],
])('a program is let run: %s', async (_, files) => {
  expect(await said(files)).toEqual([0, '', ''])
})
