/**
 * States that wait in a worker of several partitions: never more than it may hold, nothing is forgotten, and each partition has
 * its part, whichever come and go, whatever is lost on the way.
 */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { StateChange } from '../../core/log.ts'
import { Allowance, type Amount } from '../../rules/judging/allowance.ts'
import { Unwritten, type Place } from '../../rules/judging/unwritten.ts'

const place = (offset: number): Place => ({ offset, tick: undefined, lanes: undefined })

/** A partition of the log with its compacted states, which outlive the workers. */
class Partition {
  readonly durable = new Map<string, unknown>()
  /** As every state would be, were each written at once. */
  readonly latest = new Map<string, unknown>()
  next = 0

  again(): number {
    return (this.durable.get('~again') as Place | undefined)?.offset ?? this.next
  }

  /** Keys whose last change is not written. */
  behind(): readonly string[] {
    return [...this.latest].flatMap(([key, value]) =>
      numberOf(this.durable.get(key)) === numberOf(value) ? [] : [key],
    )
  }

  apply(changes: readonly StateChange[]): void {
    for (const { key, value } of changes)
      if (value === undefined) this.durable.delete(key)
      else this.durable.set(key, value)
  }
}

const numberOf = (value: unknown): unknown => (value as { readonly n: number } | undefined)?.n

/** A worker's part in a partition. */
class Share {
  readonly #partition: Partition
  readonly #unwritten: Unwritten
  /** Whether it wrote what its predecessor did not. */
  settled = false

  constructor(partition: Partition, unwritten: Unwritten) {
    this.#partition = partition
    this.#unwritten = unwritten
    const { durable, latest } = partition
    unwritten.over({ get: (key) => durable.get(key), entries: () => durable })
    const again = partition.behind().map((key) => [key, latest.get(key)] as const)
    unwritten.wait(again, place(partition.again()))
  }

  work({ size, keys, must, lost }: Deed): void {
    const { next, latest } = this.#partition
    const changes = new Map(keys.map((key) => [`r/${key}`, { n: next + size }]))
    const settle = () =>
      this.#unwritten.settle(changes, {
        mustWrite: this.settled ? (key) => must.includes(Number(key.slice(2))) : undefined,
        begin: place(next),
        end: place(next + size),
      })
    if (lost) settle()
    const { state } = settle()
    this.#partition.apply(state)
    this.#unwritten.settled()
    this.#partition.next += size
    this.settled = true
    for (const [key, value] of changes) latest.set(key, value)
    for (const [key, value] of latest) expect(this.#unwritten.get(key)).toMatchObject(value as {})
  }
}

const key = fc.nat(40)
const deed = fc.record({
  partition: fc.nat(3),
  size: fc.integer({ min: 1, max: 40 }),
  keys: fc.uniqueArray(key, { maxLength: 12 }),
  must: fc.array(key, { maxLength: 2 }),
  lost: fc.boolean(),
  /** Which partitions the worker has from then on; mostly as before. */
  owns: fc.option(fc.subarray([0, 1, 2, 3], { minLength: 1 }), { freq: 4 }),
})
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never

const heldIn = (partitions: readonly Partition[]): Amount => ({
  records: partitions.reduce((sum, partition) => sum + partition.next - partition.again(), 0),
  states: partitions.reduce((sum, partition) => sum + partition.behind().length, 0),
})

describe('what waits in a worker', () => {
  test('never passes what it may hold, and each partition has its part', () => {
    let most = 0
    fc.assert(
      fc.property(
        fc.record({ records: fc.nat(300), states: fc.nat(60) }),
        fc.array(deed, { minLength: 20, maxLength: 80 }),
        (bound, deeds) => {
          const allowance = new Allowance(bound)
          const partitions = Array.from({ length: 4 }, () => new Partition())
          const shares = new Map<number, Share>()
          let owned: readonly number[] = [0, 1, 2, 3]
          let worked = new Set<number>()
          for (const each of deeds) {
            if (each.owns !== null) {
              owned = each.owns
              for (const gone of [...shares.keys()]) if (!owned.includes(gone)) shares.delete(gone)
              worked = new Set()
            }
            const index = owned[each.partition % owned.length] ?? 0
            const partition = partitions[index]
            if (partition === undefined) continue
            allowance.own(owned)
            const allowed = allowance.of(index)
            const share = shares.get(index) ?? new Share(partition, new Unwritten(allowed))
            shares.set(index, share)
            share.work(each)
            worked.add(index)
            const held = heldIn([...shares.keys()].flatMap((one) => partitions[one] ?? []))
            expect(held.records).toBeLessThanOrEqual(bound.records)
            expect(held.states).toBeLessThanOrEqual(bound.states)
            most = Math.max(most, held.states)
            if (worked.size < owned.length) continue
            for (const one of owned)
              expect(allowance.of(one).most()).toEqual({
                records: Math.floor(bound.records / owned.length),
                states: Math.floor(bound.states / owned.length),
              })
          }
        },
      ),
      { numRuns: 200 },
    )
    expect(most).toBeGreaterThan(10)
  })
})
