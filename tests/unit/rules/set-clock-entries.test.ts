/** Entries that begin with the city's clock, of a device that takes the time from ours, when ours is set. */
import { expect, test } from 'vitest'

import type { Reading } from '../../../core/reading.ts'
import type { ReadingRecord } from '../../../core/topics.ts'
import { JudgeStore } from '../../support/judge-store.ts'
import {
  deviceOf,
  reading,
  registryOf,
  ruleSetOf,
  steppedTick,
  tick,
  waterRule,
} from '../../support/rules-city.ts'

/** What the rule knew of its entry behind each reading: one every ten minutes, after which the clock is set by so much. */
async function valuesOf(
  entry: string,
  depths: readonly number[],
  set: Readonly<Record<number, number>>,
): Promise<readonly unknown[]> {
  const rule = waterRule(
    'one',
    '[{ severity: yellow, when: x > 1000 || battery > 1000 }]',
    `let: { x: ${entry} }`,
  )
  const slot = rule.form === 'condition' ? rule.slotNames.indexOf('x') : -1
  const { directory } = registryOf(deviceOf({ period: 600 }))
  await directory.follow()
  const store = new JudgeStore(ruleSetOf(rule), directory)
  let shift = 0
  return depths.map((depth, index) => {
    const from = 600 * index + 300
    const said: Reading = reading('d1', from + shift, { depth, battery: 50 })
    const by = set[index] ?? 0
    const records: ReadingRecord[] = [said]
    for (let second = 10; second < 600; second += 10) {
      if (second === 300 && by !== 0) {
        shift += by
        records.push(steppedTick(from + second + shift, by))
      } else records.push(tick(from + second + shift))
    }
    store.run([said])
    const values = store.stateOf('one/d1')?.values
    store.run(records.slice(1))
    return values?.[slot]
  })
}

const days = (count: number, each: (day: number, slot: number) => number) =>
  Array.from({ length: count * 144 }, (_, index) => each(Math.floor(index / 144), index % 144))

test.each([
  { entry: '{ of: depth, change: drift, days: 4 }', unit: 'day' },
  { entry: '{ of: depth, change: baseline, days: 3 }', unit: 'hour' },
  { entry: '{ of: depth, aggregate: mean, every: 1h }', unit: 'hour' },
  { entry: '{ of: depth, aggregate: sum, every: 6h }', unit: 'six hours' },
  { entry: '{ count: depth > 40, in: day }', unit: 'day' },
])('$entry goes on when the clock is set within one $unit', async ({ entry }) => {
  // From ten o'clock on: 02:00 is slot 96.
  const depths = days(5, (day, slot) => (slot % 7) * 5 + day * 10)
  const set = { 62: -120, 122: 90, 242: -90, 362: 120 }
  const expected = await valuesOf(entry, depths, {})
  expect(await valuesOf(entry, depths, set)).toEqual(expected)
  expect(new Set(expected).size).toBeGreaterThan(3)
})
