import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { beforeEach, describe, expect, test } from 'vitest'

import { inspectCatalogue, loadCatalogue } from '../../../rules/in-force/catalogue.ts'
import { ruleSource } from '../../../rules/in-force/rule-source.ts'
import { keptRules, loadOrKept } from '../../../rules/in-force/kept-rules.ts'
import { limitsOfRule } from '../../../rules/language/limits-read.ts'
import { testRules } from '../../../rules/tester/tester.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const shipped = 'rules/catalogue'

const concentration = async (chosen: readonly string[]) => {
  const { rules, limits } = await loadCatalogue(shipped, chosen)
  const rule = rules.find(({ id }) => id === 'fume-concentration')
  return rule && limitsOfRule(rule, limits).find(({ path }) => path === 'fume.concentration')
}

describe('a profile', () => {
  test('gives its numbers with its own source, and leaves the others', async () => {
    expect(await concentration([])).toMatchObject({
      value: 2,
      source: expect.stringMatching(/^GB 18483-2001/) as unknown,
    })
    expect(await concentration(['beijing'])).toMatchObject({
      value: 1,
      unit: 'mg/m3',
      certainty: 'second-hand',
      source: expect.stringMatching(/^DB11\/1488-2018/) as unknown,
    })
    const { limits } = await loadCatalogue(shipped, ['beijing'])
    expect(limits.tree['fume']).toMatchObject({ concentration: 1, margin: 0.2, nmhc: 10 })
    expect(limits.origins.get('fume.margin')?.source).toMatch(/^GB 18483-2001/)
  })

  test('makes other rules in force of the same documents', async () => {
    const [one, other] = [await loadCatalogue(shipped), await loadCatalogue(shipped, ['liaoning'])]
    expect(other.version).not.toBe(one.version)
  })

  test('that does not exist is a mistake that names those that do', async () => {
    const { ruleSet, mistakes } = await inspectCatalogue(shipped, ['atlantis'])
    expect(ruleSet).toBeUndefined()
    expect(mistakes).toMatchObject([
      {
        file: 'limits.yaml',
        message: expect.stringMatching(/'atlantis'.*shanghai, hebei/) as unknown,
      },
    ])
  })

  test('may not give what another one that was chosen gives', async () => {
    const { mistakes } = await inspectCatalogue(shipped, ['shanghai', 'beijing'])
    expect(mistakes.map(({ message }) => message)).toEqual([
      "two of the chosen profiles give 'fume.concentration'; choose one of them",
    ])
    expect((await inspectCatalogue(shipped, ['liaoning', 'beijing'])).mistakes).toEqual([])
  })
})

describe('a folder with profiles of its own', () => {
  let folder: string
  beforeEach(async () => {
    folder = await temporaryFolder()
    await cp(shipped, folder, { recursive: true })
  })
  const change = async (from: string, to: string) => {
    const file = join(folder, 'limits.yaml')
    const text = await readFile(file, 'utf8')
    expect(text).toContain(from)
    await writeFile(file, text.replace(from, to))
  }
  const mistakes = async () =>
    (await inspectCatalogue(folder)).mistakes.map(({ file, line, message }) => [
      file,
      line > 1,
      message,
    ])

  test('is told of numbers that the tables do not have', async () => {
    await change('values: { concentration: 1, nmhc: 10 }', 'values: { concentrate: 1 }')
    expect(await mistakes()).toEqual([
      [
        'limits.yaml',
        true,
        "profiles.beijing.limits.fume: there is no limit 'fume.concentrate' above",
      ],
    ])
  })

  test('is told of a profile without a source', async () => {
    await change('source: DB50/859-2018, fume 1.0 mg/m3', 'unit: mg/m3')
    const found = (await mistakes()).join('\n')
    expect(found).toMatch(/profiles\.chongqing\.limits\.fume/)
  })

  test('a rule test may ask for one, and is told when there is none', async () => {
    await change('  beijing:', '  peking:')
    const { failures } = await testRules(folder)
    expect(failures[0]?.message).toMatch(/limits\.yaml has no profile 'beijing'/)
    expect(failures[0]?.zh).toMatch(/limits\.yaml .*\p{Script=Han}/u)
  })

  test('keeps its profile while it goes on with the kept rules', async () => {
    const kept = keptRules(join(await temporaryFolder(), 'kept.json'), folder, ['beijing'])
    const source = ruleSource(folder, ['beijing'], undefined)
    await kept.keep(await source.read(0))
    await writeFile(join(folder, 'broken.yaml'), 'id: [')
    const { limits } = await loadOrKept(source, kept)
    expect(limits.tree['fume']).toMatchObject({ concentration: 1 })
  })
})
