/** What all rules remember of a device is one thing in the log, and a state for each rule to who judges. */
import { describe, expect, test } from 'vitest'

import type { Effects, PartitionState } from '../../../core/log.ts'
import { deviceStates } from '../../../rules/judging/device-states.ts'
import type { RuleState } from '../../../rules/judging/state.ts'
import { Remembered } from '../../../runtime/remembered.ts'

const state = (judged: number): RuleState => ({
  ...{ judged, received: judged, seen: 0, last: null },
  ...{ windows: [], alarm: null, rests: 0 },
})

/** Rules that keep and read, batch by batch, over what a log remembers. */
function rulesOver(log: Remembered) {
  const statesOf = deviceStates()
  return {
    keep: (...states: NonNullable<Effects['state']>) =>
      log.apply(statesOf(log).kept({ state: states }).state),
    get: (key: string) => statesOf(log).get(key),
    all: () => entriesOf(statesOf(log)),
  }
}

const entriesOf = (states: PartitionState, prefix = '') =>
  Object.fromEntries(states.entries(prefix))

describe('what all rules remember of a device', () => {
  test('is one thing in the log, whatever part of it a batch changes', () => {
    const log = new Remembered()
    const rules = rulesOver(log)
    rules.keep(
      { key: 'tilted/d1', value: state(1) },
      { key: '~tick', value: 7 },
      { key: 'open/d1', value: state(2) },
      { key: 'open/d2', value: state(3) },
    )
    expect(entriesOf(log)).toEqual({
      '~device/d1': { rules: 'open tilted', states: [state(2), state(1)] },
      '~device/d2': { rules: 'open', states: [state(3)] },
      '~tick': 7,
    })
    rules.keep({ key: 'tilted/d1', value: state(4) })
    rules.keep({ key: 'flooded/d1', value: state(5) })
    expect(rules.all()).toEqual({
      'flooded/d1': state(5),
      'open/d1': state(2),
      'tilted/d1': state(4),
      'open/d2': state(3),
      '~tick': 7,
    })
    expect(rules.get('tilted/d1')).toEqual(state(4))
    expect(rules.get('tilted/d2')).toBeUndefined()
    expect(entriesOf(log, '~device/d1')).toEqual({
      '~device/d1': { rules: 'flooded open tilted', states: [state(5), state(2), state(4)] },
    })
  })

  test('is forgotten rule by rule, and with the last one', () => {
    const log = new Remembered()
    const rules = rulesOver(log)
    rules.keep({ key: 'open/d1', value: state(1) }, { key: 'tilted/d1', value: state(2) })
    rules.keep({ key: 'open/d1', value: undefined })
    expect(rules.all()).toEqual({ 'tilted/d1': state(2) })
    rules.keep({ key: 'tilted/d1', value: undefined }, { key: 'none/d1', value: undefined })
    expect(entriesOf(log)).toEqual({})
  })

  test('is taken up where a version before kept each state by itself', () => {
    const log = new Remembered()
    log.apply([
      { key: 'open/d1', value: state(1) },
      { key: 'tilted/d1', value: state(2) },
      { key: 'tilted/d2', value: state(3) },
    ])
    const rules = rulesOver(log)
    expect(rules.get('open/d1')).toEqual(state(1))
    const before = rules.all()
    rules.keep({ key: 'tilted/d1', value: state(4) })
    expect(entriesOf(log)).toEqual({
      'tilted/d2': state(3),
      '~device/d1': { rules: 'open tilted', states: [state(1), state(4)] },
    })
    expect(rules.all()).toEqual({ ...before, 'tilted/d1': state(4) })
    rules.keep({ key: 'open/d1', value: undefined })
    expect(rules.get('open/d1')).toBeUndefined()
    expect(rules.get('tilted/d2')).toEqual(state(3))
    expect(rulesOver(log).all()).toEqual({ 'tilted/d1': state(4), 'tilted/d2': state(3) })
  })
})
