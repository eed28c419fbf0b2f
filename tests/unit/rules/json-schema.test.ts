import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import Ajv2020 from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

import { checkRule } from '../../../rules/language/check.ts'
import { ruleSchema } from '../../../rules/language/document.ts'
import {
  areaJsonSchema,
  limitsJsonSchema,
  ruleJsonSchema,
} from '../../../rules/language/json-schema.ts'
import { loadCatalogue } from '../../../rules/in-force/catalogue.ts'
import { readYaml } from '../../../runtime/yaml-source.ts'

const folder = 'rules/catalogue'
const ajv = new Ajv2020.default({ strict: false, allErrors: true })
const isRule = ajv.compile(ruleJsonSchema())
const isArea = ajv.compile(areaJsonSchema())
const isLimits = ajv.compile(limitsJsonSchema())

const names = await readdir(folder)
const rules = names.filter((name) => !name.endsWith('.test.yaml') && name !== 'limits.yaml')
const read = async (name: string): Promise<unknown> =>
  parse(await readFile(join(folder, name), 'utf8'))

test('takes every document of the catalogue', async () => {
  for (const name of rules) {
    const document = await read(name)
    const isOverArea = Object.hasOwn(document as object, 'over')
    expect([isRule(document), isArea(document)], name).toEqual([!isOverArea, isOverArea])
  }
  expect(isLimits(await read('limits.yaml')), JSON.stringify(isLimits.errors)).toBe(true)
})

/** A document of every word. */
const whole = {
  id: 'whole',
  title: { zh: '全', en: 'Whole' },
  source: 'nobody',
  certainty: 'proposed',
  on: { kind: 'noise', site: 'street', zone: ['2', '4a'] },
  let: {
    leq: { of: 'laeq', aggregate: 'leq', window: '10m', min: '75%', within: 'period' },
    often: { count: 'leq > 70', in: 'day' },
    still: { of: 'laeq', change: 'flat', tolerance: 0.1 },
    twice: { sequence: { first: 'laeq > 70', next: 'laeq > 80', within: '5m' } },
  },
  levels: [{ severity: 'blue', when: 'often > 3', clear: 'often < 1', hold: '1m30s' }],
  cooldown: '1h',
  flapping: { changes: 4, in: '1h', hold: '30m' },
  case: { category: '0197', filing: 'confirm', limit: '2 working hours', lead: 'enforcement' },
}

const changed = (path: string, value: unknown): unknown => {
  const copy = structuredClone(whole)
  const parts = path.split('.')
  const last = parts.pop() ?? ''
  let at: unknown = copy
  for (const part of parts) at = Reflect.get(at as object, part)
  if (value === undefined) Reflect.deleteProperty(at as object, last)
  else Reflect.set(at as object, last, value)
  return copy
}

describe('what the program says of the shape, an editor says too', () => {
  test('of the whole document', () => {
    expect([ruleSchema.safeParse(whole).success, isRule(whole)]).toEqual([true, true])
  })

  test.for<[string, unknown]>([
    ['id', 'no spaces please'],
    ['title.en', undefined],
    ['title.zh', ''],
    ['source', ''],
    ['certainty', 'sure'],
    ['on.kind', 'submarine'],
    ['on.kind', undefined],
    ['on.zone', ['2', '5']],
    ['on.colour', 'red'],
    ['let.Leq', { of: 'laeq', aggregate: 'leq', window: '10m' }],
    ['let.leq.aggregate', 'average'],
    ['let.leq.window', '10 minutes'],
    ['let.leq.min', '175%'],
    ['let.often.last', 31],
    ['let.still.tolerance', -1],
    ['let.twice.sequence.next', undefined],
    ['levels', []],
    ['levels.0.severity', 'green'],
    ['levels.0.until', '7'],
    ['levels.0.absence', { after: 'two periods' }],
    ['cooldown', 60],
    ['flapping.changes', 2],
    ['case.category', '301'],
    ['case.limit', 'soon'],
    ['case.filing', 'perhaps'],
  ])('refuses %s as %j', ([path, value]) => {
    const document = changed(path, value)
    expect([ruleSchema.safeParse(document).success, isRule(document)]).toEqual([false, false])
  })

  test.for<[string, unknown]>([
    ['on.zone', '4b'],
    ['let.leq.min', 5],
    ['let.often.in', '36h'],
    ['levels.0.absence', { after: '2 periods', atLeast: '5m', hours: '10:00-21:00' }],
    ['case.category', { from: 'component', otherwise: '0123' }],
    ['case.limit', '1.5 natural days'],
    ['flapping', undefined],
  ])('takes %s as %j', ([path, value]) => {
    const document = changed(path, value)
    expect([ruleSchema.safeParse(document).success, isRule(document)]).toEqual([true, true])
  })
})

test('an editor knows nothing of names and limits, and the lint does', async () => {
  const { limits } = await loadCatalogue(folder)
  const document = changed('levels.0.when', 'often > limits.nothing')
  expect(isRule(document)).toBe(true)
  const { mistakes } = checkRule(readYaml('whole.yaml', JSON.stringify(document)), limits, () => '')
  expect(mistakes.map(({ message }) => message).join()).toContain("no limit 'nothing'")
})
