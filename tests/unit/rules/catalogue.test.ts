import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { builtInKinds } from '../../../core/kinds/built-in.ts'
import { inspectCatalogue, loadCatalogue } from '../../../rules/in-force/catalogue.ts'
import { lintRules, testRules, testText } from '../../../rules/tester/tester.ts'

const shipped = 'rules/catalogue'

describe('the shipped catalogue', () => {
  test('has no mistake and no warning', async () => {
    const { mistakes, warnings } = await lintRules(shipped)
    expect([mistakes, warnings]).toEqual([[], []])
  })

  test('passes its own tests', async () => {
    const tested = await testRules(shipped)
    expect(tested.ok, testText(tested)).toBe(true)
    expect(tested.passed).toBeGreaterThan(60)
  })

  test('says of every rule where it comes from, and cites nothing as verified that only is a proposal', async () => {
    const { rules, areas, limits, profiles } = await loadCatalogue(shipped)
    const ofProfiles = Object.values(profiles).flatMap((one) => Object.values(one.limits))
    for (const { source, sourceZh } of [...limits.origins.values(), ...ofProfiles])
      expect([source, sourceZh]).toEqual([source, expect.stringMatching(/\p{Script=Han}|：/u)])
    for (const { id, document } of [...rules, ...areas]) {
      expect([id, document.source, document.sourceZh, document.certainty]).toEqual([
        id,
        expect.stringMatching(/\w{5}/),
        expect.stringMatching(/\p{Script=Han}/u),
        expect.stringMatching(/\w{5}/),
      ])
      if (/^proposal\b/.test(document.source ?? '')) expect(document.certainty, id).toBe('proposed')
    }
  })

  test('stands in the table of docs/rules.md, every rule of it', async () => {
    const { rules, areas } = await loadCatalogue(shipped)
    const [, section = ''] = (await readFile('docs/rules.md', 'utf8')).split(
      '## The shipped catalogue',
    )
    const rows = section.split('\n').filter((line) => line.startsWith('| `'))
    const named = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    )
    const all = [...rules, ...areas].map(({ id }) => String(id))
    expect(new Set(named)).toEqual(new Set(all))
    expect(named).toHaveLength(all.length)
  })

  test('covers every kind that comes with the program', async () => {
    const { rules } = await loadCatalogue(shipped)
    expect(rules.length).toBeGreaterThanOrEqual(14)
    const covered = new Set(rules.map((rule) => rule.document.on.kind))
    expect([...covered].sort()).toEqual(builtInKinds.map(({ id }) => id).toSorted())
  })
})

describe('a folder of rules', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rules-'))
    await cp(shipped, folder, { recursive: true })
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  test('reports every mistake at once, with file and line', async () => {
    await writeFile(
      join(folder, 'bad.yaml'),
      [
        'id: bad',
        'title: { zh: 坏, en: Bad }',
        'on: { kind: noise, site: kitchen }',
        'let:',
        '  mean10: { of: laeq, aggregate: mean, window: 10m }',
        '  laeq: { of: laeq, aggregate: leq, window: 10m }',
        '  wet: { of: depth, aggregate: max, window: 10m }',
        '  soon: { of: l10, aggregate: max, window: tomorrow }',
        'levels:',
        '  - severity: orange',
        '    when: laeqq > limits.nois[device.zone] && device.colour == "red"',
        '    hold: 5 minutes',
        '  - severity: yellow',
        '    when: laeq +',
        '    until: 7',
        '  - severity: red',
        '    when: laeq > "loud"',
        '  - severity: green',
        '    when: laeq + 1',
        'case: { category: 301, limit: soon, lead: enforcement }',
      ].join('\n'),
    )
    const { mistakes, ruleSet } = await inspectCatalogue(folder)
    expect(ruleSet).toBeUndefined()
    const found = mistakes
      .filter(({ file }) => file === 'bad.yaml')
      .map(({ line, message }) => `${line} ${message}`)
      .join('\n')
    for (const [line, words] of [
      [3, "no site 'kitchen'"],
      [5, 'use leq'],
      [6, "'laeq' is the name of something else"],
      [7, "does not measure 'depth'"],
      [8, "'tomorrow' is not a duration"],
      [11, "nothing here is called 'laeqq'"],
      [11, "limits.yaml has no limit 'nois'"],
      [11, "a device has no 'colour'"],
      [12, "'5 minutes' is not a duration"],
      [13, 'must be above the level before it'],
      [14, 'Unexpected token'],
      [15, 'not a word of this language'],
      [17, 'no such overload'],
      [18, 'Invalid option'],
      [19, 'not true or false'],
      [20, 'a category has four digits'],
      [20, 'a limit is written'],
    ] as const) {
      const lines = found.split('\n').filter((one) => one.startsWith(`${line} `))
      expect(lines.join('\n'), found).toContain(words)
    }
    await expect(loadCatalogue(folder)).rejects.toMatchObject({ code: 'rules-invalid' })
  })

  test('refuses a window that mixes day and night against a limit of the period', async () => {
    const write = (within: string, when: string) =>
      writeFile(
        join(folder, 'mixed.yaml'),
        [
          'id: mixed',
          'title: { zh: 混, en: Mixed }',
          'on: { kind: noise, zone: "2" }',
          'let:',
          `  leq: { of: laeq, aggregate: leq, window: 10m${within} }`,
          'levels:',
          '  - severity: yellow',
          `    when: ${when}`,
          '    clearHold: 5m',
          'case: { category: "0301", limit: 2 urgent hours, lead: enforcement }',
        ].join('\n'),
      )
    const mistakes = async () =>
      (await inspectCatalogue(folder)).mistakes.map(({ line, message }) => `${line} ${message}`)
    const refused = /^8 .*'leq' mixes day and night/
    await write('', 'leq > limits.noise[device.zone][period]')
    expect(await mistakes()).toEqual([expect.stringMatching(refused)])
    await write('', `'period == "night" && leq > 55'`)
    expect(await mistakes()).toEqual([expect.stringMatching(refused)])
    await write(', within: period', 'leq > limits.noise[device.zone][period]')
    expect(await mistakes()).toEqual([])
    await write('', 'leq > limits.noise[device.zone].night')
    expect(await mistakes()).toEqual([])
  })

  test('a rule whose test fails is shown with what happened instead', async () => {
    await writeFile(
      join(folder, 'manhole-cover-open.test.yaml'),
      [
        'tests:',
        '  - name: wrong on purpose',
        '    start: "2026-03-02T10:00:00+08:00"',
        '    every: 10s',
        '    series: { coverOpen: "1x10" }',
        '    expect: [1m raised orange]',
      ].join('\n'),
    )
    const tested = await testRules(folder)
    expect([tested.ok, tested.failed]).toEqual([false, 1])
    expect(tested.failures).toMatchObject([{ file: 'manhole-cover-open.test.yaml', line: 2 }])
    const both = '    - 1m raised orange\n    + 30s raised orange'
    expect(testText(tested)).toBe(
      `manhole-cover-open.test.yaml:2: wrong on purpose\n    (- expected, + happened)\n${both}\n${tested.passed} rule tests passed, 1 failed`,
    )
    expect(testText(tested, 'zh')).toBe(
      `manhole-cover-open.test.yaml:2: wrong on purpose\n    （- 应有，+ 实有）\n${both}\n规则测试通过 ${tested.passed} 项，未通过 1 项`,
    )
  })

  test('warns of a rule without tests and of a level without hysteresis', async () => {
    await writeFile(
      join(folder, 'bare.yaml'),
      [
        'id: bare',
        'title: { zh: 裸, en: Bare }',
        'on: { kind: water }',
        'levels: [{ severity: red, when: depth > 5 }]',
        'case: { category: "0506", limit: 2 urgent hours, lead: drainage }',
      ].join('\n'),
    )
    const { ok, warnings } = await lintRules(folder)
    expect(ok).toBe(true)
    expect(warnings.map(({ message }) => message).join()).toMatch(/no hysteresis.*no test file/)
  })

  test('warns of a code that no table has, and of more samples than usual devices give', async () => {
    await writeFile(
      join(folder, 'odd.yaml'),
      [
        'id: odd',
        'title: { zh: 奇, en: Odd }',
        'on: { kind: water }',
        'let:',
        '  mean: { of: depth, aggregate: mean, window: 10m, min: 11 }',
        'levels: [{ severity: red, when: mean > 5, clearHold: 1m }]',
        'case: { category: "0177", limit: 2 urgent hours, lead: drainage }',
      ].join('\n'),
    )
    const { warnings } = await lintRules(folder)
    const found = warnings.map(({ line, message }) => `${line} ${message}`).join('\n')
    expect(found).toMatch(/^7 .*'0177' is no code of the table/m)
    expect(found).toMatch(/^5 .*every 60 s gives 10 at most/m)
  })

  test('warns of a rule that says what another one says, by whatever names', async () => {
    const write = (site: string, depth: string) =>
      writeFile(
        join(folder, 'twin.yaml'),
        [
          'id: twin',
          'title: { zh: 双, en: Twin }',
          `on: { kind: water, site: ${site} }`,
          'let:',
          '  deep: { of: depth, min: 2, window: 180s, aggregate: median }',
          'levels:',
          `  - { severity: red, when: "deep >= limits.road.${depth}", clearHold: 1m }`,
          'case: { category: "0506", limit: 2 urgent hours, lead: drainage }',
        ].join('\n'),
      )
    const found = async () => {
      const { warnings } = await lintRules(folder)
      return warnings.filter(({ message }) => message.includes('same condition'))
    }
    await write('[road, river]', 'close_cm')
    expect(await found()).toMatchObject([
      {
        file: 'water-road-depth.yaml',
        message: expect.stringMatching(/as 'twin'.*levels of one rule/) as unknown,
      },
    ])
    await write('river', 'close_cm')
    expect(await found()).toEqual([])
    await write('road', 'margin_cm')
    expect(await found()).toEqual([])
  })

  test('names no matter by the code of another', async () => {
    const { rules } = await loadCatalogue(shipped)
    const codes = new Map(
      rules.map(({ id, document }) => [
        id as string,
        [document.case.category, document.case.filing],
      ]),
    )
    // 0195 is for work vehicles and 0126 for polluted rivers; a river above its stage is no grid case.
    expect(codes.get('noise-street-limit')).toEqual(['0197', 'confirm'])
    expect(codes.get('noise-night-peak')).toEqual(['0197', 'confirm'])
    expect(codes.get('noise-construction-night-peak')).toEqual(['0301', 'confirm'])
    expect(codes.get('water-river-stage')).toEqual(['0196', 'none'])
  })

  test('the version follows the meaning, not the words', async () => {
    const write = (title: string, depth: string, hold: string) =>
      writeFile(
        join(folder, 'bare.yaml'),
        [
          `id: bare # ${title}`,
          `title: { zh: 裸, en: ${title} }`,
          'on: { kind: water }',
          `levels: [{ hold: ${hold}, when: "depth  > ${depth}", severity: red }]`,
          'case: { category: "0506", limit: 2 urgent hours, lead: drainage }',
        ].join('\n'),
      )
    const version = async () =>
      (await loadCatalogue(folder)).rules.find(({ id }) => id === 'bare')?.version
    await write('One', '5', '60s')
    const first = await version()
    await write('Two', '5', '1m')
    expect(await version()).toBe(first)
    await write('Two', '6', '1m')
    expect(await version()).not.toBe(first)
  })

  test('a broken YAML file, a wrong file name and a lost rule are mistakes', async () => {
    await writeFile(join(folder, 'broken.yaml'), 'id: [')
    await writeFile(join(folder, 'ghost.test.yaml'), 'tests: []')
    await cp(join(shipped, 'dust-tsp.yaml'), join(folder, 'other.yaml'))
    const { mistakes } = await inspectCatalogue(folder)
    expect(mistakes.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['broken.yaml', 'ghost.test.yaml', 'other.yaml']),
    )
  })
})
