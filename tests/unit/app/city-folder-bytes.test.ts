import { execFileSync } from 'node:child_process'
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { loadCity } from '../../../app/assembly/city-folder.ts'
import { loadConfig } from '../../../app/config.ts'
import { cityDevices } from '../../../app/assembly/sample-city.ts'
import { loadDispatchTable } from '../../../cases/desk/city-files.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import { loadGrid } from '../../../devices/files/grid.ts'
import { loadCatalogue } from '../../../rules/in-force/catalogue.ts'
import { testRules } from '../../../rules/tester/tester.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const city = 'deploy/sample-city'
const mark = Buffer.from('\ufeff')

/** A copy whose files begin with a byte order mark, as Notepad saves them. */
async function marked(folder: string): Promise<string> {
  const copy = await temporaryFolder()
  await cp(folder, copy, { recursive: true })
  for (const name of await readdir(copy)) {
    const file = join(copy, name)
    await writeFile(file, Buffer.concat([mark, await readFile(file)]))
  }
  return copy
}

const facts = async (folder: string) => ({
  city: await loadCity(folder),
  cells: (await loadGrid(join(folder, 'grid.geojson'))).cells,
  table: await loadDispatchTable(folder),
  devices: await cityDevices(folder),
})

describe('files that begin with a byte order mark', () => {
  test('a city folder says the same', async () => {
    expect(await facts(await marked(city))).toEqual(await facts(city))
  })

  test('rules, limits and their tests say the same', async () => {
    const folder = await marked('rules/catalogue')
    const { limits, rules } = await loadCatalogue(folder)
    const without = await loadCatalogue('rules/catalogue')
    expect(limits).toEqual(without.limits)
    expect(rules.map(({ version }) => version)).toEqual(without.rules.map(({ version }) => version))
    expect(await testRules(folder)).toMatchObject({ ok: true })
  })

  test('a configuration says the same', async () => {
    const file = join(await temporaryFolder(), 'config.yaml')
    await writeFile(file, '\ufeffbroker:\n  port: 1999\n')
    expect(loadConfig({ file, environment: {} }).broker.port).toBe(1_999)
  })
})

describe('files that are no UTF-8', () => {
  /** 大道 */
  const gbk = Buffer.from([0xb4, 0xf3, 0xb5, 0xc0])
  const unit = (name: Buffer) =>
    Buffer.concat([
      Buffer.from('- id: east\n  name: { zh: "'),
      name,
      Buffer.from('", en: East }\n  duties: [road]\n'),
    ])

  test('are read as GB18030 when they are that', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'units.yaml'), unit(gbk))
    await writeFile(join(folder, 'dispatch.yaml'), '[]')
    const { units } = await loadDispatchTable(folder)
    expect([...units.values()]).toMatchObject([{ name: { zh: '大道' } }])
  })

  test('are refused with their line when they are nothing', async () => {
    const folder = await temporaryFolder()
    const broken = unit(Buffer.from([0xff, 0xff]))
    for (const name of ['units.yaml', 'city.yaml', 'grid.geojson', 'devices.csv', 'rule.yaml'])
      await writeFile(join(folder, name), broken)
    await writeFile(join(folder, 'dispatch.yaml'), '[]')
    const words = /line 2: the bytes are neither UTF-8 nor GB18030/
    await expect(loadDispatchTable(folder)).rejects.toMatchObject({
      details: [expect.stringMatching(words)],
    })
    await expect(loadCity(folder)).rejects.toThrow(words)
    await expect(loadGrid(join(folder, 'grid.geojson'))).rejects.toThrow(words)
    await expect(loadCatalogue(folder)).rejects.toMatchObject({
      details: expect.arrayContaining([
        expect.stringMatching(/^rule\.yaml:2: .*neither UTF-8/),
      ]) as unknown,
    })
    const file = join(folder, 'city.yaml')
    expect(() => loadConfig({ file, environment: {} })).toThrow(words)
    await cp(join(city, 'grid.geojson'), join(folder, 'grid.geojson'))
    await expect(cityDevices(folder)).rejects.toMatchObject({
      details: [expect.stringMatching(words)],
    })
  })
})

describe('files of a city folder that are no files of a city', () => {
  /** Each alias of the last one stands for 3^12 words. */
  const bomb = Array.from({ length: 12 }, (_, i) =>
    i === 0 ? 'a0: &a0 [x, x, x]' : `a${i}: &a${i} [*a${i - 1}, *a${i - 1}, *a${i - 1}]`,
  ).join('\n')
  const nested = `${'['.repeat(60)}${']'.repeat(60)}`
  const copyOfCity = async (): Promise<string> => {
    const folder = await temporaryFolder()
    await cp(city, folder, { recursive: true })
    return folder
  }

  test.each([
    ['aliases of aliases', bomb, /alias/],
    ['lists in lists', nested, /1: is nested deeper than 32 levels/],
    ['too many bytes', `# ${'x'.repeat(1_100_000)}`, /more than 1048576 bytes/],
  ])('%s are refused in one error, with the name of the file', async (_, text, words) => {
    const folder = await copyOfCity()
    for (const name of ['city.yaml', 'units.yaml', 'dispatch.yaml'])
      await writeFile(join(folder, name), text)
    const refusal = async (work: Promise<unknown>): Promise<string> => {
      const error = await work.then(
        () => undefined,
        (reason: unknown) => reason,
      )
      if (!(error instanceof UrbanBrainError)) throw error
      return [error.code, error.message, ...error.details].join('\n')
    }
    const ofCity = await refusal(loadCity(folder))
    expect(ofCity).toMatch(/^city-invalid\n.*city\.yaml/)
    expect(ofCity).toMatch(words)
    const ofTable = await refusal(loadDispatchTable(folder))
    expect(ofTable).toMatch(words)
    expect(ofTable).toMatch(/units\.yaml:1:/)
    expect(ofTable).toMatch(/dispatch\.yaml:1:/)
  })

  test('a pipe is not waited for', async () => {
    const folder = await copyOfCity()
    for (const name of await readdir(folder)) {
      await rm(join(folder, name))
      execFileSync('mkfifo', [join(folder, name)])
    }
    const words = /is a pipe, socket or device/
    await expect(loadCity(folder)).rejects.toThrow(words)
    await expect(loadGrid(join(folder, 'grid.geojson'))).rejects.toThrow(words)
    await expect(loadDispatchTable(folder)).rejects.toMatchObject({
      details: [
        ...['units.yaml', 'dispatch.yaml', 'standards.csv', 'patrols.csv', 'escalation.yaml'],
      ].map((file) => `${file}:1: is a pipe, socket or device`),
    })
    await rm(join(folder, 'grid.geojson'))
    await cp(join(city, 'grid.geojson'), join(folder, 'grid.geojson'))
    await expect(cityDevices(folder)).rejects.toThrow(words)
  })
})
