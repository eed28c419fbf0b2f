import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { lookAt, sources } from '../support/architecture.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('the folders', () => {
  it('import each other only as docs/architecture.md allows', { timeout: 120_000 }, async () => {
    const { seen, violations } = await lookAt(root)
    const files = await sources(root)
    expect(files.length).toBeGreaterThan(250)
    expect(files.filter((file) => !seen.has(file))).toEqual([])
    expect(violations).toEqual([])
  })

  it('have small files: none above 400 lines, nine in ten below 250, half below 120', async () => {
    const files = await sources(root)
    const sizes = await Promise.all(
      files.map(async (file) => {
        const text = await readFile(join(root, file), 'utf8')
        return { file, lines: text.split('\n').length - 1 }
      }),
    )
    expect(sizes.filter(({ lines }) => lines > 400)).toEqual([])
    const sorted = sizes.map(({ lines }) => lines).sort((a, b) => a - b)
    expect(sorted[Math.floor(sorted.length * 0.9)]).toBeLessThan(250)
    expect(sorted[Math.floor(sorted.length * 0.5)]).toBeLessThan(120)
  })
})

describe('the look at the folders', () => {
  const planted: readonly [rule: string, files: Readonly<Record<string, string>>][] = [
    [
      'core imports only core and zod',
      { 'core/a.ts': "import '../app/b.ts'", 'app/b.ts': 'export {}' },
    ],
    ['core imports only core and zod', { 'core/a.ts': "import 'node:fs'" }],
    [
      'runtime and storage import only core and themselves of our own',
      { 'storage/a.ts': "import '../rules/b.ts'", 'rules/b.ts': 'export {}' },
    ],
    [
      'rules sees no sibling, and not app',
      {
        'rules/a.ts': "import type { B } from '../cases/b.ts'",
        'cases/b.ts': 'export type B = 1',
      },
    ],
    [
      'storage is picked by app and used by engines',
      {
        'cases/a.ts': "import '../storage/sqlite/b.ts'",
        'storage/sqlite/b.ts': 'export {}',
      },
    ],
    ['nobody imports tests', { 'app/a.ts': "import '../tests/b.ts'", 'tests/b.ts': 'export {}' }],
    [
      'only engines and app know engines',
      { 'cases/a.ts': "import './sqlite/b.ts'", 'cases/sqlite/b.ts': 'export {}' },
    ],
    [
      'in app only the composition picks engines',
      { 'app/run/a.ts': "import '../../cases/sqlite/b.ts'", 'cases/sqlite/b.ts': 'export {}' },
    ],
    ['kysely stands behind a port', { 'cases/a.ts': "import type { Kysely } from 'kysely'" }],
    ['kysely stands behind a port', { 'cases/redis/a.ts': "import 'kysely'" }],
    ['mqtt stands behind a port', { 'cases/a.ts': "import 'mqtt'" }],
    ['MQTT is the edge: aedes and ws in broker', { 'cases/a.ts': "import 'aedes'" }],
    ['HTTP belongs to api folders and app', { 'cases/a.ts': "import 'fastify'" }],
    ['no cycles', { 'app/a.ts': "import './b.ts'", 'app/b.ts': "import './a.ts'" }],
    ['everything imported exists', { 'app/a.ts': "import './nowhere.ts'" }],
    [
      'what decides touches no module of Node and no engine',
      { 'cases/life/a.ts': "import '../b.ts'", 'cases/b.ts': "import 'node:fs'" },
    ],
    [
      'what decides touches no module of Node and no engine',
      { 'app/http/decide/a.ts': "import 'node:fs'" },
    ],
    [
      'console sees core, itself and the contracts of the APIs',
      {
        'console/a.ts': "import type { B } from '../cases/api/b.ts'",
        'cases/api/b.ts': 'export type B = 1',
      },
    ],
    [
      'a contract is a type to the console',
      {
        'console/a.ts': "import { b } from '../cases/api/contract.ts'",
        'cases/api/contract.ts': 'export const b = 1',
      },
    ],
    [
      'a contract sees core, what decides and zod',
      { 'cases/api/contract.ts': "import './b.ts'", 'cases/api/b.ts': 'export {}' },
    ],
    ['a contract sees core, what decides and zod', { 'app/http/contract.ts': "import 'fastify'" }],
    [
      'what decides touches no module of Node and no engine',
      { 'cases/api/contract.ts': "import 'node:fs'" },
    ],
    [
      'the first view loads no schemas',
      { 'console/main.tsx': "import '../core/a.ts'", 'core/a.ts': "import 'zod'" },
    ],
    ['every file belongs to a folder of the architecture', { 'cases/misc/a.ts': 'export {}' }],
  ]
  it.each(planted)('finds what breaks the rule "%s"', async (rule, files) => {
    const folder = await temporaryFolder()
    for (const name of ['aedes', 'fastify', 'kysely', 'mqtt', 'zod']) {
      const manifest = JSON.stringify({ name, version: '1.0.0', main: 'index.js' })
      files = {
        ...files,
        [`node_modules/${name}/package.json`]: manifest,
        [`node_modules/${name}/index.js`]: '',
      }
    }
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), content)
    }
    const { violations } = await lookAt(folder)
    expect(violations.map((line) => line.slice(0, line.lastIndexOf(': ')))).toContain(rule)
  })
})
