import { describe, expect, test } from 'vitest'

import { contentOf } from '../../core/content.ts'
import type { DeadLetter } from '../../core/dead-letter.ts'
import type { Device } from '../../core/device.ts'
import type { Frame, Tick } from '../../core/frame.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { PartitionState, StateChange } from '../../core/log.ts'
import type { Reading } from '../../core/reading.ts'
import type { RegisteredDevice } from '../../core/registry.ts'
import { instant } from '../../core/time.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import { accountingFrom, isBalanced } from '../../ingest/accounting.ts'
import { ingestConfigSchema } from '../../ingest/config.ts'
import { normalise } from '../../ingest/normalise.ts'

const limits = ingestConfigSchema.parse({})
const at = instant(Date.UTC(2026, 2, 15, 0, 30))

const registered = (id: string, rest: Partial<Device> = {}): [string, RegisteredDevice] => [
  id,
  {
    revision: 1,
    device: {
      id: id as DeviceId,
      kind: 'water',
      site: 'road',
      longitude: 120,
      latitude: 30,
      period: 60,
      active: true,
      ...rest,
    },
  },
]

const devices = new Map([
  registered('wl-1'),
  registered('off', { active: false }),
  registered('gw', { kind: 'gateway', site: 'cabinet' }),
  registered('child', { gateway: 'gw' as DeviceId }),
  registered('idle-child', { gateway: 'gw' as DeviceId, active: false }),
])

const frame = (body: unknown, rest: Partial<Omit<Frame, 'source'>> & { source?: string } = {}) => ({
  type: 'frame' as const,
  channel: 'telemetry' as const,
  topic: 'ub/v1/wl-1/telemetry',
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  receivedAt: at,
  retained: false,
  ...rest,
  source: (rest.source ?? 'wl-1') as DeviceId,
})

class State implements PartitionState {
  readonly #values = new Map<string, unknown>()
  get(key: string): unknown {
    return this.#values.get(key)
  }
  entries(prefix: string) {
    return [...this.#values]
      .filter(([key]) => key.startsWith(prefix))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
  }
  apply(changes: readonly StateChange[] = []): void {
    for (const { key, value } of changes) this.#values.set(key, value)
  }
}

const alone = { partition: 2, partitions: 1 }

function run(frames: readonly (Frame | Tick)[], state = new State(), from = 0) {
  const records = frames.map((value, index) => ({ partition: 2, offset: from + index, value }))
  const effects = normalise({ ...alone, records, state }, devices, limits)
  state.apply(effects.state)
  const values = (name: string): readonly unknown[] =>
    effects.append?.filter(({ topic }) => topic.name === name).flatMap((out) => out.values) ?? []
  const accounting = accountingFrom(state.get('accounting'))
  expect(isBalanced(accounting)).toBe(true)
  return {
    readings: values('readings') as readonly ReadingRecord[],
    deadLetters: values('dead-letters') as readonly DeadLetter[],
    accounting,
    state,
  }
}

describe('outcomes', () => {
  test('a reading knows its frame, and ticks keep their place among readings', () => {
    const tick = { type: 'tick' as const, at }
    const { readings, accounting } = run([tick, frame({ m: { depth: 1 } }), tick])
    expect(readings).toEqual([
      tick,
      {
        type: 'reading',
        id: expect.stringMatching(`^wl-1@${at}~[0-9a-z]+$`),
        content: expect.any(Number),
        device: 'wl-1',
        observedAt: at,
        receivedAt: at,
        values: { depth: 1 },
        timing: 'live',
        frame: '2:1',
      },
      tick,
    ])
    expect(accounting).toEqual({
      frames: 1,
      redriven: 0,
      items: 1,
      readings: 1,
      parts: 0,
      corrections: 0,
      duplicates: 0,
      deadLetters: 0,
      statuses: 0,
    })
  })

  test('what a device decides itself is telemetry; status and reply are statuses', () => {
    const { readings, accounting } = run([
      frame({ m: { coverOpen: true } }, { channel: 'event' }),
      frame('offline', { channel: 'status', retained: true }),
      frame('whatever', { channel: 'reply' }),
    ])
    expect(readings).toMatchObject([
      { type: 'reading', values: { coverOpen: 1 } },
      { type: 'status', device: 'wl-1', online: false, at },
    ])
    expect(accounting).toMatchObject({ frames: 3, items: 3, readings: 1, statuses: 2 })
  })

  test.each([
    ['refused by the broker', frame('x', { refused: 'rate-limited' }), 'rate-limited'],
    ['of nobody', frame({ m: { depth: 1 } }, { source: 'nobody' }), 'unknown-device'],
    [
      'of a device out of service',
      frame({ m: { depth: 1 } }, { source: 'off' }),
      'inactive-device',
    ],
    ['status that is none', frame('maybe', { channel: 'status' }), 'invalid-payload'],
    ['not JSON', frame('\u0000\u0001'), 'unparsable'],
    ['empty array', frame([]), 'invalid-payload'],
    ['for a stranger', frame({ device: 'child', m: { depth: 1 } }), 'not-your-device'],
  ])('a frame %s is one dead letter with its bytes', (_, hostile, reason) => {
    const { readings, deadLetters, accounting } = run([hostile])
    expect(readings).toEqual([])
    expect(deadLetters).toMatchObject([{ reason, source: hostile.source, frame: '2:0' }])
    expect(Buffer.from(deadLetters[0]?.body ?? '', 'base64')).toEqual(hostile.body)
    expect(accounting).toMatchObject({ frames: 1, items: 1, deadLetters: 1 })
  })

  test('a gateway speaks for its children only, item by item', () => {
    const items = [
      { device: 'child', m: { depth: 1 } },
      { device: 'gw', m: { battery: 90 } },
      { device: 'wl-1', m: { depth: 2 } },
      { device: 'stranger', m: { depth: 3 } },
      { device: 'idle-child', m: { depth: 4 } },
      { device: 'child', m: { depth: 'x' } },
    ]
    const { readings, deadLetters } = run([frame(items, { source: 'gw' })])
    expect(readings).toMatchObject([{ device: 'child' }, { device: 'gw' }])
    expect(deadLetters).toMatchObject([
      { reason: 'not-your-device', device: 'wl-1', source: 'gw' },
      { reason: 'unknown-device', device: 'stranger' },
      { reason: 'inactive-device', device: 'idle-child' },
      { reason: 'invalid-payload', device: 'child' },
    ])
    const kept = deadLetters.map(({ body }) => JSON.parse(Buffer.from(body, 'base64').toString()))
    expect(kept).toEqual(items.slice(2))
  })

  test('a dead letter keeps at most 64 KiB', () => {
    const { deadLetters } = run([frame('x'.repeat(100_000))])
    expect(Buffer.from(deadLetters[0]?.body ?? '', 'base64')).toHaveLength(65_536)
  })

  test('an item nested too deeply to be written again keeps its whole frame', () => {
    const deep = `[${'['.repeat(30_000)}${']'.repeat(30_000)}]`
    const { deadLetters } = run([frame(deep)])
    expect(deadLetters).toMatchObject([{ reason: 'invalid-payload' }])
    const kept = Buffer.from(deadLetters[0]?.body ?? '', 'base64').toString()
    expect(deep.includes(kept)).toBe(true)
  })

  test('retained telemetry and what was put back never is live', () => {
    const { readings, accounting } = run([
      frame({ t: at, m: { depth: 1 } }, { retained: true }),
      frame({ t: at + 1, m: { depth: 1 } }, { redriveOf: 0 }),
    ])
    expect(readings).toMatchObject([{ timing: 'late' }, { timing: 'late' }])
    expect(accounting).toMatchObject({ frames: 2, redriven: 1 })
  })
})

describe('repeats', () => {
  const said = (t: number, seq?: number) => frame({ t, m: { depth: 1 }, seq })

  test('inside a frame, inside a batch and in a later batch are duplicates', () => {
    const first = run([
      frame([
        { t: at, m: { depth: 1 } },
        { t: at, m: { depth: 1 } },
      ]),
      said(at),
    ])
    expect(first.accounting).toMatchObject({ readings: 1, duplicates: 2 })
    const { accounting } = run([said(at), said(at, 0), said(at, 0), said(at, 1)], first.state)
    expect(accounting).toMatchObject({ readings: 3, duplicates: 4 })
  })

  test('what the state handed out is not changed, and only touched devices are written', () => {
    const { state } = run([said(at)])
    const kept = state.get('repeats/wl-1')
    const copy = structuredClone(kept)
    const records = [{ partition: 2, offset: 9, value: said(at + 1) }]
    const effects = normalise({ ...alone, records, state }, devices, limits)
    expect(kept).toEqual(copy)
    expect(effects.state?.map(({ key }) => key)).toEqual(['repeats/wl-1', 'accounting'])
    const repeated = normalise(
      { ...alone, records: [{ partition: 2, offset: 9, value: said(at) }], state },
      devices,
      limits,
    )
    expect(repeated.state?.map(({ key }) => key)).toEqual(['accounting'])
  })

  test('older than 128 remembered ones is passed on as resent, between them it is told apart', () => {
    const { state } = run(Array.from({ length: 128 }, (_, n) => said(at - 2 * n)))
    const { readings, accounting } = run(
      [said(at - 1), said(at - 2), said(at - 1_000), said(at - 1_000)],
      state,
    )
    expect(readings).toMatchObject([{ timing: 'live' }, { timing: 'resent' }, { timing: 'resent' }])
    expect(accounting).toMatchObject({ readings: 131, duplicates: 1 })
  })

  test('where there are several partitions, a tick says which one it came through', () => {
    const { append } = normalise(
      {
        partition: 2,
        partitions: 3,
        records: [{ partition: 2, offset: 0, value: { type: 'tick', at } }],
        state: new State(),
      },
      devices,
      limits,
    )
    expect(append?.[0]?.values).toEqual([
      { type: 'tick', at, lane: { partition: 2, partitions: 3 } },
    ])
  })

  test('ticks alone write no state', () => {
    const effects = normalise(
      {
        ...alone,
        records: [{ partition: 2, offset: 0, value: { type: 'tick', at } }],
        state: new State(),
      },
      devices,
      limits,
    )
    expect(effects.state).toEqual([])
  })

  test('a reading from before an unusual one keeps its identity', () => {
    const { readings } = run([said(at + 120_000, 1), said(at, 2)])
    const content = contentOf({ depth: 1 }).toString(36)
    const ids = (readings as readonly Reading[]).map(({ id, timing }) => [id, timing])
    expect(ids).toEqual([
      [`wl-1@${at + 120_000}#1~${content}`, 'clamped'],
      [`wl-1@${at}#2~${content}`, 'live'],
    ])
  })
})

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
