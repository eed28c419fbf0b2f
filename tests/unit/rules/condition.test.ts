import { describe, expect, test } from 'vitest'

import { citySchema } from '../../../core/city.ts'
import { instant } from '../../../core/time.ts'
import { cityClock } from '../../../rules/judging/city-clock.ts'
import { noLimits } from '../../../rules/language/limits.ts'
import { compileCondition, type Names } from '../../../rules/language/condition.ts'

const clock = cityClock(citySchema.parse({ name: { zh: '市', en: 'City' } }))
const known = ['tilt', 'depth', 'open'].map((name) => ({ name, flag: name === 'open' }))
const names: Names = {
  known,
  slot: (name) => {
    const slot = known.findIndex((one) => one.name === name)
    return slot < 0 ? undefined : { slot, flag: name === 'open' }
  },
  limits: {
    ...noLimits,
    tree: { road: { file: 15 }, noise: { a: { day: 60 } } },
    ofDevices: new Set(['own']),
  },
}

const noon = instant(Date.parse('2026-03-02T12:00:00+08:00'))

function judge(text: string, tilt?: number, depth?: number, open?: number, at = noon) {
  const result = compileCondition(text, names)
  if (!('condition' in result)) throw new TypeError(JSON.stringify(result.mistakes))
  return result.condition.judge({
    slots: [tilt, depth, open],
    device: {
      id: 'd',
      kind: 'water',
      site: 'road',
      zone: 'a',
      period: 60,
      limits: {},
    },
    limits: names.limits.tree,
    schedules: names.limits.schedules,
    at,
    clock,
  })
}

const mistakes = (text: string) => {
  const result = compileCondition(text, names)
  return 'mistakes' in result ? result.mistakes.map(({ said }) => said.en) : []
}

describe('a condition', () => {
  test.each([
    ['tilt >= 15', true],
    ['tilt - 5 * 2 == 10', true],
    ['tilt / 8 == 2.5', true],
    ['tilt in [1, 20]', true],
    ['-tilt < 0 && !(depth > 1)', true],
    ['open ? tilt > 100 : tilt > 1', false],
    ['limits.road.file + 5 == tilt', true],
    ['limits["road"]["file"] < tilt', true],
    ['limits.noise[device.zone][period] == 60', true],
    ['device.site == "road" && hour == 12 && weekday == 1', true],
  ])('%s is %s', (text, expected) => {
    expect(judge(text, 20, 1, 1)).toBe(expected)
  })

  test.each([
    ['tilt > 1', undefined],
    ['tilt > 1 || open', true],
    ['tilt > 1 && !open', false],
    ['tilt > 1 || !open', undefined],
    ['tilt > 1 && open', undefined],
    ['!(tilt > 1)', undefined],
    ['tilt == tilt', undefined],
    ['tilt > 1 ? open : open', undefined],
    ['tilt in [1]', undefined],
    ['tilt + 1 > depth', undefined],
    ['limits.own > 1', undefined],
    ['depth / 0 > 1', undefined],
  ])('with tilt unknown, %s is %s', (text, expected) => {
    expect(judge(text, undefined, 1, 1)).toBe(expected)
  })

  test('night follows the clocks of the city', () => {
    const at = (clockTime: string) => instant(Date.parse(`2026-03-02T${clockTime}+08:00`))
    const night = (clockTime: string) => judge('period == "night"', 1, 1, 1, at(clockTime))
    expect(['21:59:59', '22:00:00', '00:00:00', '05:59:59', '06:00:00'].map(night)).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
  })

  test.each([
    ['tilt', 'not true or false'],
    ['tilt > "a"', 'no such overload'],
    ['tillt > 1', "called 'tillt'"],
    ['limits.road.fill > 1', "no limit 'road.fill'"],
    ['device.owner == "x"', "a device has no 'owner'"],
    ['size(device.site) > 1', "'size' cannot be used"],
    ['[1, 2].exists(x, x > 1)', "'exists' cannot be used"],
    ['tilt in device', 'list in brackets'],
    ['tilt % 2 == 1', "'%' cannot be used"],
    ['tilt > 1 &&', 'Unexpected token'],
    ['tilt > 1 && open > 2', 'no such overload'],
    ['constructor > 1', "called 'constructor'"],
    ['limits.__proto__.x > 1', 'no limit'],
  ])('%s is refused', (text, message) => {
    expect(mistakes(text).join()).toContain(message)
  })

  test('names all unknown names of an expression', () => {
    expect(mistakes('a > 1 && b < 2 || c == 3')).toHaveLength(3)
  })

  test('says what it read, as written', () => {
    const result = compileCondition('depth > limits.noise[device.zone][period] && open', names)
    const reads = 'condition' in result ? result.condition.reads.map(({ name }) => name) : []
    expect(reads.toSorted()).toEqual([
      'depth',
      'device.zone',
      'limits.noise[device.zone][period]',
      'open',
      'period',
    ])
  })
})
