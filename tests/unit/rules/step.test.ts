import { describe, expect, test } from 'vitest'

import { runSteps as run } from '../../support/judge-store.ts'
import { after, reading, ruleOf, waterRule, withTicks, words } from '../../support/rules-city.ts'

const simple = waterRule(
  'deep',
  '[{ severity: red, when: depth >= 15, clear: depth < 10, hold: 30s, clearHold: 60s }]',
)

describe('holds', () => {
  test('run out on ticks, dated when they ran out, with the proof', () => {
    const { transitions } = run(simple, withTicks([reading('d1', 0, { depth: 20 })], 40))
    expect(words(transitions)).toEqual(['30 raised red'])
    expect(transitions[0]).toMatchObject({
      alarm: `deep/d1/${after(0)}`,
      subject: { device: 'd1' },
      evidence: {
        condition: 'depth >= 15',
        values: { depth: 20 },
        readings: [{ id: `d1@${after(0)}`, frame: '0:0' }],
        since: after(0),
      },
      case: { work: 'incident', category: '0506', filing: 'automatic', lead: 'drainage' },
    })
  })

  test('run out between readings that came in one frame, without any tick', () => {
    const { transitions } = run(simple, [
      reading('d1', 0, { depth: 20 }, { lag: 500 }),
      reading('d1', 60, { depth: 20 }, { lag: 440 }),
    ])
    expect(words(transitions)).toEqual(['30 raised red'])
  })

  test('are ended by a reading at the very instant they would run out', () => {
    const readings = [reading('d1', 0, { depth: 20 }), reading('d1', 30, { depth: 0 })]
    expect(run(simple, withTicks(readings, 120)).transitions).toEqual([])
  })

  test.each([-20, 0, 25, 500])('do not depend on the lag of the device: %i s', (lag) => {
    const readings = [0, 60].map((at) => reading('d1', at, { depth: 20 }, { lag: lag + 20 }))
    const { transitions } = run(simple, withTicks(readings, 700))
    expect(words(transitions)).toEqual(['30 raised red'])
  })

  const either = waterRule(
    'either',
    '[{ severity: red, when: depth >= 15 || weak < 50, clear: depth < 10 && weak >= 50, hold: 90s, clearHold: 90s }]',
    'let: { weak: { of: battery, aggregate: min, window: 45s, min: 1 } }',
  )
  const [dry, empty] = [{ depth: 0 }, { battery: 10 }]

  test.each([
    ['in one reading', [{ ...dry, ...empty }]],
    ['in two', [dry, empty]],
    ['in two, the other way round', [empty, dry]],
  ])('go on where what is said of one instant, %s, holds as a whole', (_how, said) => {
    const { transitions } = run(
      either,
      withTicks(
        [
          reading('d1', 0, { depth: 20 }),
          reading('d1', 30, { battery: 90 }),
          ...said.map((values) => reading('d1', 60, values)),
          reading('d1', 120, { battery: 90 }),
          ...[{ depth: 0 }, { battery: 90 }].map((values) => reading('d1', 150, values)),
          reading('d1', 180, { depth: 0, battery: 90 }),
          reading('d1', 240, { depth: 0, battery: 90 }),
        ],
        300,
      ),
    )
    expect(words(transitions)).toEqual(['90 raised red', '240 cleared'])
  })

  test('go on while the quantity is missing or bad', () => {
    const { transitions } = run(simple, [
      reading('d1', 0, { depth: 20 }),
      reading('d1', 10, { battery: 50 }),
      reading('d1', 20, { depth: 0 }, { quality: { depth: 'D' } }),
      reading('d1', 31, { depth: 20 }),
    ])
    expect(words(transitions)).toEqual(['30 raised red'])
  })
})

describe('what is not judged', () => {
  test.each(['late', 'resent'] as const)('%s readings change nothing', (timing) => {
    const readings = [0, 60].map((at) => reading('d1', at, { depth: 50 }, { timing }))
    expect(run(simple, withTicks(readings, 200))).toEqual({ transitions: [], state: undefined })
  })

  test('a reading older than the newest judged one does not move the alarm back', () => {
    const { transitions, state } = run(simple, [
      reading('d1', 60, { depth: 0 }),
      reading('d1', 0, { depth: 50 }),
      reading('d1', 120, { depth: 0 }),
    ])
    expect(transitions).toEqual([])
    expect(state?.judged).toBe(after(120))
  })

  test('but it is corrected into an open window', () => {
    const rule = waterRule(
      'mean',
      '[{ severity: red, when: m >= 15, clear: m < 1 }]',
      'let: { m: { of: depth, aggregate: mean, window: 10m, min: 3 } }',
    )
    const { transitions } = run(rule, [
      reading('d1', 60, { depth: 0 }),
      reading('d1', 0, { depth: 90 }),
      reading('d1', 120, { depth: 0 }),
    ])
    expect(words(transitions)).toEqual(['120 raised red'])
    expect(transitions[0]).toMatchObject({ evidence: { values: { m: 30 } } })
  })
})

describe('clearing', () => {
  const deep = (at: number) => reading('d1', at, { depth: 20 })
  const dry = (at: number) => reading('d1', at, { depth: 0 })

  test('needs its hold', () => {
    const readings = [deep(0), deep(40), dry(60), deep(100), dry(120), dry(180), dry(240)]
    expect(words(run(simple, withTicks(readings, 300)).transitions)).toEqual([
      '30 raised red',
      '180 cleared',
    ])
  })

  test('is not proved by one reading before a silence longer than two periods', () => {
    const slow = waterRule(
      'slow',
      '[{ severity: red, when: depth >= 15, clear: depth < 10, clearHold: 5m }]',
    )
    const readings = [
      deep(0),
      dry(60),
      dry(1_000),
      dry(1_060),
      dry(1_120),
      dry(1_180),
      dry(1_240),
      dry(1_300),
    ]
    expect(words(run(slow, withTicks(readings, 1_400)).transitions)).toEqual([
      '0 raised red',
      '1300 cleared',
    ])
  })

  test('waits out a cool-down before it is raised again', () => {
    const rested = waterRule(
      'rested',
      '[{ severity: red, when: depth >= 15, clear: depth < 10 }]',
      'cooldown: 10m',
    )
    const readings = [deep(0), dry(60), deep(120), deep(180)]
    const { transitions } = run(rested, withTicks(readings, 1_000))
    expect(words(transitions)).toEqual(['0 raised red', '60 cleared', '660 raised red'])
    expect(transitions[2]?.alarm).toBe(`rested/d1/${after(120)}`)
  })

  test('a clear condition that overlaps the raise gives way to it', () => {
    const odd = waterRule('odd', '[{ severity: red, when: depth >= 15, clear: depth < 30 }]')
    expect(words(run(odd, withTicks([deep(0), deep(60)], 100)).transitions)).toEqual([
      '0 raised red',
    ])
  })
})

describe('levels', () => {
  const ladder = waterRule(
    'ladder',
    [
      '[{ severity: yellow, when: depth >= 15, clear: depth < 13, filing: none }',
      '{ severity: orange, when: depth >= 27, clear: depth < 25, limit: 1 urgent hour }',
      '{ severity: red, when: depth >= 50, clear: depth < 48 }]',
    ].join(', '),
  )

  test('one alarm escalates, eases and clears', () => {
    const readings = [20, 30, 60, 40, 14, 5].map((depth, i) => reading('d1', i * 60, { depth }))
    const { transitions } = run(ladder, withTicks(readings, 400))
    expect(words(transitions)).toEqual([
      '0 raised yellow',
      '60 escalated orange',
      '120 escalated red',
      '180 eased orange',
      '240 eased yellow',
      '300 cleared',
    ])
    expect(new Set(transitions.map(({ alarm }) => alarm)).size).toBe(1)
    expect(transitions[0]).toMatchObject({ case: { filing: 'none' } })
    expect(transitions[1]).toMatchObject({ case: { filing: 'automatic', limit: '1 urgent hour' } })
  })

  test('a leap raises the highest level at once', () => {
    const { transitions } = run(ladder, withTicks([reading('d1', 0, { depth: 90 })], 60))
    expect(words(transitions)).toEqual(['0 raised red'])
  })

  test('levels on different quantities clear by themselves', () => {
    const either = waterRule(
      'either',
      '[{ severity: yellow, when: depth >= 15 }, { severity: red, when: rain >= 50 }]',
    )
    const readings = [reading('d1', 0, { rain: 60 }), reading('d1', 60, { rain: 0 })]
    expect(words(run(either, withTicks(readings, 100)).transitions)).toEqual([
      '0 raised red',
      '60 cleared',
    ])
  })
})

describe('absence', () => {
  const silent = ruleOf(
    [
      'id: silent',
      'title: { zh: 失联, en: Silent }',
      'on: { kind: water }',
      'levels:',
      '  - { severity: blue, absence: { after: 2 periods, atLeast: 5m } }',
      '  - { severity: yellow, absence: { after: 1h } }',
      'case: { work: maintenance, category: "9901", limit: 2 working days, lead: sensors }',
    ].join('\n'),
  )

  test('escalates, ends with any reading, and starts again', () => {
    const readings = [
      reading('d1', 0, { battery: 1 }),
      reading('d1', 4_000, { battery: 1 }, { timing: 'late', quality: { battery: 'D' } }),
    ]
    const { transitions } = run(silent, withTicks(readings, 4_400))
    expect(words(transitions)).toEqual([
      '300 raised blue',
      '3600 escalated yellow',
      '4000 cleared',
      '4300 raised blue',
    ])
    expect(transitions[0]).toMatchObject({
      alarm: `silent/d1/${after(0)}`,
      evidence: { readings: [{ id: `d1@${after(0)}` }], since: after(0) },
    })
  })

  test('a device that never reported is known from the first tick on', () => {
    expect(words(run(silent, withTicks([], 400)).transitions)).toEqual(['300 raised blue'])
  })
})

test('the state stays small and plain', () => {
  const rule = waterRule(
    'all',
    '[{ severity: red, when: a > 1 && b > 1 && c > 1 && d > 1 }]',
    [
      'let:',
      '  a: { of: depth, aggregate: median, window: 1h }',
      '  b: { of: depth, aggregate: slope, window: 1h, per: 1m }',
      '  c: { of: depth, aggregate: mean, window: 1h }',
      '  d: { of: depth, aggregate: spread, window: 1h }',
    ].join('\n'),
  )
  const readings = Array.from({ length: 8_000 }, (_, i) => reading('d1', i, { depth: i % 50 }))
  const { state } = run(rule, readings)
  expect(structuredClone(state)).toEqual(state)
  expect(JSON.stringify(state).length).toBeLessThan(6_000)
})
