import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { concentrations } from '../../../core/hj212/factors.ts'
import { FrameReader } from '../../../core/hj212/framing.ts'
import { measuredOf } from '../../../core/hj212/measured.ts'
import { readMessage } from '../../../core/hj212/message.ts'
import { checksumModeOf, checksumModes } from '../../../core/hj212/checksum.ts'
import { instant } from '../../../core/time.ts'
import { corrupted, stationFrames } from '../../../simulators/protocol/hj212-bytes.ts'

const station = fc.record({
  mn: fc.constant('99010201000000000000001'),
  password: fc.constant('123456'),
  mode: fc.constantFrom(...checksumModes),
  concentration: fc.constantFrom(...concentrations),
})
const tenth = fc.integer({ min: 0, max: 9_999 }).map((value) => value / 10)
const said = fc.record({
  t: fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }).map(instant),
  m: fc.record({
    ...{ tsp: tenth, pm10: tenth, laeq: tenth, humidity: tenth, battery: tenth },
    fan: fc.boolean(),
  }),
})

const framesIn = (bytes: Uint8Array) =>
  new FrameReader().push(bytes).flatMap((one) => (one.type === 'frame' ? [one] : []))

test('what a station is told to say stands in its frames, in any number of packets, but for what has no factor', () => {
  fc.assert(
    fc.property(said, station, fc.integer({ min: 1, max: 9 }), ({ t, m }, name, packets) => {
      const frames = stationFrames({ t, m }, name, packets)
      expect(new Set(frames.map(({ qn }) => qn)).size).toBe(frames.length)
      const values: Record<string, number> = {}
      for (const { bytes } of frames) {
        const [frame] = framesIn(bytes)
        expect(checksumModeOf(frame?.segment ?? bytes, frame?.checksum ?? '')).toBeDefined()
        const message = readMessage(Buffer.from(frame?.segment ?? bytes).toString())
        if ('fault' in message) throw new Error(message.field)
        const measured = measuredOf(message, name.concentration)
        if (measured.type !== 'measured') throw new Error(measured.why)
        expect(measured).toMatchObject({ observedAt: t, unknown: [], unusable: [] })
        Object.assign(values, measured.values)
      }
      const { battery: _, fan, ...measured } = m
      expect(values).toEqual({ ...measured, fan: Number(fan) })
    }),
  )
})

test('a frame that is changed on the way has no checksum that fits', () => {
  fc.assert(
    fc.property(said, station, fc.nat(2_000), ({ t, m }, name, at) => {
      for (const { bytes } of stationFrames({ t, m }, name, 1)) {
        const changed = corrupted(bytes, at)
        expect(changed).not.toEqual(bytes)
        for (const { segment, checksum } of framesIn(changed))
          expect(checksumModeOf(segment, checksum)).toBeUndefined()
      }
    }),
  )
})
