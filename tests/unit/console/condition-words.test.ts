import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { conditionInWords } from '../../../console/parts/condition-words.ts'
import { readLag } from '../../../console/parts/lag-words.ts'
import { shippedCatalogue } from '../../../app/package-root.ts'

const names: Readonly<Record<string, string>> = { depth: '积水深度', wellLevel: '井内水位' }
const terms = {
  nameOf: (quantity: string) => names[quantity],
  sign: (operator: string) => operator.replace('>=', '≥'),
  show: (_: string, value: number) => `${value} cm`,
}
const values = { 'limits.well.high_cm': 150, 'limits.road.close_cm': 27, wide: 'text' }

test.each([
  ['wellLevel >= limits.well.high_cm', '井内水位 ≥ 150 cm'],
  ['depth3 >= limits.road.close_cm', '积水深度 ≥ 27 cm'],
  ['depth3 >= limits.road.close_cm && wellLevel < 3.5', '积水深度 ≥ 27 cm · 井内水位 < 3.5 cm'],
  // More than comparisons, a limit that is not told, a name that nobody knows, a text: as it is written.
  ['depth3 >= 3 || wellLevel > 2', undefined],
  ['wellLevel >= limits.well.low_cm', undefined],
  ['moon >= 3', undefined],
  ['depth >= wide', undefined],
  ['depth', undefined],
  ['', undefined],
])('the condition %j', (text, said) => {
  expect(conditionInWords(text, values, terms)).toBe(said)
})

test('the condition of each rule on the clock of a device is known', () => {
  expect(readLag('lag < 0 || lag > 0 && trend > -300')).toEqual({ state: 'wrong', catchesUp: 300 })
  expect(readLag('lag == 0')).toEqual({ state: 'in-time' })
  for (const other of ['lag > 0', 'lag < 0 || lag > 0', 'depth == 0', ''])
    expect(readLag(other)).toBeUndefined()
  const folder = shippedCatalogue()
  const rules = readdirSync(folder).filter((name) => name.endsWith('-clock-wrong.yaml'))
  expect(rules.length).toBeGreaterThan(3)
  for (const name of rules) {
    const text = readFileSync(join(folder, name), 'utf8')
    for (const part of ['when', 'clear']) {
      const condition = new RegExp(`^ +(?:- )?${part}: (.*)$`, 'm').exec(text)?.[1]
      expect(readLag(condition ?? ''), `${part} of ${name}`).toBeDefined()
    }
  }
})
