/** Dashboards of a city that adds a kind (docs/kinds.md). */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { rendered } from '../../../dashboards/all.ts'
import { cityKinds } from '../../../dashboards/city-kinds.ts'
import { cityNames, rulesOf } from '../../../dashboards/city-names.ts'
import { shippedLimits, type DashboardModel } from '../../support/dashboards.ts'
import { gasCity } from '../../support/gas-meters.ts'

test('a mistake in its file is told, and nothing is drawn', async () => {
  const city = await gasCity()
  const file = join(city, 'kinds', 'gas.yaml')
  const right = await readFile(file, 'utf8')
  await writeFile(file, right.replace('period: 300', 'period: often'))
  expect(() => cityKinds(city)).toThrow('cannot be drawn')
  await writeFile(file, right.replace('gasFlow', 'depth'))
  expect(() => cityKinds(city)).toThrow('cannot be drawn')
})

test('a mistake in the names of a city is told with its file', async () => {
  const city = await gasCity()
  const rules = rulesOf(city, 'rules/catalogue')
  expect(cityNames(city, rules).rules.get('gas-leak')?.kind).toBe('gas')
  await writeFile(join(city, 'units.yaml'), '- id: road\n  name: Road crew\n')
  expect(() => cityNames(city, rules)).toThrow(/units\.yaml cannot be drawn/)
})

test('the kind has a dashboard in both languages, and its words stand in the others', async () => {
  expect(cityKinds('deploy/sample-city')).toEqual([])
  const added = cityKinds(await gasCity())
  expect(added).toEqual(['gas'])
  const files = rendered({ limits: shippedLimits(), added })
  const model = (file: string) => JSON.parse(files.get(file) ?? '{}') as DashboardModel
  const chinese = model('zh-CN/ub-kind-gas-zh.json')
  const titles = chinese.panels.map(({ title }) => title)
  for (const name of ['甲烷', '燃气流量', '阀门开启', '电量'])
    expect(titles).toContain(`${name}（最高的十台）`)
  expect(model('en/ub-kind-gas-en.json').title).toContain('Gas meter')
  expect(files.get('en/ub-kind-gas-en.json')).toContain(
    String.raw`SELECT mean(\"gasFlow_mean\") FROM \"m1\".\"gas\"`,
  )
  // Hundreds of meters would be a block of colour, here as on the boards of the program.
  const curves = chinese.panels.filter(({ title }) => title.includes('十台'))
  for (const { title, targets } of curves)
    expect(targets[0]?.query, title).toMatch(/"device" =~ \/\^\$highest_/)
  for (const name of ['device', 'health', 'alarms'])
    expect(files.get(`en/ub-${name}-en.json`), name).toContain('Gas meter')
  expect(files.get('en/ub-device-en.json')).toContain('Gas flow, mean')
})
