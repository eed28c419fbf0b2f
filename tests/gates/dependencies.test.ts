/** What the program is made of: under which licences, by whom it is vouched for, and what of it runs when it is installed. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { beforeAll, expect, test } from 'vitest'

interface Package {
  /** Where it goes by another one. */
  readonly name?: string
  readonly version: string
  readonly license?: string
  readonly integrity?: string
  readonly dev?: boolean
  readonly hasInstallScript?: boolean
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Each may stand beside Apache-2.0 in what is handed on; of the last, changes of its own files are published. */
const allowed = new Set([
  ...['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0'],
  ...['Unlicense', '(MIT OR Apache-2.0)', 'MPL-2.0'],
])

/** They name their licence in a field of old, which npm does not read; tests alone use them. */
const inOldField = new Set(['buildcheck', 'cpu-features', 'ssh2'])

let packages: readonly (readonly [name: string, Package])[]
beforeAll(async () => {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Package>>
  }
  packages = Object.entries(lock.packages).flatMap(([path, found]) =>
    path === ''
      ? []
      : [[found.name ?? path.slice(path.lastIndexOf('node_modules/') + 13), found] as const],
  )
  expect(packages.length).toBeGreaterThan(500)
})

test('every package is under a licence of the list', async () => {
  const others = packages.filter(([, { license }]) => !allowed.has(license ?? ''))
  expect(new Set(others.map(([name]) => name))).toEqual(inOldField)
  for (const name of inOldField) {
    const text = await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ licenses: [{ type: 'MIT' }] })
  }
  expect(others.every(([, { dev }]) => dev)).toBe(true)
})

test('every package is held to its SHA-512, also for machines of another kind', () => {
  const loose = packages.filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true)
  expect(loose.map(([name]) => name)).toEqual([])
})

test('nothing runs when packages are installed; of those that would, each is known', async () => {
  expect(await readFile(join(root, '.npmrc'), 'utf8')).toContain('ignore-scripts=true')
  const running = packages.filter(([, { hasInstallScript }]) => hasInstallScript)
  expect(new Set(running.map(([name]) => name))).toEqual(
    new Set([
      // Prebuilt for the usual machines; the last is built by hand where Kafka is used (docs/deployment.md).
      ...['lmdb', 'msgpackr-extract', 'node-rdkafka'],
      ...['cpu-features', 'esbuild', 'protobufjs', 'ssh2'],
    ]),
  )
})

test('the bill of materials names each of them with its version', async () => {
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sbom'], {
    cwd: root,
    maxBuffer: 2 ** 26,
  })
  const bill = JSON.parse(stdout) as {
    readonly bomFormat: string
    readonly components: readonly { readonly purl: string }[]
  }
  expect(bill.bomFormat).toBe('CycloneDX')
  const named = new Set(bill.components.map(({ purl }) => decodeURIComponent(purl)))
  const missing = packages.filter(([name, { version }]) => !named.has(`pkg:npm/${name}@${version}`))
  expect(missing.map(([name]) => name)).toEqual([])
})
