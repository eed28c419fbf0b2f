import { describe, expect, test } from 'vitest'

import { contentOf } from '../../../core/content.ts'
import type { Reading } from '../../../core/reading.ts'
import { normalise } from '../../../ingest/normalise.ts'
import { alone, at, devices, frame, limits, run, State } from '../../support/normalise-stage.ts'

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
      frame({ id: 'DC1', result: 'done' }, { channel: 'reply' }),
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
