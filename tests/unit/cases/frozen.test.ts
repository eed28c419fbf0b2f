import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { periodsOf } from '../../../cases/report/evaluation-periods.ts'
import {
  evolveFrozen,
  freezeFact,
  frozenFact,
  refusalOfFrozen,
  type FrozenCommand,
  type FrozenEvaluation,
} from '../../../cases/report/frozen.ts'
import { differences } from '../../../cases/report/frozen-pages.ts'
import { noCounts } from '../../../cases/report/evaluation.ts'
import type { Actor } from '../../../core/actor.ts'
import { instant } from '../../../core/time.ts'
import { actors } from './fixtures.ts'

const id = '2026-03-01_2026-03-31'
const end = instant(1_000)
const after = { now: instant(2_000), end }
const freeze: FrozenCommand = { command: 'freeze' }
const sign: FrozenCommand = { command: 'sign', comment: 'as agreed' }
const reopen: FrozenCommand = { command: 'reopen', reason: 'a unit was wrong' }

const data = (edition: number) => ({
  ...{ from: '2026-03-01', to: '2026-03-31', begin: instant(0), end, edition },
  ...{ freeze: `f${edition}`, formulas: 1, pages: 1, cases: 0, digest: 'd' },
})
/** What became of it, or the word of the refusal. */
function acted(state: FrozenEvaluation | undefined, command: FrozenCommand, actor: Actor) {
  const refusal = refusalOfFrozen(state, command, { actor, ...after })
  if (refusal !== undefined) return refusal.reason
  const fact =
    command.command === 'freeze'
      ? freezeFact(data((state?.editions.length ?? 0) + 1), after.now, actor)
      : frozenFact(command, after.now, actor)
  return evolveFrozen(id, state, fact)
}
function all(...commands: readonly FrozenCommand[]) {
  let state: FrozenEvaluation | undefined
  for (const command of commands) {
    const next = acted(state, command, actors.manager)
    if (typeof next === 'string') return next
    state = next
  }
  return state
}

describe('a frozen evaluation', () => {
  test('is signed, and opened again with a reason for another edition; the first stays', () => {
    const state = all(freeze, sign, reopen, freeze)
    expect(state).toMatchObject({
      ...{ version: 4, stage: 'frozen' },
      editions: [
        { edition: 1, signed: { comment: 'as agreed', by: { name: 'max' } } },
        { edition: 2, freeze: 'f2' },
      ],
    })
    expect(state).toHaveProperty('editions.0.reopened.reason', 'a unit was wrong')
    expect(state).not.toHaveProperty('editions.1.signed')
  })

  test.each([
    ['not-frozen', [sign]],
    ['not-frozen', [reopen]],
    ['frozen-before', [freeze, freeze]],
    ['frozen-before', [freeze, sign, freeze]],
    ['signed-before', [freeze, sign, sign]],
    ['not-frozen', [freeze, reopen, sign]],
    ['not-frozen', [freeze, reopen, reopen]],
  ] as const)('%s', (word, commands) => {
    expect(all(...commands)).toBe(word)
  })

  test('is made after its period, by those who may', () => {
    const asked = { actor: actors.manager, end }
    expect(refusalOfFrozen(undefined, freeze, { ...asked, now: instant(999) })?.reason).toBe(
      'not-over',
    )
    expect(refusalOfFrozen(undefined, freeze, { ...asked, now: end })).toBeUndefined()
    const frozen = evolveFrozen(id, undefined, freezeFact(data(1), end, actors.supervisor))
    expect(acted(undefined, freeze, actors.supervisor)).toMatchObject({ stage: 'frozen' })
    expect(acted(undefined, freeze, actors.operator)).toBe('not-allowed')
    for (const command of [sign, reopen])
      for (const actor of [actors.supervisor, actors.administrator])
        expect(acted(frozen, command, actor)).toBe('not-allowed')
  })

  test('whatever is asked in whatever order, no edition is lost and none is signed twice', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom(freeze, sign, reopen),
            fc.constantFrom(actors.manager, actors.supervisor, actors.operator),
          ),
          { maxLength: 20 },
        ),
        (asked) => {
          let state: FrozenEvaluation | undefined
          for (const [command, actor] of asked) {
            const next = acted(state, command, actor)
            if (typeof next === 'string' || next === undefined) continue
            const before = state?.editions ?? []
            expect(next.version).toBe((state?.version ?? 0) + 1)
            expect(next.editions.map(({ edition }) => edition)).toEqual(
              next.editions.map((_, index) => index + 1),
            )
            // What was an edition before stays word for word, but for what was said of the last one.
            for (const [index, edition] of before.entries())
              expect(next.editions[index]).toMatchObject(edition)
            if (command.command === 'sign') expect(before.at(-1)).not.toHaveProperty('signed')
            if (command.command === 'freeze' && state !== undefined)
              expect(state.stage).toBe('reopened')
            state = next
          }
        },
      ),
    )
  })
})

test('what differs from what was frozen is named, row by row', () => {
  const was = {
    total: { ...noCounts(), filed: 2 },
    rows: new Map([['road', { ...noCounts(), filed: 2 }]]),
  }
  const is = {
    total: { ...noCounts(), filed: 2 },
    rows: new Map([
      ['road', { ...noCounts(), filed: 1 }],
      [undefined, { ...noCounts(), filed: 1 }],
    ]),
  }
  expect(differences(was, was)).toEqual([])
  expect(differences(was, is)).toEqual([
    { key: 'road', figure: 'filed', frozen: 2, now: 1 },
    { key: undefined, figure: 'filed', frozen: 0, now: 1 },
  ])
})

describe('whole months are compared with as many months', () => {
  const east = () => 8 * 3_600_000
  const now = instant(Date.UTC(2026, 10, 20))
  test.each([
    ['a month', '2026-03-01', '2026-03-31', '2026-02-01 2026-02-28', '2025-03-01 2025-03-31'],
    ['a quarter', '2026-01-01', '2026-03-31', '2025-10-01 2025-12-31', '2025-01-01 2025-03-31'],
    ['a February', '2025-02-01', '2025-02-28', '2025-01-01 2025-01-31', '2024-02-01 2024-02-29'],
    ['a year', '2025-01-01', '2025-12-31', '2024-01-01 2024-12-31', '2024-01-01 2024-12-31'],
    ['some days', '2026-03-02', '2026-03-31', '2026-01-31 2026-03-01', '2025-03-02 2025-03-31'],
  ])('%s', (_, from, to, before, yearAgo) => {
    const { previous, yearAgo: then } = periodsOf({ from, to }, now, east)
    expect(`${previous.from} ${previous.to}`).toBe(before)
    expect(`${then.from} ${then.to}`).toBe(yearAgo)
  })
})
