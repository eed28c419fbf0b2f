import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { AlarmTransition } from '../../core/alarm.ts'
import type { Reading } from '../../core/reading.ts'
import { plus } from '../../core/time.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import { JudgeStore } from '../support/judge-store.ts'
import {
  after,
  deviceOf,
  reading,
  registryOf,
  ruleOf,
  ruleSetOf,
  waterRule,
  withTicks,
} from '../support/rules-city.ts'

const rules = ruleSetOf(
  waterRule(
    'ladder',
    '[{ severity: yellow, when: depth >= 15, clear: depth < 10, hold: 20s, clearHold: 30s }, { severity: red, when: depth >= 50, clear: depth < 40, hold: 10s, clearHold: 20s }]',
  ),
  waterRule('spike', '[{ severity: yellow, when: depth >= 15, clear: depth < 10, hold: 20s }]'),
  waterRule(
    'mean',
    '[{ severity: orange, when: m >= 30, clear: m < 25, hold: 5s }]',
    'let: { m: { of: depth, aggregate: mean, window: 1m, min: 2 } }',
  ),
  ruleOf(
    [
      'id: silent',
      'title: { zh: 失联, en: Silent }',
      'on: { kind: water }',
      'levels: [{ severity: blue, absence: { after: 40s } }, { severity: yellow, absence: { after: 90s } }]',
      'cooldown: 20s',
      'case: { work: maintenance, category: "9901", limit: 2 working days, lead: sensors }',
    ].join('\n'),
  ),
)

const ids = ['d1', 'd2']
const { directory } = registryOf(...ids.map((id) => deviceOf({ id, period: 10 })))
await directory.follow()

const judged = (records: readonly ReadingRecord[]): JudgeStore => {
  const store = new JudgeStore(rules, directory)
  store.run(records)
  return store
}

const last = 600

const readings = fc
  .array(
    fc.record({
      device: fc.constantFrom(...ids),
      at: fc.integer({ min: 0, max: 400 }),
      lag: fc.integer({ min: 0, max: 50 }),
      depth: fc.constantFrom(0, 9, 12, 16, 30, 45, 60),
    }),
    { maxLength: 100 },
  )
  .map((list): Reading[] =>
    list.map(({ device, at, lag, depth }) => reading(device, at, { depth }, { lag })),
  )

interface Step {
  readonly second: number
  readonly by: number
}

const undelayed = readings.map((list) =>
  list.map((one): Reading => ({ ...one, receivedAt: one.observedAt })),
)

/**
 * Seconds at which the clock of the host is set, and by how many seconds: so that no two of them make up for each other,
 * and by whole buckets of the window.
 */
const steps = fc.uniqueArray(
  fc.record({
    second: fc.integer({ min: 1, max: 500 }),
    by: fc.constantFrom(-700, 700, -1_500, 1_500, -3_100, 3_100, -6_300, 6_300),
  }),
  { maxLength: 4, selector: ({ by }) => Math.abs(by) },
)

/** The same records as a host writes them whose clock is set between the second and what comes behind its tick. */
function onClock(
  records: readonly ReadingRecord[],
  list: readonly Step[],
  whose: 'own' | 'ours',
): ReadingRecord[] {
  let shift = 0
  return records.flatMap((record): ReadingRecord[] => {
    if (record.type === 'status') return []
    if (record.type === 'reading') {
      return [
        {
          ...record,
          receivedAt: plus(record.receivedAt, shift),
          observedAt: whose === 'own' ? record.observedAt : plus(record.observedAt, shift),
        },
      ]
    }
    const ticked = { ...record, at: plus(record.at, shift) }
    const by = list.find(({ second }) => after(second) === record.at)?.by
    if (by === undefined) return [ticked]
    shift += by * 1_000
    return [ticked, { type: 'tick', at: plus(record.at, shift), stepped: by * 1_000 }]
  })
}

/** A step forth may be a host that slept: its devices have time to come back before they are called silent. */
const compared = (alarms: readonly AlarmTransition[], list: readonly Step[]) =>
  alarms.filter(({ rule }) => rule !== 'silent' || list.every(({ by }) => by < 0))

const words = (alarms: readonly AlarmTransition[], dated: (rule: string) => boolean) =>
  alarms
    .map((one) => {
      const severity = one.kind === 'cleared' ? '' : one.severity
      const subject = `${one.rule}/${one.subject.device}`
      return {
        subject,
        word: `${subject} ${one.kind} ${severity} ${dated(one.rule) ? one.at : ''}`,
      }
    })
    // Each keeps its order.
    .sort((a, b) => a.subject.localeCompare(b.subject))
    .map(({ word }) => word)

// After a step forth, as after any outage, what is received late decides about its own instant.
test.each([
  {
    name: 'back, whatever the lag',
    list: readings,
    set: steps.map((all) => all.filter(({ by }) => by < 0)),
  },
  { name: 'back and forth', list: undelayed, set: steps },
])(
  'no step of the host clock changes an alarm of devices with their own: $name',
  ({ list, set }) => {
    const dated = (rule: string) => rule !== 'silent'
    fc.assert(
      fc.property(list, set, (all, by) => {
        const records = withTicks(all, last)
        const { alarms, rebased } = judged(onClock(records, by, 'own'))
        const expected = compared(judged(records).alarms, by)
        expect(words(compared(alarms, by), dated)).toEqual(words(expected, dated))
        expect(rebased).toBe(0)
      }),
      { numRuns: 150 },
    )
  },
)

test('nor loses or adds one of devices that take the time from us', () => {
  const never = () => false
  fc.assert(
    fc.property(undelayed, steps, (list, set) => {
      const records = withTicks(list, last)
      const { alarms } = judged(onClock(records, set, 'ours'))
      const expected = compared(judged(records).alarms, set)
      expect(words(compared(alarms, set), never)).toEqual(words(expected, never))
      for (const { evidence, at } of alarms.flatMap((one) => (one.kind === 'cleared' ? [] : [one])))
        expect(evidence.since).toBeLessThanOrEqual(at)
    }),
    { numRuns: 150 },
  )
})

test('after our outage devices that queued raise no alarm that they would not have raised without it', () => {
  const outage = fc.record({
    from: fc.integer({ min: 5, max: 300 }),
    length: fc.integer({ min: 31, max: 200 }),
  })
  fc.assert(
    fc.property(readings, outage, (list, { from, length }) => {
      const back = after(from + length)
      const ordered = list.toSorted((a, b) => a.receivedAt - b.receivedAt)
      const whole = withTicks(ordered, last)
      const queued = ordered.map((one) =>
        one.receivedAt > after(from) && one.receivedAt < back ? { ...one, receivedAt: back } : one,
      )
      const broken = withTicks(queued, last).filter(
        ({ type, ...record }) =>
          type !== 'tick' || !('at' in record) || record.at <= after(from) || record.at >= back,
      )
      const without = judged(whole).alarms.filter(({ rule }) => rule !== 'silent')
      const stands = (alarm: AlarmTransition): boolean => {
        const same = without.filter(
          ({ rule, subject, at }) =>
            rule === alarm.rule && subject.device === alarm.subject.device && at <= alarm.at,
        )
        return (
          same.some(({ at }) => at === alarm.at) || (same.at(-1)?.kind ?? 'cleared') !== 'cleared'
        )
      }
      for (const alarm of judged(broken).alarms) {
        if (alarm.rule !== 'silent' && alarm.kind === 'raised') expect(stands(alarm)).toBe(true)
      }
    }),
    { numRuns: 150 },
  )
})
