/** Entries that last for days, reminders, areas and what comes late, against the time that passes and those who judge. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { AlarmTransition } from '../../core/alarm.ts'
import type { AreaMember } from '../../core/area-member.ts'
import type { Reading } from '../../core/reading.ts'
import { plus } from '../../core/time.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import { JudgeStore } from '../support/judge-store.ts'
import {
  after,
  areaRule,
  deviceOf,
  reading,
  registryOf,
  ruleOf,
  ruleSetOf,
  tick,
  waterRule,
  withTicks,
} from '../support/rules-city.ts'

const rules = {
  ...ruleSetOf(
    waterRule(
      'drifts',
      '[{ severity: yellow, when: slow > 1, clear: slow < 0.5, hold: 10m, remind: 2h }]',
      'let: { slow: { of: depth, change: drift, days: 4 } }\nlate: historical',
    ),
    waterRule(
      'unusual',
      '[{ severity: yellow, when: unusual > 10, clear: unusual < 3, hold: 10m, clearHold: 20m }]',
      'let: { unusual: { of: depth, change: baseline, days: 3 } }\nlate: amend',
    ),
    waterRule(
      'daily',
      '[{ severity: blue, when: n >= 2, remind: 3h }, { severity: yellow, when: n >= 2 && top >= 45, hold: 20m }]',
      'let: { top: { of: depth, aggregate: max, every: 1h }, n: { count: top >= 16, in: day } }',
    ),
    waterRule(
      'weekly',
      '[{ severity: blue, when: n >= 2 && month != 4 }]',
      'let: { n: { count: depth >= 16, in: week, of: exceedances } }\ncooldown: 1h',
    ),
    waterRule(
      'nights',
      '[{ severity: blue, when: m >= 16 && period == "night", hold: 30m, clearHold: 30m }, { severity: red, when: m >= 45 }]',
      'let: { m: { of: depth, aggregate: mean, window: 2h, within: period } }\nlate: historical',
    ),
    waterRule(
      'marked',
      '[{ severity: blue, when: absurd, remind: 30m }, { severity: yellow, when: often >= 2, clear: often < 1, hold: 10m, remind: 1h }]',
      'let: { absurd: { of: depth, change: outOfRange }, often: { count: absurd, last: 3 } }\nlate: amend',
    ),
    waterRule(
      'stuck',
      '[{ severity: blue, when: still > 7200 && lasts > 5, clear: still < 60 }]',
      'let: { still: { of: depth, change: flat, tolerance: 4 }, lasts: { of: depth, aggregate: timeMean, window: 3h } }',
    ),
    waterRule(
      'forced',
      '[{ severity: orange, when: then, clearHold: 10m, remind: 20m }]',
      'let: { then: { sequence: { first: depth >= 45, next: depth < 10, within: 2h } } }\nflapping: { changes: 4, in: 5h, hold: 40m }',
    ),
    waterRule(
      'deep',
      '[{ severity: yellow, when: depth >= 16, clear: depth < 10, hold: 10m, remind: 1h }, { severity: red, when: depth >= 45, clear: depth < 30, remind: 10m }]',
      'late: historical',
    ),
    ruleOf(
      [
        'id: silent',
        'title: { zh: 失联, en: Silent }',
        'on: { kind: water }',
        'levels: [{ severity: blue, absence: { after: 30m, hours: "08:00-21:00" } }, { severity: yellow, absence: { after: 3h } }]',
        'cooldown: 20m',
        'case: { work: maintenance, category: "9901", limit: 2 working days, lead: sensors }',
      ].join('\n'),
    ),
  ),
  areas: [areaRule('both', 'cell', '[{ severity: orange, devices: 2 }]')],
}

const ids = ['d1', 'd2']
const { directory } = registryOf(
  ...ids.map((id) => deviceOf({ id, period: 600, cell: '330102001001001' })),
)
await directory.follow()

const hour = 3_600
/** Between ticks: less than what is taken for an outage. */
const stride = 20
const days = 6
/** Seconds from its measuring to the receipt of a live reading. */
const mostLag = 60
const last = days * 24 * hour

/** A spell of readings that are alike. */
const spells = (hows: readonly How[]) =>
  fc.array(
    fc.record({
      devices: fc.constantFrom(['d1'], ['d2'], ids, ids),
      gap: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(600, hour, hour) },
        { weight: 2, arbitrary: fc.integer({ min: 1, max: 900 }) },
        { weight: 1, arbitrary: fc.constantFrom(0, 5 * hour, 11 * hour) },
      ),
      count: fc.integer({ min: 1, max: 12 }),
      lag: fc.integer({ min: 0, max: mostLag }),
      depth: fc.constantFrom(0, 0, 9, 12, 16, 30, 45, 60),
      letter: fc.constantFrom(
        'N' as const,
        'N' as const,
        'N' as const,
        'D' as const,
        'range' as const,
      ),
      how: fc.constantFrom(...hows),
    }),
    { minLength: 3, maxLength: 40, size: 'max' },
  )

type How = 'live' | 'late' | 'resent' | 'older'

const heardOf = (...hows: readonly How[]) =>
  spells(hows).map((list): Reading[] => {
    let now = 0
    return list.flatMap(({ devices, gap, count, lag, depth, letter, how }) =>
      Array.from({ length: count }, (_, index) => {
        if (how === 'live') now += gap
        const at = how === 'live' ? now : Math.max(0, now - 2 * hour + gap * index)
        return devices.map((device) =>
          reading(
            device,
            Math.min(at, now),
            { depth },
            {
              lag: Math.max(now - at, 0) + lag,
              timing: how === 'late' || how === 'resent' ? how : 'live',
              quality: { depth: letter },
            },
          ),
        )
      })
        .flat()
        .filter(({ receivedAt }) => receivedAt < after(last)),
    )
  })

const judged = (records: readonly ReadingRecord[]): JudgeStore => {
  const store = new JudgeStore(rules, directory)
  store.run(records)
  return store
}

/** Each rule on a device keeps its order; what several of them say at one tick may come in any. */
const sorted = <One>(list: readonly One[], subjectOf: (one: One) => string): readonly One[] =>
  list.toSorted((a, b) => subjectOf(a).localeCompare(subjectOf(b)))
const bySubject = (alarms: readonly AlarmTransition[]) =>
  sorted(alarms, (one) => `${one.rule}/${one.subject.device}/${one.past ?? false}`)
const byMember = (members: readonly AreaMember[]) =>
  sorted(members, (one) => `${one.rule}/${one.area}/${one.member}/${one.device}`)

const words = (alarms: readonly AlarmTransition[]) =>
  bySubject(alarms)
    .filter(({ rule }) => rule !== 'silent')
    .map(
      (one) => `${one.alarm} ${one.kind} ${one.kind === 'cleared' ? '' : one.severity} ${one.at}`,
    )

const anyhow = heardOf('live', 'live', 'live', 'live', 'live', 'late', 'resent', 'older')
const runs = { numRuns: 6 }

test('judges the same whoever goes on at which record', () => {
  const cuts = fc.array(
    fc.record({
      size: fc.integer({ min: 1, max: 3_000 }),
      fate: fc.constantFrom('kept', 'lost', 'crash', 'moved'),
    }),
    { minLength: 1, maxLength: 30 },
  )
  fc.assert(
    fc.property(anyhow, cuts, (list, all) => {
      const records = withTicks(list, last, stride)
      const expected = judged(records)
      const store = new JudgeStore(rules, directory)
      let from = 0
      for (let index = 0; from < records.length; index += 1) {
        const { size, fate } = all[index % all.length] ?? { size: 1, fate: 'kept' }
        if (fate === 'moved') store.restart()
        store.run(records.slice(from, from + size), fate === 'moved' ? 'kept' : fate)
        from += size
      }
      expect(bySubject(store.alarms)).toEqual(bySubject(expected.alarms))
      expect(byMember(store.members)).toEqual(byMember(expected.members))
      expect(Object.fromEntries(store.state)).toEqual(Object.fromEntries(expected.state))
    }),
    runs,
  )
})

test('does not depend on how often the clock ticks', () => {
  fc.assert(
    fc.property(anyhow, fc.integer({ min: 4, max: 19 }), (list, every) => {
      const dense = judged([...withTicks(list, last, every), tick(last)])
      const sparse = judged([...withTicks(list, last, 25), tick(last)])
      expect(words(sparse.alarms)).toEqual(words(dense.alarms))
    }),
    runs,
  )
})

test('no clock of ours that is set back changes an alarm of devices with their own', () => {
  const steps = fc.uniqueArray(
    fc.record({
      at: fc.integer({ min: 1, max: last / stride }).map((ticks) => ticks * stride),
      by: fc.constantFrom(-2, -700, -3_100, -30_000),
    }),
    { minLength: 1, maxLength: 4, selector: ({ by }) => by },
  )
  fc.assert(
    fc.property(heardOf('live'), steps, (heard, set) => {
      // A step smaller than the lags of a device differ by cannot be told from them (docs/rules.md).
      const isSmall = set.some(({ by }) => Math.abs(by) <= mostLag)
      const list = isSmall ? heard.map((one) => ({ ...one, receivedAt: one.observedAt })) : heard
      const records = withTicks(list, last, stride)
      let shift = 0
      const onClock = records.flatMap((record): ReadingRecord[] => {
        if (record.type === 'reading')
          return [{ ...record, receivedAt: plus(record.receivedAt, shift) }]
        if (record.type === 'status') return []
        const ticked = { ...record, at: plus(record.at, shift) }
        const by = set.find(({ at }) => after(at) === record.at)?.by
        if (by === undefined) return [ticked]
        shift += by * 1_000
        return [ticked, { type: 'tick', at: plus(record.at, shift), stepped: by * 1_000 }]
      })
      const { alarms, rebased } = judged(onClock)
      expect(words(alarms)).toEqual(words(judged(records).alarms))
      expect(rebased).toBe(0)
    }),
    runs,
  )
})
