/** A device whose clock is right stays live however the host's clock is set, and what is old stays late. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { instant } from '../../core/time.ts'
import { at as start, frame, run, State } from '../support/normalise-stage.ts'

const hour = 3_600_000

/** The host's clock is set by so much, so long after the last time; meanwhile devices speak so often. */
const steps = fc.array(
  fc.record({
    after: fc.integer({ min: 1_000, max: 5 * hour }),
    by: fc.oneof(
      fc.integer({ min: -30 * hour, max: 30 * hour }),
      fc.integer({ min: -200_000, max: 200_000 }),
    ),
    readings: fc.array(fc.integer({ min: 0, max: 50_000 }), { maxLength: 3 }),
  }),
  { maxLength: 7 },
)

test('however the clock is set, a device that is right is live at its own instant', () => {
  fc.assert(
    fc.property(steps, fc.array(fc.boolean(), { maxLength: 8 }), (all, cuts) => {
      const records = []
      let [now, ahead, sent] = [Number(start), 0, 0]
      // It agreed with the clock as it was at first.
      records.push(frame({ t: now, seq: sent, m: { depth: 1 } }, { receivedAt: instant(now) }))
      for (const { after, by, readings } of all) {
        now += after
        ahead += by
        records.push({ type: 'tick' as const, at: instant(now + ahead), stepped: by })
        for (const lag of readings) {
          now += lag
          sent += 1
          records.push(
            frame(
              { t: now - lag, seq: sent, m: { depth: 1 } },
              { receivedAt: instant(now + ahead) },
            ),
          )
        }
      }
      const state = new State()
      const readings = []
      for (let from = 0, cut = 0; from < records.length; cut += 1) {
        const to = cuts[cut] === true ? from + 1 : cuts[cut] === false ? from + 3 : records.length
        readings.push(...run(records.slice(from, to), state, from).readings)
        from = to
      }
      const said = readings.filter((one) => one.type === 'reading')
      expect(said).toHaveLength(sent + 1)
      for (const reading of said) {
        expect(reading.timing).toBe('live')
        expect(reading.claimedAt).toBeUndefined()
        expect(reading.id).toContain(`@${reading.observedAt}#`)
      }
    }),
    { numRuns: 2_000 },
  )
})

const step = (by: number, at: number) => ({ type: 'tick' as const, at: instant(at), stepped: by })
const said = (t: number, receivedAt: number) =>
  frame({ t, m: { depth: 1 } }, { receivedAt: instant(receivedAt) })
const timings = (records: Parameters<typeof run>[0], state = new State()) =>
  run(records, state).readings.flatMap((one) => (one.type === 'reading' ? [one.timing] : []))

test('what a device queued stays late, before the clock was set and behind it', () => {
  const state = new State()
  expect(timings([said(start, start), said(start - 2 * hour, start + 1_000)], state)).toEqual([
    'live',
    'late',
  ])
  const set = start + 2_000
  const behind = [
    step(2 * hour, set + 2 * hour),
    said(set, set + 2 * hour),
    said(set - 2 * hour, set + 1_000 + 2 * hour),
    said(set - 4 * hour, set + 2_000 + 2 * hour),
  ]
  expect(timings(behind, state)).toEqual(['live', 'late', 'late'])
})

test('a device that is set along with our clock, or that never agreed with it, goes by the present one', () => {
  const wrong = 600_000
  const records = [
    said(start + wrong, start),
    step(wrong, start + wrong),
    said(start + 1_000 + wrong, start + 1_000 + wrong),
    said(start + 2_000, start + 2_000 + wrong),
    step(-wrong, start + 3_000),
    said(start + 4_000 + 24 * hour, start + 4_000),
  ]
  expect(timings(records)).toEqual(['clamped', 'live', 'live', 'clamped'])
})

test('two days after the clock was set nobody is taken for a device that has not been heard since', () => {
  const days = 48 * hour
  const records = [
    step(-120_000, start),
    said(start + 1_000 + 120_000 + days, start + 1_000 + days),
  ]
  expect(timings(records)).toEqual(['clamped'])
  expect(timings([step(-120_000, start), said(start + 121_000, start + 1_000)])).toEqual(['live'])
})
