import { Duplex } from 'node:stream'

import { describe, expect, it } from 'vitest'

import { Backpressure, Gate } from '../../../broker/edge/gate.ts'
import { Session } from '../../../broker/sessions/session.ts'
import { TokenBucket } from '../../../core/token-bucket.ts'
import { instant } from '../../../core/time.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { deviceId } from '../../support/mqtt-broker.ts'

function setup() {
  const clock = new VirtualClock(instant(10_000))
  const stopped = new AbortController()
  const gate = new Gate(
    new Duplex({ read() {} }),
    { maxPacketBytes: 1_000, maxInflight: 1 },
    new Backpressure(() => false),
    () => {},
  )
  const session = new Session(
    { kind: 'provisioned', name: deviceId('d') },
    { gate, bucket: new TokenBucket(1, 1, clock.elapsed()), clock, signal: stopped.signal },
  )
  const went: number[] = []
  for (const n of [1, 2, 3]) session.slowDown(n * 100, () => went.push(n))
  const turn = () => new Promise(setImmediate)
  return { clock, stopped, session, went, turn }
}

describe('a session that is slowed down', () => {
  it('goes on in order and in time', async () => {
    const { clock, session, went, turn } = setup()
    clock.advance(99)
    await turn()
    expect(went).toEqual([])
    clock.advance(1)
    await turn()
    expect(went).toEqual([1])
    clock.advance(1_000)
    await turn()
    expect(went).toEqual([1, 2, 3])
    expect(session.slowed).toBe(false)
  })

  it('goes on in time when the clock is set back or ahead', async () => {
    const { clock, went, turn } = setup()
    clock.advance(100)
    await turn()
    clock.step(-3_600_000)
    clock.advance(100)
    await turn()
    expect(went).toEqual([1, 2])
    clock.step(7_200_000)
    clock.advance(99)
    await turn()
    expect(went).toEqual([1, 2])
    clock.advance(1)
    await turn()
    expect(went).toEqual([1, 2, 3])
  })

  it('waits for nothing when the broker stops', async () => {
    const { stopped, went, turn } = setup()
    stopped.abort()
    await turn()
    expect(went).toEqual([1, 2, 3])
  })
})
