import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { citySchema } from '../../core/city.ts'
import { cityClock } from '../../rules/judging/city-clock.ts'
import { bind } from '../../rules/language/bind.ts'
import { noLimits } from '../../rules/language/limits.ts'
import type { RuleState } from '../../rules/judging/state.ts'
import { step } from '../../rules/judging/step.ts'
import { after, deviceOf, reading, ruleOf, start } from '../support/rules-city.ts'

const minutesPast = (minute: number): string => {
  const inDay = ((minute % 1_440) + 1_440) % 1_440
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(inDay / 60))}:${two(inDay % 60)}`
}

const loud = (when: string, hold: number, min: string) =>
  ruleOf(
    [
      'id: loud',
      'title: { zh: 噪声, en: Noise }',
      'on: { kind: noise }',
      `let: { leq: { of: laeq, aggregate: leq, window: 10m, min: ${min}, within: period } }`,
      `levels: [{ severity: yellow, when: '${when}', hold: ${hold}s }]`,
      'case: { category: "0301", limit: 2 urgent hours, lead: enforcement }',
    ].join('\n'),
  )

/** Ten in the morning is the start; the night begins `edge` minutes after it and lasts an hour. */
function run(
  when: string,
  { edge, hold, min, period, first, count, level }: Sketch,
  peak = 0,
): readonly { readonly at: number; readonly since: number }[] {
  const clock = cityClock(
    citySchema.parse({
      name: { zh: '测试市', en: 'Test city' },
      night: { from: minutesPast(600 + edge), to: minutesPast(660 + edge) },
    }),
  )
  const device = deviceOf({ id: 'n1', kind: 'noise', site: 'construction', period })
  const bound = bind(loud(when, hold, min), device, noLimits)
  const said = Array.from({ length: count }, (_, n) => first + n * period)
  const raised: { at: number; since: number }[] = []
  let state: RuleState | undefined
  for (let second = 0; second <= 3 * 3_600; second += 1) {
    const heard = said.includes(second)
      ? [reading('n1', second, { laeq: level, lafmax: peak })]
      : []
    for (const input of [...heard, { type: 'tick', at: after(second) } as const]) {
      const outcome = step(bound, state, input, clock)
      state = outcome.state
      for (const one of outcome.transitions)
        if (one.kind === 'raised')
          raised.push({ at: (one.at - start) / 1_000, since: (one.evidence.since - start) / 1_000 })
    }
  }
  return raised
}

interface Sketch {
  readonly edge: number
  readonly hold: number
  readonly min: string
  readonly period: number
  readonly first: number
  readonly count: number
  readonly level: number
}

const sketch = fc.record({
  edge: fc.integer({ min: 1, max: 50 }),
  hold: fc.integer({ min: 1, max: 900 }),
  min: fc.constantFrom('1', '3', '75%'),
  period: fc.integer({ min: 10, max: 120 }),
  first: fc.integer({ min: 0, max: 1_800 }),
  count: fc.integer({ min: 1, max: 60 }),
  level: fc.constant(90),
})

describe('a hold on a window that keeps day and night apart', () => {
  test('begins and runs out in one and the same day or night', () => {
    fc.assert(
      fc.property(sketch, (drawn) => {
        const edges = [drawn.edge * 60, drawn.edge * 60 + 3_600]
        for (const { at, since } of run('leq > 60', drawn))
          expect(edges.filter((edge) => since < edge && edge <= at)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  test('begun at two minutes to ten it does not run out at three past', () => {
    const edge = { edge: 10, hold: 300, min: '3', period: 60, first: 0, level: 90 }
    // The third sample comes at two minutes before the edge, and nothing more is said behind it.
    const before = { ...edge, first: 360, count: 4 }
    expect(run('leq > 60', before)).toEqual([])
    expect(run('leq > 60', { ...before, edge: 30 })).toEqual([{ at: 780, since: 480 }])
  })

  test('goes on where its condition is true whatever the window says', () => {
    const sketch = { edge: 10, hold: 300, min: '3', period: 60, first: 360, count: 4, level: 90 }
    expect(run('leq > 60 || lafmax > 100', sketch, 110)).toEqual([{ at: 660, since: 360 }])
    expect(run('leq > 60 || lafmax > 100', sketch, 90)).toEqual([])
  })

  test('starts anew at the edge where the first reading behind it is the edge itself', () => {
    const sketch = { edge: 10, hold: 300, min: '1', period: 60, first: 480, count: 8, level: 90 }
    expect(run('leq > 60', sketch)).toEqual([{ at: 900, since: 600 }])
  })
})
