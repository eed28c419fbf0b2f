import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Frame } from '../../../core/sl651/frame.ts'
import { FrameReader } from '../../../core/sl651/framing.ts'
import { readMessage } from '../../../core/sl651/message.ts'
import { saidIn } from '../../../core/sl651/said.ts'
import { instant, minutes } from '../../../core/time.ts'
import { hydrologicalFrames } from '../../../simulators/protocol/sl651-bytes.ts'
import { sl651Voice } from '../../../simulators/protocol/sl651-voice.ts'

const station = { address: '0012345678', password: 'A1B2' }
const thousandth = (least: number) =>
  fc.integer({ min: least, max: 99_999 }).map((value) => value / 1_000)
const tenth = fc.integer({ min: 0, max: 9_999 }).map((value) => value / 10)
const item = fc.record({
  t: fc
    .integer({ min: Date.UTC(2026, 0) / minutes(1), max: Date.UTC(2027, 0) / minutes(1) })
    .map((minute) => instant(minute * minutes(1))),
  seq: fc.nat(200_000),
  m: fc.record({
    ...{ stage: thousandth(-9_999), rain: tenth, rainTotal: tenth, discharge: thousandth(-9_999) },
    ...{ supplyVoltage: fc.constant(12.5), battery: tenth },
  }),
})

const framesIn = (bytes: Uint8Array): readonly Frame[] =>
  new FrameReader().push(bytes).flatMap((one) => (one.type === 'frame' ? [one] : []))

test('what a station is told to say stands in its frames, in any number of packets, but for what has no element', () => {
  fc.assert(
    fc.property(item, fc.integer({ min: 1, max: 9 }), (said, packets) => {
      const frames = hydrologicalFrames(said, station, packets)
      const found = framesIn(Buffer.concat(frames.map(({ bytes }) => bytes)))
      expect(found).toHaveLength(frames.length)
      expect(framesIn(frames[0]?.asked ?? Buffer.alloc(0))).toMatchObject([{ ending: 'etx' }])
      const body = readMessage(found)
      if ('fault' in body) throw new Error(body.fault)
      const all = saidIn(body, 'hex', station.address)
      if ('why' in all) throw new Error(all.why)
      expect(all.every(({ at }) => at === said.t)).toBe(true)
      const { stage, rain, rainTotal, discharge, supplyVoltage } = said.m
      expect(Object.fromEntries(all.map(({ word, figure }) => [word, figure]))).toEqual({
        ...{ Z: stage, P1: rain, PT: rainTotal, Q: discharge, VT: supplyVoltage },
      })
    }),
  )
  expect(hydrologicalFrames({ t: instant(0), seq: 1, m: { battery: 90 } }, station, 2)).toEqual([])
})

test('a frame that is changed on the way is none', () => {
  fc.assert(
    fc.property(item, fc.nat(2_000), (said, at) => {
      const voice = sl651Voice(station)
      for (const { bytes } of voice.framesOf(said, 1))
        expect(framesIn(voice.corrupted(bytes, at))).toEqual([])
    }),
  )
})
