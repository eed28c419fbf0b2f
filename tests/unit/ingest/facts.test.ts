import { describe, expect, test } from 'vitest'

import type { DeadLetter } from '../../../core/dead-letter.ts'
import { instant } from '../../../core/time.ts'
import type { ReadingRecord } from '../../../core/topics.ts'
import { at, frame, run, State } from '../../support/normalise-stage.ts'

describe('facts of one instant', () => {
  const event = { m: { coverOpen: true } }
  const report = { m: { battery: 90, tilt: 2 } }
  const measured = (readings: readonly ReadingRecord[]) =>
    readings.flatMap((record) => (record.type === 'reading' ? [record] : []))
  const idsOf = (readings: readonly ReadingRecord[]) => measured(readings).map(({ id }) => id)

  test('an event in the second of a report is a part beside it, both are live', () => {
    const { readings, accounting } = run([
      frame({ t: at, ...report }),
      frame({ t: at, ...event }, { channel: 'event' }),
    ])
    expect(readings).toMatchObject([
      { values: { tilt: 2 }, timing: 'live' },
      { values: { coverOpen: 1 }, timing: 'live', beside: 'part' },
    ])
    expect(readings[0]).not.toHaveProperty('beside')
    expect(new Set(idsOf(readings)).size).toBe(2)
    expect(accounting).toMatchObject({ readings: 2, parts: 1, corrections: 0, duplicates: 0 })
  })

  test('the same quantity said again with an event is a part, with another value a correction', () => {
    const { readings, accounting } = run([
      frame({ t: at, seq: 1, m: { battery: 90, tilt: 2 } }),
      frame({ t: at, seq: 1, m: { battery: 90, coverOpen: true } }),
      frame({ t: at, seq: 1, m: { tilt: 40 } }),
      frame({ t: at, seq: 1, m: { tilt: 40 }, q: { tilt: 'D' } }),
      frame({ t: at, seq: 1, m: { tilt: 40 }, q: { tilt: 'N' } }),
    ])
    expect(measured(readings).map(({ beside }) => beside)).toEqual([
      undefined,
      'part',
      'correction',
      'correction',
    ])
    expect(accounting).toMatchObject({ readings: 4, parts: 1, corrections: 2, duplicates: 1 })
  })

  test('without an instant two frames and two items are never one, and the log read again says the same', () => {
    const frames = [frame(report), frame(event), frame(event), frame([event, event])]
    const { readings, accounting, state } = run(frames)
    expect(accounting).toMatchObject({ readings: 5, duplicates: 0 })
    expect(new Set(idsOf(readings)).size).toBe(5)
    expect(idsOf(run(frames).readings)).toEqual(idsOf(readings))
    expect(run(frames, state).accounting).toMatchObject({ readings: 5, duplicates: 5 })
    expect(measured(readings).map(({ beside }) => beside)).toEqual([
      undefined,
      'part',
      'part',
      'part',
      'part',
    ])
  })

  test('behind 128 readings from a clock far ahead, what has no instant still stands beside what it may meet', () => {
    const ahead = Array.from({ length: 128 }, (_, index) =>
      frame({ t: at + 86_400_000 + index, m: { tilt: 2 } }),
    )
    const { readings } = run([...ahead, frame(report), frame(event)])
    expect(measured(readings).slice(128)).toMatchObject([
      { values: { tilt: 2 }, timing: 'live', beside: 'part' },
      { values: { coverOpen: 1 }, timing: 'live', beside: 'part' },
    ])
  })

  test('a letter without an instant that is put back twice is one reading, two letters are two', () => {
    const { accounting, readings } = run([
      frame(event, { redriveOf: 4 }),
      frame(event, { redriveOf: 4 }),
      frame(event, { redriveOf: 5 }),
    ])
    expect(accounting).toMatchObject({ readings: 2, duplicates: 1 })
    expect(readings).toMatchObject([{ timing: 'late' }, { timing: 'late', beside: 'part' }])
  })

  test.each([
    ['milliseconds', (t: number) => t],
    ['nanoseconds', (t: number) => t * 1e6],
  ])('a batch of a clock ahead in %s stays as many readings, and is known again', (_, said) => {
    const batch = Array.from({ length: 10 }, (_each, n) => ({
      t: said(at + 300_000 + n * 1_000),
      m: { depth: 10 + n },
    }))
    const { readings, accounting, state } = run([frame(batch)])
    expect(accounting).toMatchObject({ readings: 10, duplicates: 0 })
    for (const [n, reading] of measured(readings).entries()) {
      expect(reading).toMatchObject({
        observedAt: at,
        claimedAt: at + 300_000 + n * 1_000,
        timing: 'clamped',
        quality: { depth: 'future' },
      })
    }
    const later = run([frame(batch, { receivedAt: instant(at + 600_000) })], state)
    expect(later.accounting).toMatchObject({ readings: 10, duplicates: 10 })
  })

  test('128 readings of a clock ahead, or of ours, do not make later ones look old', () => {
    const ahead = Array.from({ length: 200 }, (_, n) => ({ t: at + 9e9 + n, m: { depth: 1 } }))
    const undated = Array.from({ length: 200 }, () => ({ m: { depth: 1 } }))
    const host = instant(at + 8e9)
    const { state } = run([
      frame({ t: at - 1_000, m: { depth: 1 } }),
      frame(ahead),
      frame(undated, { receivedAt: host }),
    ])
    const { readings } = run([frame({ t: at, ...event }), frame(event)], state, 50)
    expect(readings).toMatchObject([{ timing: 'live' }, { timing: 'live' }])
  })

  test('what an older version remembered is a repeat of the same instant and sequence', () => {
    const state = new State()
    const before = Buffer.from([1, ...base128(at), 0])
    state.apply([{ key: 'repeats/wl-1', value: new Uint8Array(before) }])
    const { accounting, readings } = run(
      [frame({ t: at, ...report }), frame(event), frame({ t: at + 1, ...report })],
      state,
    )
    expect(accounting).toMatchObject({ readings: 2, duplicates: 1 })
    expect(measured(readings).map(({ timing }) => timing)).toEqual(['live', 'live'])
  })

  const base128 = (value: number): readonly number[] =>
    value < 128 ? [value] : [(value % 128) | 128, ...base128(Math.floor(value / 128))]
})

describe('refused items', () => {
  const put = (letters: readonly DeadLetter[]) =>
    letters.map(({ body }) => JSON.parse(Buffer.from(body, 'base64').toString()) as unknown)

  test('a frame of many makes few letters, and every item can be put back', () => {
    const bad = Array.from({ length: 9_000 }, (_, n) => ({ n, m: {} }))
    const { deadLetters, accounting } = run([frame([{ t: at, m: { depth: 1 } }, ...bad])])
    expect(accounting).toMatchObject({ items: 9_001, readings: 1, deadLetters: 9_000 })
    expect(deadLetters.length).toBeLessThan(110)
    expect(put(deadLetters).flat()).toEqual(bad)
    for (const { body } of deadLetters) {
      expect(Buffer.from(body, 'base64').length).toBeLessThanOrEqual(65_536)
    }
    expect(deadLetters.at(-1)).toMatchObject({ reason: 'no-quantity', source: 'wl-1' })
    const again = run(
      deadLetters.map((letter) =>
        frame(Buffer.from(letter.body, 'base64').toString(), { redriveOf: 0 }),
      ),
    )
    expect(again.accounting).toMatchObject({ items: 9_000, deadLetters: 9_000 })
  })

  test('gathered letters keep the device they mean, also where there are too many of them', () => {
    const items = Array.from({ length: 1_000 }, (_, n) => ({
      device: `x-${n % 300}`,
      m: { depth: 1 },
    }))
    const { deadLetters, accounting } = run([frame(items, { source: 'gw' })])
    expect(accounting).toMatchObject({ items: 1_000, deadLetters: 1_000 })
    expect(deadLetters.length).toBeLessThanOrEqual(201)
    expect(put(deadLetters).flat()).toHaveLength(1_000)
    expect(deadLetters.every(({ device }) => device?.startsWith('x-'))).toBe(true)
  })

  test('an array too long, or too long for a letter, is cut into arrays that can be put back', () => {
    const many = Array.from({ length: 12_000 }, (_, n) => ({ t: at - n, m: { depth: 1 } }))
    const { deadLetters, accounting } = run([
      frame(many),
      frame(many.slice(0, 5_000), { source: 'off' }),
    ])
    expect(accounting).toMatchObject({ frames: 2, items: 17_000, deadLetters: 17_000 })
    const of = (reason: string) => deadLetters.filter((letter) => letter.reason === reason)
    expect(put(of('too-many-readings')).flat()).toEqual(many)
    expect(put(of('inactive-device')).flat()).toEqual(many.slice(0, 5_000))
    const again = run(
      of('too-many-readings').map((letter) =>
        frame(Buffer.from(letter.body, 'base64').toString(), { redriveOf: 0 }),
      ),
    )
    expect(again.accounting).toMatchObject({ readings: 12_000, deadLetters: 0 })
  })

  test('an empty status is counted and says nothing', () => {
    const { readings, accounting } = run([frame('', { channel: 'status', retained: true })])
    expect(readings).toEqual([])
    expect(accounting).toMatchObject({ items: 1, statuses: 1 })
  })
})
