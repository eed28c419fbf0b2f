import { expect, test } from 'vitest'

import { runSteps } from '../../support/judge-store.ts'
import { reading, ticks, waterRule, withTicks } from '../../support/rules-city.ts'

const rule = (more: string) =>
  waterRule('loose', '[{ severity: orange, when: depth > 10, clear: depth < 5 }]', more)
/** One reading of three is over the limit, for an hour. */
const said = Array.from({ length: 60 }, (_, minute) =>
  reading('d1', minute * 60, { depth: minute % 3 === 0 ? 20 : 0 }),
)
const raised = (more: string) =>
  runSteps(rule(more), withTicks(said, 3_600)).transitions.filter(({ kind }) => kind === 'raised')

test('twenty alarms an hour of a loose contact are three', () => {
  expect(raised('')).toHaveLength(20)
  const few = raised('flapping: { changes: 4, in: 1h, hold: 30m }')
  expect(few).toHaveLength(3)
  expect(few.map((one) => (one.kind === 'raised' ? one.evidence.values['flapping'] : 0))).toEqual([
    undefined,
    undefined,
    4,
  ])
})

test('slow changes are no flapping, and silence is no calm', () => {
  expect(raised('flapping: { changes: 16, in: 10m, hold: 30m }')).toHaveLength(20)
  const { transitions } = runSteps(rule('flapping: { changes: 4, in: 1h, hold: 10m }'), [
    ...withTicks(said.slice(0, 8), 420),
    ...ticks(421, 4_000),
  ])
  expect(transitions.at(-1)?.kind).toBe('raised')
})

test('calm ends it', () => {
  const calm = Array.from({ length: 15 }, (_, index) =>
    reading('d1', 420 + index * 60, { depth: 0 }),
  )
  const { transitions, state } = runSteps(rule('flapping: { changes: 4, in: 1h, hold: 10m }'), [
    ...withTicks([...said.slice(0, 7), ...calm], 1_300),
  ])
  expect(
    transitions.slice(-2).map(({ kind, at }) => [kind, at - (transitions[0]?.at ?? 0)]),
  ).toEqual([
    ['raised', 360_000],
    ['cleared', 1_020_000],
  ])
  expect(state?.flips?.length).toBe(4)
})
