/** What lint says in both languages: the tables, and mistakes that people make. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { filled, openPlace, type Bilingual } from '../../../core/bilingual.ts'
import { schemaWords } from '../../../core/schema-words.ts'
import { checkCatalogue } from '../../../rules/in-force/catalogue.ts'
import { conditionWords, libraryWords } from '../../../rules/language/condition-words.ts'
import { mistakeInChinese, mistakeWords } from '../../../rules/language/mistake-words.ts'
import { testWords } from '../../../rules/tester/test-words.ts'
import { lintReport, lintText } from '../../../rules/tester/tester.ts'
import { shapeInChinese, shapeWords, writtenWords } from '../../../runtime/schema-words.ts'

const tables = { testWords, mistakeWords, conditionWords, schemaWords, shapeWords, writtenWords }
const open = (text: string) => new Set([...text.matchAll(openPlace)].map(([, name]) => name))
const han = /\p{Script=Han}/u

test.each(Object.entries(tables))('%s are said in both languages', (_, words) => {
  for (const { zh, en } of Object.values<Bilingual>(words)) {
    expect(zh).toMatch(han)
    expect(en).not.toMatch(han)
    // A library says more of it in English than a person needs.
    for (const name of open(zh)) expect(open(en)).toContain(name)
  }
})

test('what rules say of their own leaves nothing out in Chinese', () => {
  for (const { zh, en } of Object.values<Bilingual>(mistakeWords))
    expect(open(zh), en).toEqual(open(en))
})

test('no code is left that nothing says', async () => {
  const names = (await readdir('rules', { recursive: true })).filter((name) => name.endsWith('.ts'))
  const sources = await Promise.all(names.map((name) => readFile(join('rules', name), 'utf8')))
  const said = new Set(
    sources.flatMap((text) => [...text.matchAll(/\bwrong\(\s*'(\w+)'/g)].map(([, code]) => code)),
  )
  expect(Object.keys(mistakeWords).filter((code) => !said.has(code))).toEqual([])
})

const value = fc.stringMatching(/^[a-z0-9_.-]{1,12}$/)

test.each([
  ['mistakeWords', mistakeWords, mistakeInChinese],
  ['shapeWords', { ...shapeWords, ...schemaWords }, shapeInChinese],
  ['conditionWords', conditionWords, (en: string) => libraryWords(en).zh],
] as const)('%s: a text alone is known again, whatever stands in it', (_, words, inChinese) => {
  // No schema says more, see mistake-words.ts.
  const all = Object.values<Bilingual>(words).filter(
    ({ en }) => inChinese !== mistakeInChinese || open(en).size <= 2,
  )
  const drawn = fc.record({
    said: fc.constantFrom(...all),
    values: fc.array(value, { minLength: 5, maxLength: 5 }),
  })
  fc.assert(
    fc.property(drawn, ({ said, values }) => {
      const names = [...open(said.en)].map((name, index) => [name, `${values[index]}x`])
      const { zh, en } = filled(said, Object.fromEntries(names))
      expect(inChinese(en)).toBe(zh)
    }),
  )
})

test('a text that nobody said is looked for to the end, however it was made', () => {
  expect(mistakeInChinese(': at  comes before '.repeat(50))).toBeUndefined()
  expect(mistakeInChinese(`'${"' is neither ".repeat(70)}`)).toBeUndefined()
  expect(shapeInChinese('x'.repeat(100_000))).toBeUndefined()
})

describe('a folder with mistakes', () => {
  const rule = [
    'id: bad',
    'title: { zh: 坏, en: Bad }',
    'on: { kind: noise, site: moon }',
    'let: { e: { of: depth, aggregate: mean, window: 5 minutes }, f: { of: laeq, aggregate: mean, window: 5m } }',
    'levels:',
    '  - { severity: orange, when: "laeq > limits.none && loud", hold: 5, clearHold: 1m }',
    '  - { severity: yellow, when: "laeq >" }',
    'case: { category: 0301, limit: soon, lead: "" }',
    'colour: red',
  ].join('\n')
  const report = lintReport(
    checkCatalogue({ texts: new Map([['worse.yaml', rule]]), mistakes: [] }),
  )

  test('has each of them in Chinese, at the same line', () => {
    expect(lintText(report, 'zh').split('\n')).toEqual([
      "错误 worse.yaml:3: on.site：noise 设备没有点位类型 'moon'（有：street, construction, commercial, residential, market, vehicle）",
      "错误 worse.yaml:4: let.e.window：'5 minutes' 不是时长，应写作 90s、5m 或 1h30m",
      '错误 worse.yaml:4: let.f.aggregate：以 dB 表示的声级按能量平均：请用 leq',
      '错误 worse.yaml:6: levels.0.hold：应为文本，实际是数字',
      "错误 worse.yaml:6: levels.0.when：limits.yaml 没有限值 'none'（“laeq > limits.none && loud”第 8 个字符）",
      "错误 worse.yaml:6: levels.0.when：这里没有叫 'loud' 的（“laeq > limits.none && loud”第 23 个字符）",
      '错误 worse.yaml:7: levels.1.severity：必须高于前一级',
      '错误 worse.yaml:7: levels.1.when：意外的内容：结尾（“laeq >”第 7 个字符）',
      '错误 worse.yaml:8: case.category：类别是带引号的四位数字，或写作 { from: component, otherwise: "0123" }',
      '错误 worse.yaml:8: case.limit：时限写作 `2 urgent hours`、`4 working hours`、`1 working day`、`3 natural days` 或 `30 minutes`',
      '错误 worse.yaml:8: case.lead：文本过短：至少 1 个字符',
      '错误 worse.yaml:9: colour：不是规则语言中的词',
      '0 条规则，12 处错误，0 条提示',
    ])
  })

  test('and in English as before', () => {
    expect(lintText(report).split('\n').length).toBe(
      report.mistakes.length + report.warnings.length + 1,
    )
    for (const { message } of report.mistakes) expect(message.replace('坏', '')).not.toMatch(han)
  })
})
