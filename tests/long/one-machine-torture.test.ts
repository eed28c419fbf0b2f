/**
 * The promise of one machine: whatever befalls the process, its disk and its stores, nothing that was acknowledged is lost
 * or twice, and what cannot be mended is refused by name. Every kind of ordeal once; `npm run bench -- torture --one-machine`
 * is the long form.
 */
import { expect, test } from 'vitest'

import { oneMachineTorture } from '../support/one-machine-torture.ts'
import { kindsOfOrdeals } from '../support/ordeals.ts'

test(
  'one machine killed, filled up, read-only, its stores lost and damaged: every list of faults is empty',
  { timeout: 1_200_000 },
  async () => {
    const { faults, befell, ...figures } = await oneMachineTorture({
      rounds: kindsOfOrdeals,
      seed: 20_261_128,
      rate: 80,
      gauges: 12,
      covers: 16,
      mebibytes: 256,
      // What is kept is looked at when the series were lost, and at the end.
      lookEvery: Infinity,
      strangers: { feeds: 10, subscribers: 15, slowBodies: 5 },
      progress: (line) => process.stdout.write(`one-machine-torture: ${line}\n`),
    })
    process.stdout.write(`one-machine-torture: ${JSON.stringify(figures)}\n`)
    expect(faults).toEqual({
      lost: [],
      foreign: [],
      duplicates: { stored: [], topic: [], transitions: [], alarms: [], cases: [] },
      alarms: { missing: [], surplus: [] },
      cases: { missing: [], surplus: [] },
      chains: [],
      deaths: [],
      refusals: [],
      room: [],
      green: [],
      between: [],
      balanced: true,
    })
    expect(Object.values(befell).reduce((sum, count) => sum + count, 0)).toBe(kindsOfOrdeals)
    expect(figures.strangers.subscribers).toBeGreaterThan(0)
  },
)
