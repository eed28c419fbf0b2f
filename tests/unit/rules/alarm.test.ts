import { describe, expect, test } from 'vitest'

import { runSteps as run } from '../../support/judge-store.ts'
import { deviceOf, reading, ruleOf, waterRule, withTicks, words } from '../../support/rules-city.ts'

describe('after an alarm', () => {
  const tilted = ruleOf(
    [
      'id: tilted',
      'title: { zh: 井盖倾斜, en: Tilted }',
      'on: { kind: manhole }',
      'levels: [{ severity: orange, when: tilt >= 15 || coverOpen, clear: tilt < 5, hold: 30s, clearHold: 60s }]',
      'case: { category: "0123", limit: 2 urgent hours, lead: road }',
    ].join('\n'),
  )
  const cover = deviceOf({ id: 'mh-1', kind: 'manhole' })

  test.each([{}, { coverOpen: 0 }])('a level starts from nothing: %o', (more) => {
    const readings = Array.from({ length: 40 }, (_, i) =>
      reading('mh-1', i * 30, { tilt: i < 4 ? 40 : 0, ...(i === 0 ? more : {}) }),
    )
    const { transitions } = run(tilted, withTicks(readings, 1_300), cover)
    expect(words(transitions)).toEqual(['30 raised orange', '180 cleared'])
  })

  test('and is raised again by a new breach', () => {
    const readings = [40, 40, 0, 0, 0, 0, 40, 40].map((tilt, i) =>
      reading('mh-1', i * 30, { tilt }),
    )
    const { transitions } = run(tilted, withTicks(readings, 300), cover)
    expect(words(transitions)).toEqual(['30 raised orange', '120 cleared', '210 raised orange'])
  })

  const two = waterRule(
    'two',
    '[{ severity: yellow, when: depth >= 15, clear: depth < 10 }, { severity: orange, when: depth >= 50, clear: depth < 40 }]',
    'cooldown: 10m',
  )
  const depths = (...list: number[]) => list.map((depth, i) => reading('d1', i * 60, { depth }))

  test('a cool-down holds back the same level', () => {
    const { transitions } = run(two, withTicks(depths(20, 0, 20, 20), 1_000))
    expect(words(transitions)).toEqual(['0 raised yellow', '60 cleared', '660 raised yellow'])
  })

  test('but never a graver one', () => {
    const { transitions } = run(two, withTicks(depths(20, 0, 20, 60, 60), 300))
    expect(words(transitions)).toEqual(['0 raised yellow', '60 cleared', '180 raised orange'])
  })

  test('and a milder one for as long as the graver one that was left', () => {
    const { transitions } = run(two, withTicks(depths(60, 0, 60, 60), 1_000))
    expect(words(transitions)).toEqual(['0 raised orange', '60 cleared', '660 raised orange'])
    const milder = run(two, withTicks(depths(60, 0, 20, 20), 1_000))
    expect(words(milder.transitions)).toEqual([
      '0 raised orange',
      '60 cleared',
      '660 raised yellow',
    ])
  })

  test('a gas is alarmed at once, however soon it returns', () => {
    const gas = waterRule(
      'gas',
      '[{ severity: red, when: depth >= 10, clear: depth < 5, clearHold: 3m }]',
    )
    const list = [50, 50, 50, 0, 0, 0, 0, 60, 60]
    expect(words(run(gas, withTicks(depths(...list), 600)).transitions)).toEqual([
      '0 raised red',
      '360 cleared',
      '420 raised red',
    ])
  })
})

describe('a device slower than registered', () => {
  const slow = waterRule(
    'slow',
    '[{ severity: red, when: depth >= 15, clear: depth < 10, clearHold: 5m }]',
  )
  const every300 = (list: number[], from = 0) =>
    list.map((depth, i) => reading('d1', from + i * 300, { depth }))

  test('clears when it has said so as often as it speaks', () => {
    const readings = every300([20, 20, 20, 0, 0, 0])
    expect(words(run(slow, withTicks(readings, 1_800)).transitions)).toEqual([
      '0 raised red',
      '1200 cleared',
    ])
  })

  test('one silence is not how often it speaks', () => {
    const readings = [0, 60, 120, 180].map((at) => reading('d1', at, { depth: 20 }))
    const { transitions } = run(
      slow,
      withTicks([...readings, reading('d1', 1_200, { depth: 0 })], 4_000),
    )
    expect(words(transitions)).toEqual(['0 raised red'])
  })

  test('nor is more than ten periods', () => {
    const readings = [0, 5_000, 10_000, 15_000].map((at) =>
      reading('d1', at, { depth: at < 15_000 ? 20 : 0 }),
    )
    const more = reading('d1', 17_000, { depth: 0 })
    const { transitions } = run(slow, withTicks([...readings, more], 17_100))
    expect(words(transitions)).toEqual(['0 raised red', '15300 cleared'])
  })
})

describe('two readings of one instant', () => {
  const both = waterRule('both', '[{ severity: red, when: depth >= 15 && rain >= 50 }]')

  test('are judged together', () => {
    const parts = [reading('d1', 0, { depth: 20 }), reading('d1', 0, { rain: 60 })]
    expect(words(run(both, parts).transitions)).toEqual(['0 raised red'])
    expect(words(run(both, parts.toReversed()).transitions)).toEqual(['0 raised red'])
  })

  test('and a third one that corrects a value counts', () => {
    const parts = [{ depth: 20 }, { rain: 60 }, { rain: 10 }].map((values) =>
      reading('d1', 0, values),
    )
    const { transitions } = run(both, parts)
    expect(words(transitions)).toEqual(['0 raised red', '0 cleared'])
  })

  test('but not with what was said at another one', () => {
    const apart = [reading('d1', 0, { depth: 20 }), reading('d1', 1, { rain: 60 })]
    expect(run(both, apart).transitions).toEqual([])
  })

  test('a value of bad quality is not filled in by an older one', () => {
    const parts = [
      reading('d1', 0, { depth: 20 }),
      reading('d1', 0, { depth: 0, rain: 60 }, { quality: { depth: 'D' } }),
    ]
    expect(run(both, parts).transitions).toEqual([])
  })
})
