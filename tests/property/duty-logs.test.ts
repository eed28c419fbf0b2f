/** Whatever people do to the log of a desk in whichever order: nothing that was written is lost, and what was handed over stays as it was. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { DutyLogs } from '../../cases/desk/duty-logs.ts'
import { waitsFor, type LogCommand } from '../../cases/life/duty-log-decide.ts'
import { emptyLog, evolveLog } from '../../cases/life/duty-log.ts'
import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import type { Actor } from '../../core/actor.ts'
import type { UnitId } from '../../core/identity.ts'
import { minutes } from '../../core/time.ts'
import { VirtualClock } from '../support/clocks.ts'
import { RecordingObserver } from '../support/recording-observer.ts'
import { calendar, config, directory, start } from '../unit/cases/fixtures.ts'

const crew = (name: string) => ({ name, role: 'crew' }) as const
const people = [crew('li'), crew('wang'), { name: 'su', role: 'supervisor' }] as const
const who = fc.constantFrom(...people)
const small = fc.integer({ min: 1, max: 8 })
const command: fc.Arbitrary<LogCommand> = fc.oneof(
  fc.record({
    command: fc.constant('write' as const),
    text: fc.string({ minLength: 1 }),
    followUp: fc.boolean(),
    about: fc.constant([]),
  }),
  fc.record({ command: fc.constant('settle' as const), entry: small, words: fc.string() }),
  fc.record({ command: fc.constant('handOver' as const), shift: small, words: fc.string() }),
  fc.record({
    command: fc.constant('takeOver' as const),
    shift: small,
    disputed: fc.constant(false),
  }),
)
/** Those that the log takes come often enough. */
const step = fc.record({ who, command, fits: fc.boolean(), together: fc.boolean() })

test('no entry is lost between two shifts, none is handed over twice, and no sheet changes', async () => {
  await using store = await openSqliteCases(':memory:')
  const clock = new VirtualClock(start)
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const unit = `unit-${(run += 1)}` as UnitId
      const desk = { holder: unit }
      const logs = new DutyLogs({
        ...{ store, clock, calendar, config, directory: directory([]) },
        ...{ observer: new RecordingObserver(), units: new Map([[unit, {}]]) },
        people: () => Promise.resolve([]),
        partOf: (suppression) => suppression,
        deadLetters: () => Promise.resolve({ count: 0, more: false }),
      })
      const actorOf = (one: (typeof people)[number]): Actor =>
        one.role === 'crew' ? { ...one, unit } : one
      const frozen = new Map<number, string>()
      const texts: string[] = []
      const settled = new Set<number>()
      for (const { who, command, fits, together } of steps) {
        clock.advance(minutes(1))
        const log = await logs.one(desk, actorOf(who))
        const given =
          fits && command.command === 'handOver'
            ? { ...command, shift: log.shift }
            : fits && command.command === 'takeOver'
              ? { ...command, shift: log.waits ?? command.shift }
              : command
        const twice = together ? [given, given] : [given]
        for (const { refusal } of await Promise.all(
          twice.map((one) => logs.act(desk, one, actorOf(who))),
        ))
          if (refusal === undefined) {
            if (given.command === 'write') texts.push(given.text)
            if (given.command === 'settle') {
              expect(settled.has(given.entry)).toBe(false)
              settled.add(given.entry)
            }
            if (given.command === 'handOver') {
              expect(frozen.has(given.shift)).toBe(false)
              frozen.set(
                given.shift,
                JSON.stringify((await logs.handOver(desk, given.shift))?.sheet),
              )
            }
          }
      }
      const after = await logs.one(desk, actorOf(people[0]))
      expect([...frozen.keys()]).toEqual(Array.from(frozen, (_, place) => place + 1))
      expect(after.shift).toBe(frozen.size + 1)
      const kept: string[] = []
      let whole = emptyLog
      for (let shift = 1; shift <= after.shift; shift += 1) {
        const facts = await store.shiftFacts(unit, shift)
        const entries = facts.flatMap(({ fact }) =>
          fact.event === 'entered' ? [fact.data.text] : [],
        )
        kept.push(...entries)
        const found = await logs.handOver(desk, shift)
        if (shift === after.shift) expect(after.entries.map(({ text }) => text)).toEqual(entries)
        else {
          expect(found?.intact).toBe(true)
          expect(JSON.stringify(found?.sheet)).toBe(frozen.get(shift))
          expect(found?.sheet.entries.map(({ text }) => text)).toEqual(entries)
        }
        whole = facts.reduce((log, { version, fact }) => evolveLog(log, version, fact), whole)
      }
      expect(kept.toSorted()).toEqual(texts.toSorted())
      // What was read since the last hand-over alone is what the whole log says.
      expect(whole.open).toEqual(after.followUps)
      expect(waitsFor(whole)).toBe(after.waits)
      for (const { number } of after.followUps) expect(settled.has(number)).toBe(false)
    }),
    { numRuns: 25 },
  )
})
