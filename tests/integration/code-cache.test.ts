/** The program with what V8 compiled of it before, and without: it must not make a difference but in time. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { expect, test } from 'vitest'

import { temporaryFolder } from '../support/temporary-folder.ts'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))
const greets = "module.exports = (name) => `hello ${name}`; require('./said.cjs')(module)\n"
const says = "module.exports = ({ exports }) => console.log(exports('city'), __filename)\n"

async function program() {
  const root = await temporaryFolder()
  const app = join(root, 'dist', 'app')
  await mkdir(app, { recursive: true })
  await copyFile(join(dist, 'app', 'code-cache.cjs'), join(app, 'code-cache.cjs'))
  const isRuntime = (path: string) => !/\.\w+$/.test(path) || /rolldown-runtime-.*\.cjs$/.test(path)
  await cp(join(dist, 'chunks'), join(root, 'dist', 'chunks'), {
    recursive: true,
    filter: isRuntime,
  })
  await writeFile(join(app, 'greets.cjs'), greets)
  await writeFile(join(app, 'said.cjs'), says)
  const run = (env: Readonly<Record<string, string>> = {}) =>
    execFileSync(process.execPath, ['-r', './code-cache.cjs', './greets.cjs'], {
      cwd: app,
      env,
      encoding: 'utf8',
    })
  const code = join(app, 'greets.cjs.code')
  return { run, code, said: `hello city ${join(app, 'said.cjs')}\n` }
}

test('does the same without code, while it is written and with it', async () => {
  const { run, code, said } = await program()
  expect(run()).toBe(said)
  expect(existsSync(code)).toBe(false)
  expect(run({ CODE_CACHE: 'write' })).toBe(said)
  expect(existsSync(code)).toBe(true)
  expect(run()).toBe(said)
})

test.each([
  ['is empty', () => Buffer.alloc(0)],
  ['is cut short', (code: Buffer) => code.subarray(0, code.length >> 1)],
  ['is of another version of V8', (code: Buffer) => code.fill(7, 4, 8)],
])('compiles as ever when the code %s', async (_, spoilt) => {
  const { run, code, said } = await program()
  run({ CODE_CACHE: 'write' })
  await writeFile(code, spoilt(await readFile(code)))
  expect(run()).toBe(said)
})

test('the build leaves the code of what a start needs', async () => {
  const chunks = await readdir(join(dist, 'chunks'))
  const withCode = chunks.filter((name) => chunks.includes(`${name}.code`))
  expect(withCode.some((name) => name.startsWith('assemble-desk-'))).toBe(true)
  expect(existsSync(join(dist, 'app', 'cli', 'main.cjs.code'))).toBe(true)
  expect(existsSync(join(dist, 'app', 'run', 'worker.cjs.code'))).toBe(true)
})
