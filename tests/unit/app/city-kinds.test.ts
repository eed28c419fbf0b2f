import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { learnCityKinds } from '../../../app/assembly/city-kinds.ts'
import { isKind } from '../../../core/kinds.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const gas = `id: gas
zh: 燃气表
en: Gas meter
period: 300
sites: { road: }
quantities:
  gasFlow: { unit: m3/h, range: [0, 160], zh: 燃气流量, en: Gas flow }
`

async function cityOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const city = await temporaryFolder()
  await mkdir(join(city, 'kinds'))
  for (const [name, body] of Object.entries(files)) await writeFile(join(city, 'kinds', name), body)
  return city
}

test('a city without a folder of kinds adds none', async () => {
  expect(await learnCityKinds(await temporaryFolder())).toEqual([])
})

test('every mistake of all files is told with file and line, and nothing is learned', async () => {
  const city = await cityOf({
    'gas.yaml': gas,
    'steam.yaml': gas,
    'heat.yaml': 'id: heat\nzh: 热\n',
    'broken.yaml': 'id: [',
    'odd.yaml': new Uint8Array([0xff, 0xff, 0x80]),
    '.gas.yaml.swp': 'of an editor',
    'README.md': 'for people',
  })
  await expect(learnCityKinds(city)).rejects.toMatchObject({
    code: 'city-invalid',
    details: expect.arrayContaining([
      "steam.yaml:1: id: a kind 'gas' stands in gas.yaml",
      expect.stringMatching(/^heat\.yaml:1: en: /),
      expect.stringMatching(/^broken\.yaml:1: /),
      expect.stringMatching(/^odd\.yaml:1: /),
    ]) as unknown,
  })
  expect(isKind('gas')).toBe(false)
})

test('what files say together is told at its line', async () => {
  const city = await cityOf({
    'gas.yaml': gas.replace('sites: { road: }', 'sites: { moon: }'),
    'heat.yaml': gas.replace('id: gas', 'id: heat'),
  })
  await expect(learnCityKinds(city)).rejects.toMatchObject({
    details: [
      'gas.yaml:7: quantities.gasFlow: is described by another kind already: leave it without a description',
      'gas.yaml:5: sites.moon: has words in no kind: say zh and en',
      'heat.yaml:7: quantities.gasFlow: is described by another kind already: leave it without a description',
    ],
  })
})

test('the kinds of a folder are known from then on; learning them again changes nothing', async () => {
  const city = await cityOf({ 'gas.yaml': gas })
  expect(await learnCityKinds(city)).toEqual(['gas'])
  expect(await learnCityKinds(city)).toEqual(['gas'])
  expect(isKind('gas')).toBe(true)
})

test('a file in the place of the folder is told', async () => {
  const city = await temporaryFolder()
  await writeFile(join(city, 'kinds'), gas)
  await expect(learnCityKinds(city)).rejects.toMatchObject({ code: 'city-invalid' })
})
