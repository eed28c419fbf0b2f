import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { citySchema } from '../../../core/city.ts'
import type { Device } from '../../../core/device.ts'
import { kinds, isKind } from '../../../core/kinds.ts'
import { instant } from '../../../core/time.ts'
import { loadCatalogue } from '../../../rules/in-force/catalogue.ts'
import { cityClock } from '../../../rules/judging/city-clock.ts'
import { deviceRules } from '../../../rules/language/device-rules.ts'
import { neverFires } from '../../../rules/language/reach.ts'
import { lintRules } from '../../../rules/tester/tester.ts'
import { city, deviceOf, ruleOf } from '../../support/rules-city.ts'

/** In English. */
const said = (...given: Parameters<typeof neverFires>): readonly string[] =>
  neverFires(...given).map(({ en }) => en)

const clock = cityClock(city)
const noon = instant(Date.parse('2026-03-02T12:00:00+08:00'))
const shipped = 'rules/catalogue'
const catalogue = await loadCatalogue(shipped)

const river = (more: Partial<Device> = {}) => deviceOf({ kind: 'water', site: 'river', ...more })

/** Reasons of the rule with one condition on a device. */
const reasons = (when: string, device = deviceOf(), windows = '', kind = 'water') => {
  const text = [
    'id: r',
    'title: { zh: r, en: r }',
    `on: { kind: ${kind} }`,
    ...(windows === '' ? [] : ['let:', `  w: ${windows}`]),
    `levels: [{ severity: blue, when: ${JSON.stringify(when)}, clearHold: 1m }]`,
    'case: { category: "0506", limit: 2 urgent hours, lead: drainage }',
  ].join('\n')
  return said({ ...catalogue, rules: [ruleOf(text, catalogue.limits)] }, device, noon, clock)
}

describe('what can never fire on a device', () => {
  test('is nothing of the shipped rules at any usual or slow period', () => {
    for (const [kind, { sites }] of kinds) {
      if (!isKind(kind)) continue
      for (const site of sites) {
        for (const period of [1, 30, 60, 180, 300, 600, 3_600, 86_400]) {
          if (kind === 'fume' && period > 16_000) continue
          const device = deviceOf({
            kind,
            site,
            period,
            zone: '2',
            limits: { warning: 3, guaranteed: 4, historic: 5 },
          })
          expect(said(catalogue, device, noon, clock), `${kind} ${site} ${period}`).toEqual([])
        }
      }
    }
  })

  test('is a level without its limit', () => {
    expect(said(catalogue, river(), noon, clock)).toEqual([
      'water-river-stage is never raised blue: there is no limits.warning',
      'water-river-stage is never raised yellow: there is no limits.warning',
      'water-river-stage is never raised orange: there is no limits.guaranteed',
      'water-river-stage is never raised red: there is no limits.historic',
    ])
    expect(said(catalogue, river({ limits: { warning: 3.5 } }), noon, clock)).toEqual([
      'water-river-stage is never raised orange: there is no limits.guaranteed',
      'water-river-stage is never raised red: there is no limits.historic',
    ])
  })

  test('is every rule by zone on a meter without one', () => {
    const meter = deviceOf({ kind: 'noise', site: 'street' })
    expect(said(catalogue, meter, noon, clock)).toEqual([
      'noise-night-peak does not watch it: the device has no noise zone',
      'noise-street-limit does not watch it: the device has no noise zone',
    ])
  })

  test('is silence in hours that are shorter than the patience', () => {
    const kitchen = deviceOf({ kind: 'fume', site: 'kitchen', period: 21_600 })
    expect(said(catalogue, kitchen, noon, clock)).toEqual([
      expect.stringMatching(/^fume-no-data-in-business-hours is never raised blue: .*720 min/),
    ])
  })

  test.each([
    ['depth > 2000000', ['r is never raised blue: no value in the range']],
    ['depth < 0', ['r is never raised blue: no value in the range']],
    ['0 > depth', ['r is never raised blue: no value in the range']],
    ['depth >= 0', []],
    ['depth > rain', []],
    ['depth > limits.warning', ['r is never raised blue: there is no limits.warning']],
    ['depth - limits.warning > 3', ['r is never raised blue: there is no limits.warning']],
    ['depth > limits.warning || rain > 5', []],
    ['depth > 5 && device.site == "river"', ['r is never raised blue']],
    ['!(depth <= 2000000)', ['r is never raised blue: no value in the range']],
    ['period == "night" && depth > 5', []],
    ['hour == 3 && weekday == 6 && depth > 5', []],
    ['hour == 24 && depth > 5', ['r is never raised blue: no value in the range']],
    ['period == "day" ? depth > limits.warning : depth > 5', []],
  ])('%s', (when, expected) => {
    expect(reasons(when)).toEqual(expected.map((text) => expect.stringContaining(text)))
  })

  test('is a count that the period cannot reach', () => {
    const window = '{ of: depth, aggregate: count, window: 10m }'
    expect(reasons('w > 8', deviceOf(), window)).toEqual([])
    expect(reasons('w > 8', deviceOf({ period: 300 }), window)).toHaveLength(1)
  })

  test.each([
    ['{ of: depth, aggregate: slope, every: 5m, per: 1m }', 300, 1],
    ['{ of: depth, aggregate: slope, every: 5m, per: 1m }', 60, 0],
    ['{ of: depth, aggregate: mean, every: 5m }', 3_600, 0],
    ['{ count: depth > 3, last: 8 }', 60, 1],
    ['{ count: depth > 3, last: 9 }', 60, 0],
    ['{ count: depth < 0, in: day }', 60, 1],
    ['{ count: depth > 3, in: 9m }', 60, 0],
    ['{ count: depth > 3, in: 15m, of: exceedances }', 60, 1],
    ['{ of: depth, aggregate: mean, window: 5m, where: depth < 0 }', 60, 1],
    ['{ of: depth, change: jump }', 60, 0],
    ['{ of: depth, aggregate: deviation, window: 5m, where: holiday && month == 2 }', 60, 0],
    ['{ sequence: { first: depth > 3, next: swapDay, within: 5m } }', 60, 0],
    ['{ sequence: { first: depth < 0, next: depth > 5, within: 5m } }', 60, 1],
  ])('is an entry without such a value: %s every %i s', (entry, period, never) => {
    const when = entry.includes('sequence') ? 'w' : 'w > 8'
    expect(reasons(when, deviceOf({ period }), entry)).toHaveLength(never)
  })

  test('is a window that no day is long enough for', () => {
    const window = '{ of: depth, aggregate: mean, window: 1d, min: 75%, within: period }'
    expect(reasons('w > 8', deviceOf(), window)).toEqual([
      expect.stringContaining("'w' never holds 1080 samples"),
    ])
  })

  test('knows a night of ten minutes', () => {
    const short = cityClock(
      citySchema.parse({ name: city.name, night: { from: '00:10', to: '00:20' } }),
    )
    const meter = deviceOf({ kind: 'noise', site: 'construction' })
    expect(
      said(catalogue, meter, noon, short).filter((text) => text.includes('night-peak')),
    ).toEqual([])
  })
})

test('the page of a device says it', () => {
  const rules = deviceRules(catalogue, river({ limits: { warning: 3.5 } }), [], noon, clock)
  const found = rules.find(({ id }) => id === 'water-river-stage')
  expect(found?.neverFires).toEqual([
    { zh: '橙色：没有 limits.guaranteed', en: 'orange: there is no limits.guaranteed' },
    { zh: '红色：没有 limits.historic', en: 'red: there is no limits.historic' },
  ])
  expect(rules.find(({ id }) => id === 'water-silent')?.neverFires).toEqual([])
})

test('the lint refuses a level that no device of the usual period raises', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rules-'))
  try {
    await cp(shipped, folder, { recursive: true })
    await writeFile(
      join(folder, 'never.yaml'),
      [
        'id: never',
        'title: { zh: 从不, en: Never }',
        'on: { kind: water, site: [road, river] }',
        'levels:',
        '  - { severity: blue, when: \'device.site == "road" && depth > 5\', clearHold: 1m }',
        '  - { severity: yellow, when: \'device.site == "sea" && depth > 5\', clearHold: 1m }',
        '  - { severity: orange, when: depth > limits.warning, clearHold: 1m }',
        'case: { category: "0506", limit: 2 urgent hours, lead: drainage }',
      ].join('\n'),
    )
    const { ok, mistakes } = await lintRules(folder)
    expect(ok).toBe(false)
    expect(mistakes.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
      expect.stringMatching(/^never.yaml:6 .*can never fire: /),
    ])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
