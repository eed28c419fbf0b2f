import { describe, expect, test } from 'vitest'

import type { Device } from '../../../core/device.ts'
import { ruleIdSchema } from '../../../core/identity.ts'
import { instant } from '../../../core/time.ts'
import { loadCatalogue, type RuleSet } from '../../../rules/in-force/catalogue.ts'
import { cityClock } from '../../../rules/judging/city-clock.ts'
import { deviceRules, type StandingAlarm } from '../../../rules/language/device-rules.ts'
import { city, deviceOf, ruleOf } from '../../support/rules-city.ts'

const clock = cityClock(city)
const noon = instant(Date.parse('2026-03-02T12:00:00+08:00'))
const midnight = instant(Date.parse('2026-03-03T00:00:00+08:00'))
const catalogue = await loadCatalogue('rules/catalogue')

const rulesOf = (device: Device, at = noon, standing: readonly StandingAlarm[] = []) =>
  new Map(
    deviceRules(catalogue, device, standing, at, clock).map((rule) => [rule.id as string, rule]),
  )

const limitsOf = (device: Device, rule: string, at = noon) =>
  rulesOf(device, at)
    .get(rule)
    ?.levels.map(({ limits }) =>
      limits.map(({ quantity, operator, value }) => `${quantity} ${operator} ${value}`).join(),
    )

describe('rules of the catalogue on a device', () => {
  test('are those of its kind, site and zone', () => {
    const street = deviceOf({ kind: 'noise', site: 'street', zone: '2' })
    expect([...rulesOf(street).keys()]).toEqual([
      'noise-battery-low',
      'noise-clock-wrong',
      'noise-meter-fault',
      'noise-night-peak',
      'noise-silent',
      'noise-street-limit',
    ])
    const { zone: _, ...without } = street
    expect([...rulesOf(without).keys()]).toEqual([
      'noise-battery-low',
      'noise-clock-wrong',
      'noise-meter-fault',
      'noise-silent',
    ])
    expect(rulesOf({ ...street, active: false }).size).toBe(0)
  })

  test('have the limits of the city, of the zone by day and by night', () => {
    const two = deviceOf({ kind: 'noise', site: 'street', zone: '2' })
    const four = deviceOf({ kind: 'noise', site: 'street', zone: '4a' })
    expect(limitsOf(two, 'noise-street-limit')).toEqual(['laeq > 60'])
    expect(limitsOf(two, 'noise-street-limit', midnight)).toEqual(['laeq > 50'])
    expect(limitsOf(four, 'noise-street-limit')).toEqual(['laeq > 70'])
    // A rule of the night compares nothing by day, and adds what is over the limit.
    expect(limitsOf(two, 'noise-night-peak')).toEqual([''])
    expect(limitsOf(two, 'noise-night-peak', midnight)).toEqual(['lafmax > 65'])
  })

  test("have the device's own limits before those of the city, and none where there is no number", () => {
    const road = deviceOf({ limits: { 'road.file_cm': 12 } })
    expect(limitsOf(road, 'water-road-depth')).toEqual([
      'depth >= 10',
      'depth >= 12',
      'depth >= 27',
      'depth >= 50',
    ])
    const river = { kind: 'water', site: 'river' } as const
    expect(limitsOf(deviceOf(river), 'water-river-stage')).toEqual(['', '', '', ''])
    const known = deviceOf({ ...river, limits: { warning: 3.5 } })
    expect(limitsOf(known, 'water-river-stage')).toEqual(['stage >= 3.2', 'stage >= 3.5', '', ''])
  })

  test('leave out slopes, switches and silence', () => {
    expect(limitsOf(deviceOf(), 'water-fast-rise')).toEqual(['depth >= 5'])
    expect(limitsOf(deviceOf(), 'water-silent')).toEqual([''])
    const kitchen = deviceOf({ kind: 'fume', site: 'kitchen' })
    expect(limitsOf(kitchen, 'fume-purifier-off')).toEqual([''])
    expect(limitsOf(kitchen, 'fume-concentration')).toEqual(['fume > 2'])
    expect(rulesOf(deviceOf()).get('water-silent')?.levels[0]?.when).toContain('no reading for')
  })

  test('stand as their newest alarm stands', () => {
    const rule = ruleIdSchema.parse('water-road-depth')
    const standing: StandingAlarm[] = [
      { rule, severity: 'orange', raisedAt: noon },
      { rule, severity: 'blue', raisedAt: instant(noon - 1) },
    ]
    const found = rulesOf(deviceOf(), noon, standing)
    expect(found.get('water-road-depth')?.state).toEqual({ severity: 'orange', since: noon })
    expect(found.get('water-silent')?.state).toEqual({})
  })
})

describe('the numbers of a condition', () => {
  const numbers = (when: string, at = noon) => {
    const text = [
      'id: r',
      'title: { zh: r, en: r }',
      'on: { kind: water }',
      'let:',
      '  top: { of: depth, aggregate: max, window: 5m }',
      '  n: { of: depth, aggregate: count, window: 5m }',
      `levels: [{ severity: blue, when: ${JSON.stringify(when)} }]`,
      'case: { category: "0506", limit: 2 urgent hours, lead: drainage }',
    ].join('\n')
    const ruleSet: RuleSet = { ...catalogue, rules: [ruleOf(text, catalogue.limits)] }
    const [rule] = deviceRules(ruleSet, deviceOf({ zone: '1' }), [], at, clock)
    return rule?.levels[0]?.limits.map(
      ({ quantity, operator, value }) => `${quantity} ${operator} ${value}`,
    )
  }

  test.each([
    ['depth > 5', ['depth > 5']],
    ['5 < depth', ['depth > 5']],
    ['5 >= depth', ['depth <= 5']],
    ['!(depth <= 5)', ['depth > 5']],
    ['!(depth < 5 || rain > 1)', ['depth >= 5', 'rain <= 1']],
    ['depth > 5 && depth > 5', ['depth > 5']],
    ['depth > -limits.road.margin_cm * 2', ['depth > -4']],
    ['top > device.period / 2', ['depth > 30']],
    ['n > 5', []],
    ['depth > rain', []],
    ['depth * 2 > 5', []],
    ['depth == 5', []],
    ['3 > 2 || depth > 5', []],
    ['period == "night" || depth > 5', ['depth > 5']],
    ['period == "night" && depth > 5', []],
    ['period == "day" ? depth > 5 : depth > 6', ['depth > 5']],
    ['rain > 1 ? depth > 5 : depth > 6', ['depth > 5', 'depth > 6']],
    ['device.site == "road" && (hour >= 22 || depth > 5)', ['depth > 5']],
  ])('%s', (when, expected) => {
    expect(numbers(when)).toEqual(expected)
  })

  test('follow the clock of the city', () => {
    expect(numbers('period == "night" && depth > 5', midnight)).toEqual(['depth > 5'])
    expect(numbers('period == "day" ? depth > 5 : depth > 6', midnight)).toEqual(['depth > 6'])
  })
})
