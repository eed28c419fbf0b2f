import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { loadCity } from '../../../app/assembly/city-folder.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function cityOf(hours: readonly string[]) {
  const folder = await temporaryFolder()
  const lines = ['name: { zh: 临江市, en: Linjiang }', 'working:', '  hours:']
  await writeFile(
    join(folder, 'city.yaml'),
    [...lines, ...hours.map((line) => `    - ${line}`)].join('\n'),
  )
  return loadCity(folder)
}

test('hours over midnight and until 24:00 are read as they stand', async () => {
  const hours = ['{ from: "14:00", to: "18:00" }', '{ from: "20:00", to: "02:00" }']
  expect((await cityOf(hours)).working.hours).toEqual([
    { from: '14:00', to: '18:00' },
    { from: '20:00', to: '02:00' },
  ])
  expect((await cityOf(['{ from: "14:00", to: "24:00" }'])).working.hours).toHaveLength(1)
})

test.each([
  [
    ['{ from: "08:00", to: "12:00" }', '{ from: "11:00", to: "18:00" }'],
    /^city\.yaml:5: .*overlap/,
  ],
  [['{ from: "08:00", to: "25:00" }'], /^city\.yaml:4: working\.hours\.0\.to: .*HH:MM/],
  [['{ from: "08:00", to: '], /^city\.yaml:\d+: /],
])('%j is a mistake with its line', async (hours, expected) => {
  await expect(cityOf(hours)).rejects.toMatchObject({
    code: 'city-invalid',
    details: expect.arrayContaining([expect.stringMatching(expected)]) as string[],
  })
})
