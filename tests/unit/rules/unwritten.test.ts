/** Which states wait to be written, and which do not. */
import { expect, test } from 'vitest'

import { Allowance, whereItSaves } from '../../../rules/judging/allowance.ts'
import { Unwritten, type Place } from '../../../rules/judging/unwritten.ts'

const place = (offset: number): Place => ({ offset, tick: undefined, lanes: undefined })

/** A partition of a worker that may hold so much; each batch says the keys that it wrote. */
function partition(records: number, states: number) {
  const durable = new Map<string, unknown>()
  const allowance = new Allowance({ records, states })
  allowance.own([0])
  const unwritten = new Unwritten(allowance.of(0))
  unwritten.over({ get: (key) => durable.get(key), entries: () => durable })
  return (from: number, end: number, ...keys: readonly string[]): readonly string[] => {
    const { state } = unwritten.settle(new Map(keys.map((key) => [key, {}])), {
      mustWrite: () => false,
      begin: place(from),
      end: place(end),
    })
    for (const { key, value } of state) durable.set(key, value)
    unwritten.settled()
    return state.map(({ key }) => key).filter((key) => !key.startsWith('~'))
  }
}

test('those that wait first keep their places, and the others are written with their batch', () => {
  const batch = partition(100, 2)
  expect(batch(0, 10, 'r/a', 'r/b', 'r/c')).toEqual(['r/c'])
  expect(batch(10, 20, 'r/a', 'r/c')).toEqual(['r/c'])
  expect(batch(20, 30, 'r/b', 'r/d')).toEqual(['r/d'])
})

test('they are written when so many records have passed since they changed first', () => {
  const batch = partition(100, 10)
  expect(batch(0, 10, 'r/a')).toEqual([])
  expect(batch(10, 20, 'r/b')).toEqual([])
  expect(batch(20, 100, 'r/a')).toEqual([])
  expect(batch(100, 101)).toEqual(['r/a'])
  expect(batch(101, 110)).toEqual([])
  expect(batch(110, 111)).toEqual(['r/b'])
})

test('what changes seldom does not wait in vain', () => {
  const batch = partition(100, 10)
  expect(batch(0, 1, 'r/often', 'r/seldom')).toEqual([])
  // Written now, both of them.
  expect(batch(100, 101)).toEqual(['r/often', 'r/seldom'])
  expect(batch(130, 131, 'r/often')).toEqual([])
  expect(batch(160, 161, 'r/seldom')).toEqual(['r/seldom'])
})

test('what a batch of more records than may wait changes is written with it', () => {
  const batch = partition(100, 10)
  expect(batch(0, 101, 'r/a')).toEqual(['r/a'])
})

test('nothing waits in a partition of more devices than the records that may wait', () => {
  const allowance = new Allowance({ records: 100, states: 10 })
  allowance.own([0])
  let devices = 100
  const allowed = whereItSaves(allowance.of(0), () => devices)
  expect(allowed.most()).toEqual({ records: 100, states: 10 })
  devices = 101
  expect(allowed.most()).toEqual({ records: 0, states: 0 })
  devices = 40
  allowance.own([0, 1])
  expect(allowed.most()).toEqual({ records: 50, states: 5 })
  devices = 60
  expect(allowed.most()).toEqual({ records: 0, states: 0 })
})
