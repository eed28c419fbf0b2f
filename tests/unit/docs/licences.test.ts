import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'
import { z } from 'zod'

/** Licences that let anybody run, change and pass on the program without opening what is theirs. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  // It asks for changes of its own files alone (web-push, which ships as it is).
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
])

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      dev: z.boolean().optional(),
      license: z.string().optional(),
      resolved: z.string().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
})

const packages = async () => {
  const text = await readFile(new URL('../../../package-lock.json', import.meta.url), 'utf8')
  return Object.entries(lockSchema.parse(JSON.parse(text)).packages)
}

test('every package that ships has a licence of the list, those of other machines included', async () => {
  const shipped = (await packages()).filter(([path, { dev }]) => path !== '' && dev !== true)
  expect(shipped.length).toBeGreaterThan(100)
  const others = shipped.filter(([, { license }]) => license === undefined || !allowed.has(license))
  expect(others.map(([path, { license }]) => `${path}: ${license ?? 'none given'}`)).toEqual([])
})

test('the lock file names no address a package came from, so any registry serves', async () => {
  expect((await packages()).filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
})

test('the lock file knows the parts for every platform; without one of them npm ci refuses to run', async () => {
  const all = new Map(await packages())
  const missing = [...all].flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !all.has(`node_modules/${name}`) && !all.has(`${path}/node_modules/${name}`),
    ),
  )
  expect(missing).toEqual([])
})

test('our own licence is the one package.json names', async () => {
  const manifest = await readFile(new URL('../../../package.json', import.meta.url), 'utf8')
  expect(manifest).toContain('"license": "Apache-2.0"')
  const licence = await readFile(new URL('../../../LICENSE', import.meta.url), 'utf8')
  expect(licence).toContain('Version 2.0, January 2004')
  expect(licence).toContain('END OF TERMS AND CONDITIONS')
})
