import { describe, expect, it } from 'vitest'

import { ReceiptClock } from '../../../broker/edge/receipt-clock.ts'
import { instant, type Clock } from '../../../core/time.ts'
import { VirtualClock } from '../../support/clocks.ts'

const hour = 3_600_000

describe('the clock of receipts', () => {
  it('takes no slewing for a step, however long it goes on', () => {
    const clock = new VirtualClock(instant(0))
    const receipts = new ReceiptClock(clock)
    const steps: number[] = []
    for (let second = 0; second < 24 * 3_600; second++) {
      clock.advance(1_000)
      // 500 ppm: half a millisecond a second.
      clock.step(second % 2 === 0 ? -1 : 0)
      steps.push(receipts.look().stepped)
    }
    expect(new Set(steps)).toEqual(new Set([0]))
    expect(receipts.look().at).toBe(clock.now())
  })

  it('waits for what the clock goes back by below the threshold, and no longer', () => {
    const clock = new VirtualClock(instant(10_000))
    const receipts = new ReceiptClock(clock)
    expect(receipts.look()).toEqual({ at: 10_000, stepped: 0 })
    clock.step(-300)
    expect(receipts.look()).toEqual({ at: 10_000, stepped: 0 })
    clock.advance(299)
    expect(receipts.look()).toEqual({ at: 10_000, stepped: 0 })
    clock.advance(2)
    expect(receipts.look()).toEqual({ at: 10_001, stepped: 0 })
  })

  it('takes many small steps back for the one large one they are', () => {
    const clock = new VirtualClock(instant(10_000))
    const receipts = new ReceiptClock(clock)
    receipts.look()
    clock.step(-400)
    expect(receipts.look()).toEqual({ at: 10_000, stepped: 0 })
    clock.step(-400)
    expect(receipts.look()).toEqual({ at: 9_200, stepped: -800 })
    clock.step(-400)
    expect(receipts.look()).toEqual({ at: 9_200, stepped: 0 })
  })

  it('is at the hour of the host at once after a step ahead', () => {
    const clock = new VirtualClock(instant(0))
    const receipts = new ReceiptClock(clock)
    receipts.look()
    clock.step(hour)
    expect(receipts.look()).toEqual({ at: hour, stepped: hour })
    clock.step(-hour)
    expect(receipts.look()).toEqual({ at: 0, stepped: -hour })
  })

  it('sees a step before anything was received', () => {
    const clock = new VirtualClock(instant(0))
    const receipts = new ReceiptClock(clock)
    clock.step(8 * hour)
    expect(receipts.look()).toEqual({ at: 8 * hour, stepped: 8 * hour })
  })

  it('reads both clocks again when the process was held up between them', () => {
    let [real, stalls] = [0, 1]
    const clock: Clock = {
      now: () => instant(real),
      elapsed: () => {
        if (stalls-- === 0) real += 5_000
        return real
      },
      sleep: () => Promise.resolve(),
    }
    const receipts = new ReceiptClock(clock)
    const looks = Array.from({ length: 6 }, () => {
      stalls = 1
      return receipts.look()
    })
    expect(looks.map(({ stepped }) => stepped)).toEqual([0, 0, 0, 0, 0, 0])
    expect(looks.at(-1)?.at).toBe(35_000)
  })
})
