import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { instant, seconds } from '../../../core/time.ts'
import { Cleanups } from '../../../runtime/cleanups.ts'
import { VirtualClock } from '../../support/clocks.ts'

const limit = seconds(30)
const never = new Promise<void>(() => {})

/** How a step behaves. */
const behaviours = ['ends', 'ends later', 'throws', 'rejects', 'hangs'] as const
type Behaviour = (typeof behaviours)[number]

function stack() {
  const clock = new VirtualClock(instant(0))
  const ran: string[] = []
  const told: string[] = []
  const failed = (name: string, { message }: Error) => told.push(`${name}: ${message}`)
  const cleanups = new Cleanups({ clock, limit, failed })
  const add = (name: string, behaviour: Behaviour) =>
    cleanups.add(name, () => {
      ran.push(name)
      if (behaviour === 'ends') return undefined
      if (behaviour === 'throws') throw new Error('broken')
      if (behaviour === 'rejects') return Promise.reject(new Error('broken'))
      if (behaviour === 'ends later') return new Promise((resolve) => setImmediate(resolve))
      setImmediate(() => clock.advance(limit))
      return never
    })
  return { clock, ran, told, cleanups, add }
}

const messagesOf = (error: unknown): readonly string[] =>
  error instanceof AggregateError
    ? error.errors.map((one: unknown) => (one instanceof Error ? one.message : ''))
    : []

describe('what has to be undone', () => {
  test('is undone in reverse and wholly, and each failure is told by its name', async () => {
    const steps = fc.array(fc.constantFrom(...behaviours), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { clock, ran, told, cleanups, add } = stack()
        for (const [index, behaviour] of all.entries()) add(`step ${index}`, behaviour)
        const failure: unknown = await cleanups.run().catch((error: unknown) => error)
        const reversed = all
          .map((behaviour, index) => ({ name: `step ${index}`, behaviour }))
          .reverse()
        expect(ran).toEqual(reversed.map(({ name }) => name))
        const failed = reversed.flatMap(({ name, behaviour }) => {
          if (behaviour === 'hangs') return [`${name}: not ended after 30 s`]
          return behaviour === 'throws' || behaviour === 'rejects' ? [`${name}: broken`] : []
        })
        expect(messagesOf(failure)).toEqual(failed)
        expect(told).toEqual(failed)
        if (failed.length === 0) expect(failure).toBeUndefined()
        else expect(failure).toHaveProperty('message', failed.join('; '))
        expect(clock.sleepers).toBe(0)
      }),
    )
  })

  test('is undone once, whoever asks meanwhile waits for the same end', async () => {
    const { ran, cleanups, add } = stack()
    add('a', 'ends later')
    add('b', 'rejects')
    const both = await Promise.allSettled([cleanups.run(), cleanups.run()])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await cleanups.run()
    expect(ran).toEqual(['b', 'a'])
  })

  test('takes what comes while it is undone', async () => {
    const { ran, cleanups, add } = stack()
    cleanups.add('opens', () => add('late', 'ends'))
    await cleanups.run()
    expect(ran).toEqual(['late'])
  })

  test('holds what is disposed of, in either way, and hands it back', async () => {
    const { cleanups } = stack()
    const disposed: string[] = []
    const at = { [Symbol.dispose]: () => void disposed.push('at once') }
    const later = {
      [Symbol.asyncDispose]: async () => {
        await new Promise(setImmediate)
        disposed.push('later')
      },
    }
    expect(cleanups.hold('at', at)).toBe(at)
    expect(cleanups.hold('later', later)).toBe(later)
    await cleanups[Symbol.asyncDispose]()
    expect(disposed).toEqual(['later', 'at once'])
  })
})
