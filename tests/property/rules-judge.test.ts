import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Reading } from '../../core/reading.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import type { Devices } from '../../rules/judging/bindings.ts'
import { everyForm as rules } from '../support/every-form.ts'
import { JudgeStore } from '../support/judge-store.ts'
import { deviceOf, reading, registryOf, tick, withTicks } from '../support/rules-city.ts'

const { registry, directory } = registryOf(
  ...['d1', 'd2', 'd3'].map((id) => deviceOf({ id, period: 10 })),
)
await directory.follow()
await registry[Symbol.asyncDispose]()

class Store extends JudgeStore {
  constructor(devices: Devices = directory) {
    super(rules, devices)
  }
}

const readings = fc
  .array(
    fc.record({
      device: fc.constantFrom('d1', 'd2', 'd3'),
      at: fc.integer({ min: 0, max: 400 }),
      lag: fc.integer({ min: -5, max: 60 }),
      depth: fc.option(fc.constantFrom(0, 9, 12, 16, 30, 45, 60), { nil: undefined }),
      letter: fc.constantFrom('N', 'N', 'D', 'range'),
      timing: fc.constantFrom('live', 'live', 'live', 'live', 'late', 'resent'),
    }),
    { maxLength: 120 },
  )
  .map((list): Reading[] =>
    list.map(({ device, at, lag, depth, letter, timing }) =>
      reading(device, at, depth === undefined ? { battery: 50 } : { depth }, {
        lag,
        timing: timing as Reading['timing'],
        ...(depth === undefined ? {} : { quality: { depth: letter } }),
      }),
    ),
  )

const whole = (records: readonly ReadingRecord[]): Store => {
  const store = new Store()
  store.run(records)
  return store
}

describe('the judge', () => {
  test('decides the same whatever the batches, and after lost commits and crashes', () => {
    fc.assert(
      fc.property(
        readings,
        fc.array(
          fc.record({
            size: fc.integer({ min: 1, max: 60 }),
            fate: fc.constantFrom('kept', 'kept', 'lost', 'crash'),
          }),
          { minLength: 1, maxLength: 30 },
        ),
        (list, cuts) => {
          const records = withTicks(list, 500)
          const expected = whole(records)
          const store = new Store()
          let from = 0
          for (let index = 0; from < records.length; index += 1) {
            const cut = cuts[index % cuts.length]
            const until = from + (cut?.size ?? 1)
            store.run(records.slice(from, until), cut?.fate)
            from = until
          }
          expect(store.alarms).toEqual(expected.alarms)
          expect(Object.fromEntries(store.state)).toEqual(Object.fromEntries(expected.state))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('raises an alarm at most once until it is cleared, under a name of its own', () => {
    fc.assert(
      fc.property(readings, (list) => {
        const open = new Set<string>()
        const names = new Set<string>()
        const levels = ['blue', 'yellow', 'orange', 'red']
        const severity = new Map<string, number>()
        for (const one of whole(withTicks(list, 700)).alarms) {
          const subject = `${one.rule}/${one.subject.device}${one.past === true ? '/past' : ''}`
          if (one.kind === 'raised') {
            expect(open.has(subject)).toBe(false)
            expect(names.has(one.alarm)).toBe(false)
            names.add(one.alarm)
            open.add(subject)
          } else {
            expect(open.has(subject)).toBe(true)
          }
          if (one.kind === 'cleared') {
            open.delete(subject)
          } else {
            const level = levels.indexOf(one.severity)
            const before = severity.get(subject) ?? -1
            if (one.kind === 'escalated') expect(level).toBeGreaterThan(before)
            if (one.kind === 'eased') expect(level).toBeLessThan(before)
            severity.set(subject, level)
            expect(one.evidence.readings.length).toBeLessThanOrEqual(8)
            expect(one.evidence.since).toBeLessThanOrEqual(one.at)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  test('does not depend on how often the clock ticks', () => {
    const words = (records: readonly ReadingRecord[]) =>
      whole(records)
        .alarms.filter(({ rule }) => rule !== 'silent')
        .map(({ alarm, kind, at }) => `${alarm} ${kind} ${at}`)
        // Of two rules and devices the one whose tick came first speaks first; each keeps its order.
        .sort((a, b) => alarmOf(a).localeCompare(alarmOf(b)))
    const alarmOf = (word: string) => word.split('/', 2).join('/')
    fc.assert(
      fc.property(readings, fc.integer({ min: 2, max: 25 }), (list, every) => {
        const records = withTicks(list, 700)
        const sparse = records.filter(
          (record) => record.type !== 'tick' || (record.at / 1_000) % every === 0,
        )
        expect(words([...sparse, tick(700)])).toEqual(words(records))
      }),
      { numRuns: 100 },
    )
  })

  test('raises nothing on spikes of one sample, however unevenly the samples come', () => {
    const jitter = fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 20, maxLength: 20 })
    fc.assert(
      fc.property(jitter, (lags) => {
        // The very instant at which the hold of 20 s would end belongs to the next sample.
        const spikes = lags.map((lag, index) =>
          reading('d1', index * 20, { depth: index % 2 === 0 ? 60 : 0 }, { lag: lag / 1_000 }),
        )
        const { alarms } = whole(withTicks(spikes, 400))
        expect(alarms.filter(({ rule, kind }) => rule === 'spike' && kind === 'raised')).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  test('does not chatter between clear and raise', () => {
    const between = fc.array(fc.double({ min: 10, max: 14.9, noNaN: true }), { maxLength: 60 })
    fc.assert(
      fc.property(between, (depths) => {
        const raised = [20, 20, 20, 20].map((depth, i) => reading('d1', i * 10, { depth }))
        const rest = depths.map((depth, i) => reading('d1', 40 + i * 10, { depth }))
        const { alarms } = whole(withTicks([...raised, ...rest], 700))
        expect(alarms.filter(({ rule }) => rule === 'ladder')).toHaveLength(1)
      }),
      { numRuns: 40 },
    )
  })

  test('never clears on missing, bad or late data', () => {
    const useless = fc.array(
      fc.record({
        at: fc.integer({ min: 41, max: 600 }),
        form: fc.constantFrom('battery', 'fault', 'late', 'old'),
      }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(useless, (list) => {
        const raised = [0, 10, 20, 30, 40].map((at) => reading('d1', at, { depth: 60 }))
        const rest = list.map(({ at, form }) => {
          if (form === 'battery') return reading('d1', at, { battery: 1 })
          if (form === 'fault') return reading('d1', at, { depth: 0 }, { quality: { depth: 'D' } })
          if (form === 'late') return reading('d1', at, { depth: 0 }, { timing: 'late' })
          return reading('d1', 39, { depth: 0 }, { lag: at - 39 })
        })
        const { alarms } = whole(withTicks([...raised, ...rest], 700))
        expect(alarms.filter(({ rule, kind }) => rule === 'ladder' && kind !== 'raised')).toEqual(
          [],
        )
      }),
      { numRuns: 60 },
    )
  })

  test('decides the same over several partitions, however far one is behind another', () => {
    const devices = ['d1', 'd2', 'd3'] as const
    const partitions = 3
    const owned = (partition: number): Devices => ({
      revision: directory.revision,
      get: (id) => directory.get(id),
      values: () =>
        [...directory.values()].filter(
          ({ device }) => devices.findIndex((id) => id === device.id) % partitions === partition,
        ),
    })
    const words = (stores: readonly Store[]) =>
      stores
        .flatMap(({ alarms }) => alarms)
        // A device that was heard of before time caught up with it was not silent after all.
        .filter(({ rule }) => rule !== 'silent')
        .map(({ alarm, kind, at }) => `${alarm} ${kind} ${at}`)
        .sort()
    fc.assert(
      fc.property(readings, fc.array(fc.nat(partitions - 1), { maxLength: 900 }), (list, turns) => {
        const records = withTicks(list, 500)
        // Each lane holds its frames in order and every tick; the lanes come in any order among each other.
        const lanes = Array.from({ length: partitions }, (_, partition) =>
          records
            .filter(
              (record) =>
                record.type === 'tick' ||
                devices.findIndex((id) => id === record.device) % partitions === partition,
            )
            .map((record): ReadingRecord => {
              if (record.type === 'tick') return { ...record, lane: { partition, partitions } }
              return record.type === 'reading' ? { ...record, frame: `${partition}:0` } : record
            }),
        )
        const merged: ReadingRecord[] = []
        const move = (lane: number, most: number) =>
          merged.push(...(lanes[lane]?.splice(0, most) ?? []))
        for (const turn of turns) move(turn, 7)
        for (let lane = 0; lane < partitions; lane += 1) move(lane, Number.POSITIVE_INFINITY)
        const stores = Array.from({ length: partitions }, (_, partition) => {
          const store = new Store(owned(partition))
          store.run(
            merged.filter(
              (record) =>
                record.type === 'tick' ||
                devices.findIndex((id) => id === record.device) % partitions === partition,
            ),
          )
          return store
        })
        expect(words(stores)).toEqual(words([whole(records)]))
      }),
      { numRuns: 100 },
    )
  })
})
