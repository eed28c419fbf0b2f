import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { beforeAll, describe, expect, test } from 'vitest'

import type { Device } from '../../../core/device.ts'
import { cityClock } from '../../../rules/judging/city-clock.ts'
import type { RuleState } from '../../../rules/judging/state.ts'
import { step } from '../../../rules/judging/step.ts'
import { checkCatalogue, type RuleSet } from '../../../rules/in-force/catalogue.ts'
import { lintReport, testReport } from '../../../rules/tester/tester.ts'
import { bind } from '../../../rules/language/bind.ts'
import { numbersOf } from '../../../rules/language/device-numbers.ts'
import { limitAt } from '../../../rules/language/limits.ts'
import type { Rule } from '../../../rules/language/rule.ts'
import { city, deviceOf, reading, ticks, words } from '../../support/rules-city.ts'

const used = ['water-road-depth', 'water-fast-rise', 'water-road-closure', 'water-silent']
const files = [...used, 'fume-no-data-in-business-hours'].map((id) => `${id}.yaml`)
const shipped = new Map<string, string>()

beforeAll(async () => {
  for (const name of ['limits.yaml', ...files])
    shipped.set(name, await readFile(join('rules/catalogue', name), 'utf8'))
})

/** With `overrides`, one a line. */
function inspect(...overrides: readonly string[]) {
  const lines = overrides.map((one) => `  - { ${one}, source: office, certainty: proposed }\n`)
  const limits = `${shipped.get('limits.yaml')}overrides:\n${lines.join('')}`
  const texts = new Map(shipped).set('limits.yaml', limits)
  return { ...checkCatalogue({ texts, mistakes: [] }), lines: limits.split('\n') }
}

function load(...overrides: readonly string[]) {
  const { ruleSet, mistakes } = inspect(...overrides)
  if (ruleSet === undefined) throw new TypeError(JSON.stringify(mistakes))
  return ruleSet
}

function ruleIn({ rules }: RuleSet, name: string): Rule {
  const rule = rules.find(({ id }) => id === name)
  if (rule === undefined) throw new TypeError(name)
  return rule
}

const place = { cell: '110101001002003', owner: 'drainage-east' }

const fileDepthOf = (ruleSet: RuleSet, device: Device) =>
  limitAt(bind(ruleIn(ruleSet, 'water-road-depth'), device, ruleSet.limits).limits, 'road.file_cm')

describe('an override', () => {
  test('is of the nearest: the register, device, owner, street, district, and then the city', () => {
    const own = [
      ['district: "110101"', 11],
      ['street: "110101001"', 12],
      ['owner: drainage-east', 13],
      ['device: d1', 14],
    ] as const
    const values: unknown[] = []
    for (let count = 0; count <= own.length; count += 1) {
      const some = own
        .slice(0, count)
        .map(([of, cm]) => `${of}, limits: { road: { file_cm: ${cm} } }`)
      // The order in which they are written is nothing to it.
      const others = 'device: d2, limits: { road: { file_cm: 99 } }'
      const ruleSet = load(others, ...some.toReversed())
      values.push(fileDepthOf(ruleSet, deviceOf(place)))
      if (count < own.length) continue
      const limits = { 'road.file_cm': 20 }
      values.push(fileDepthOf(ruleSet, deviceOf({ ...place, limits })))
    }
    expect(values).toEqual([15, 11, 12, 13, 14, 20])
  })

  test('changes no device elsewhere, and no other number', () => {
    const ruleSet = load('street: "110101001", limits: { road: { file_cm: 12 } }')
    expect(fileDepthOf(ruleSet, deviceOf({ ...place, cell: '110101002002003' }))).toBe(15)
    expect(fileDepthOf(ruleSet, deviceOf())).toBe(15)
    expect(ruleSet.limits.tree['road']).toMatchObject({ file_cm: 15 })
  })

  test('makes other rules in force of the same documents', () => {
    const { version } = load('device: d1, limits: { road: { file_cm: 12 } }')
    expect(load('device: d1, limits: { road: { file_cm: 13 } }').version).not.toBe(version)
    expect(load('device: d1, limits: { road: { file_cm: 12 } }').version).toBe(version)
  })

  test('gives a level another hold, and a nearer one that only says something else leaves it', () => {
    const ruleSet = load(
      'district: "110101", levels: { water-fast-rise: { blue: { hold: 4m } }, water-road-closure: { orange: { hold: 9m, clearHold: 20m } } }',
      'device: d1, levels: { water-road-closure: { orange: { clearHold: 30m } } }',
    )
    const rule = ruleIn(ruleSet, 'water-road-closure')
    const { limits } = ruleSet
    const level = (more: Parameters<typeof deviceOf>[0]) =>
      bind(rule, deviceOf(more), limits).rule.levels[0]
    expect(level(place)).toMatchObject({ hold: 540_000, clearHold: 1_800_000 })
    expect(level({ ...place, id: 'd2' })).toMatchObject({ hold: 540_000, clearHold: 1_200_000 })
    expect(bind(rule, deviceOf(), limits).rule.levels[0]?.hold).toBe(rule.levels[0]?.hold)
    expect(bind(rule, deviceOf({ id: 'd9' }), limits).rule).toBe(rule)
  })

  test('gives a device a patience and hours of its own, and says so in the evidence', () => {
    const ruleSet = load(
      'owner: kitchens, schedules: { business: "Mo 10:05-12:00" }',
      'device: d1, levels: { fume-no-data-in-business-hours: { blue: { after: 3 periods, atLeast: 10m } } }',
    )
    const rule = ruleIn(ruleSet, 'fume-no-data-in-business-hours')
    const { limits } = ruleSet
    const device = deviceOf({ kind: 'fume', site: 'restaurant', owner: 'kitchens' })
    const bound = bind(rule, device, limits)
    const clock = cityClock(city)
    let state: RuleState | undefined
    const said = [reading('d1', 0, { battery: 80 }), ...ticks(1, 3_600)].flatMap((input) => {
      if (input.type === 'status') return []
      const outcome = step(bound, state, input, clock)
      state = outcome.state
      return outcome.transitions
    })
    expect(words(said)).toEqual(['900 raised blue'])
    expect(said[0]).toMatchObject({
      evidence: { condition: 'no reading for 3 periods, at least 600 s, Mo 10:05-12:00' },
    })
  })

  test('is told with the numbers of the device, each with where it comes from', () => {
    const ruleSet = load(
      'street: "110101001", limits: { road: { file_cm: 12, close_cm: 25 } }',
      'device: d1, levels: { water-road-closure: { orange: { hold: 9m } } }, limits: { road: { close_cm: 20 } }',
      'district: "110101", schedules: { business: "09:00-17:00" }',
    )
    const from = (rule: string, device: Device) =>
      numbersOf(ruleIn(ruleSet, rule), device, ruleSet.limits).map(
        ({ what, value, from: where }) => `${what} ${value} ${where}`,
      )
    expect(
      from('water-road-depth', deviceOf({ ...place, limits: { 'road.evacuate_cm': 60 } })),
    ).toEqual([
      'road.watch_cm 10 city',
      'road.file_cm 12 street 110101001',
      'road.close_cm 20 device d1',
      'road.evacuate_cm 60 register',
      'road.margin_cm 2 city',
      ...['blue', 'yellow', 'orange', 'red'].flatMap((severity) => [
        `${severity} hold ${severity === 'red' ? 0 : 60} rule`,
        `${severity} clearHold 300 rule`,
      ]),
    ])
    expect(from('water-road-closure', deviceOf(place))).toContain('orange hold 540 device d1')
    const silent = 'fume-no-data-in-business-hours'
    const kitchen = deviceOf({ ...place, kind: 'fume', site: 'restaurant' })
    expect(from(silent, kitchen)).toContain('schedule business 09:00-17:00 district 110101')
    expect(from(silent, { ...kitchen, hours: 'Mo 10:00-12:00' })).toEqual([
      'blue after 2 rule',
      'blue atLeast 900 rule',
      'schedule business Mo 10:00-12:00 register',
    ])
  })

  test.each([
    [
      'device: d1, limits: { road: { fiel_cm: 12 } }',
      /no limit 'road.fiel_cm' above \(road.notice_cm/,
    ],
    ['device: d1, limits: { street: 12 }', /no limit 'street' above \(noise, /],
    ['device: d1, schedules: { nights: "22:00-06:00" }', /no schedule 'nights'.*\(business\)/],
    ['device: d1, schedules: { business: "10-21" }', /hours are written/],
    ['device: d1, levels: { water-deep: { red: { hold: 1m } } }', /no rule 'water-deep'/],
    ['device: d1, levels: { water-fast-rise: { red: { hold: 1m } } }', /no such level \(blue\)/],
    [
      'device: d1, levels: { water-fast-rise: { blue: { after: 1m } } }',
      /hold and clearHold, no after/,
    ],
    ['device: d1, levels: { water-silent: { blue: { hold: 1m } } }', /after and atLeast, no hold/],
    ['device: d1, owner: x, limits: { road: { file_cm: 12 } }', /is for one of device, owner/],
    ['street: "1101", limits: { road: { file_cm: 12 } }', /first 9 digits/],
    ['device: d1', /changes nothing/],
  ])('is refused where it stands: %s', (text, message) => {
    const { mistakes, lines } = inspect(text)
    expect(mistakes.map((one) => one.message)).toEqual([expect.stringMatching(message)])
    expect(lines[(mistakes[0]?.line ?? 0) - 1]).toContain(text)
  })

  test.each([
    [
      'street: "110101001", limits: { road: { file_cm: 60 } }',
      /water-road-depth: orange at depth3 >= 27 comes before yellow at 60$/,
    ],
    [
      'owner: east, limits: { road: { evacuate_cm: 100000 } }',
      /water-road-depth is never raised red: no value in the range/,
    ],
    [
      'device: k1, schedules: { business: "Mo 10:00-10:10" }',
      /fume-no-data-in-business-hours is never raised blue: silence counts in hours/,
    ],
  ])('that spoils a level is warned of where it stands: %s', (text, message) => {
    const report = inspect(text)
    const { warnings } = lintReport(report)
    const found = warnings.filter(({ file }) => file === 'limits.yaml')
    expect(found.map((one) => one.message)).toEqual([expect.stringMatching(message)])
    expect(report.lines[(found[0]?.line ?? 0) - 1]).toContain(text)
  })

  test('that spoils nothing is not warned of', () => {
    const { warnings } = lintReport(inspect('device: d1, limits: { road: { file_cm: 12 } }'))
    expect(warnings.filter(({ file }) => file === 'limits.yaml')).toEqual([])
  })

  test('that meets no registered device is warned of, where the register is known', () => {
    const report = inspect(
      'street: "110101001", limits: { road: { file_cm: 12 } }',
      'owner: drainage-west, limits: { road: { file_cm: 13 } }',
    )
    const { warnings } = lintReport(report, [deviceOf(place)])
    const found = warnings.filter(({ file }) => file === 'limits.yaml')
    expect(found.map(({ message }) => message)).toEqual([
      'overrides.1: no registered device is of owner drainage-west, so it changes nothing',
    ])
    expect(report.lines[(found[0]?.line ?? 0) - 1]).toContain('drainage-west')
  })

  test('of one place stands there once', () => {
    const { mistakes } = inspect(
      'device: d1, limits: { road: { file_cm: 12 } }',
      'device: d1, limits: { road: { close_cm: 20 } }',
    )
    expect(mistakes.map(({ message }) => message)).toEqual([
      'overrides.1: there is another one of device d1; make them one',
    ])
  })
})

test('a mistake in one is all that is told of a folder with rules over areas', async () => {
  const texts = new Map(shipped)
  for (const name of ['water-area-flooding.yaml', 'water-area-flooding.test.yaml'])
    texts.set(name, await readFile(join('rules/catalogue', name), 'utf8'))
  const wrong =
    'overrides:\n  - { device: d1, source: a, certainty: proposed, limits: { road: { no: 1 } } }\n'
  texts.set('limits.yaml', `${shipped.get('limits.yaml')}${wrong}`)
  const report = checkCatalogue({ texts, mistakes: [] })
  const told = lintReport(report).mistakes.map(({ message }) => message)
  expect(told).toEqual([expect.stringContaining("there is no limit 'road.no'")])
  expect((await testReport(report)).failures).toHaveLength(1)
})
