/** The host's clock is set back and forth while devices send and the log fails: nothing is lost, and every step is told. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { Intake } from '../../broker/edge/intake.ts'
import type { Frame, Tick } from '../../core/frame.ts'
import type { Topic } from '../../core/log.ts'
import { instant } from '../../core/time.ts'
import { framesTopic } from '../../core/topics.ts'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import { VirtualClock } from '../support/clocks.ts'
import { deviceId } from '../support/mqtt-broker.ts'
import { RecordingObserver } from '../support/recording-observer.ts'

type Action =
  | { readonly kind: 'receive' | 'tick' | 'turn' }
  | { readonly kind: 'advance'; readonly by: number }
  | { readonly kind: 'step'; readonly by: number }
  | { readonly kind: 'log'; readonly away: boolean }

const anyOf = (log: boolean) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Action>({ kind: 'receive' }) },
    { weight: 2, arbitrary: fc.constant<Action>({ kind: 'tick' }) },
    { weight: 3, arbitrary: fc.constant<Action>({ kind: 'turn' }) },
    {
      weight: 3,
      arbitrary: fc.integer({ min: 1, max: 2_000 }).map((by): Action => ({ kind: 'advance', by })),
    },
    {
      weight: 2,
      arbitrary: fc
        .oneof(
          fc.integer({ min: 501, max: 90_000_000 }),
          fc.integer({ min: -90_000_000, max: -501 }),
        )
        .map((by): Action => ({ kind: 'step', by })),
    },
    ...(log
      ? [{ weight: 2, arbitrary: fc.boolean().map((away): Action => ({ kind: 'log', away })) }]
      : []),
  )

class FailingLog extends MemoryLog {
  away = false

  override async append<T>(topic: Topic<T>, values: readonly T[]): Promise<void> {
    if (this.away) throw new Error('away')
    await super.append(topic, values)
  }
}

/** A frame is answered after a few of them. */
const mostTurns = 100_000

async function run(actions: readonly Action[]) {
  const start = instant(1_700_000_000_000)
  const clock = new VirtualClock(start)
  const log = new FailingLog()
  const observer = new RecordingObserver()
  const limits = { intakeFrames: 100_000, intakeBytes: 100_000_000 }
  const intake = new Intake({ log, clock, observer }, limits)
  intake.now()
  let [sent, answered, epoch, pending, steps, sum] = [0, 0, 0, 0, 0, 0]
  const acknowledged = new Map<string, { readonly at: number; readonly epoch: number }>()
  const receive = () => {
    const receivedAt = intake.now()
    if (pending !== 0) [epoch, pending] = [epoch + 1, 0]
    const name = String(sent++)
    const told = { at: clock.now(), epoch }
    expect(receivedAt).toBe(told.at)
    const frame: Frame = {
      type: 'frame',
      // Each stands for itself: a failed one takes none of another device with it.
      source: deviceId(`d-${name}`),
      channel: 'telemetry',
      topic: 't',
      body: Buffer.from(name),
      receivedAt,
      retained: false,
    }
    intake.push(frame, (error) => {
      answered++
      if (error === undefined) acknowledged.set(name, told)
    })
  }
  for (const action of actions) {
    if (action.kind === 'receive') receive()
    else if (action.kind === 'tick') {
      void intake.tick()
      if (pending !== 0) [epoch, pending] = [epoch + 1, 0]
    } else if (action.kind === 'turn') await new Promise(setImmediate)
    else if (action.kind === 'advance') clock.advance(action.by)
    else if (action.kind === 'log') log.away = action.away
    // Two steps between two looks are one.
    else if (action.kind === 'step' && pending === 0) {
      clock.step(action.by)
      pending = action.by
      steps++
      sum += action.by
    }
  }
  log.away = false
  receive()
  // A turn at a time: ten thousand runs wait here, and a pause would be most of what they take.
  const allAnswered = () => answered === sent
  for (let turns = 0; !allAnswered(); turns++) {
    if (turns === mostTurns) throw new Error(`${sent - answered} frames were not answered`)
    await new Promise(setImmediate)
  }
  clock.advance(1_000)
  void intake.tick()
  await intake.close()
  const records = (await log.read(framesTopic, 0, 0, 1_000_000)).map(({ value }) => value)
  return { clock, records, acknowledged, steps, sum, observer }
}

const isStep = (value: Frame | Tick): value is Tick & { readonly stepped: number } =>
  value.type === 'tick' && value.stepped !== undefined

describe('the clock of the host', () => {
  it('may be set at any time: each step is told once, before what was received after it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyOf(false), { maxLength: 40 }), async (actions) => {
        const { clock, records, acknowledged, steps, sum, observer } = await run(actions)
        let [epoch, last] = [0, 0]
        for (const record of records) {
          const at = record.type === 'tick' ? record.at : record.receivedAt
          if (isStep(record)) epoch++
          // Within an epoch time only goes on.
          else expect(at).toBeGreaterThanOrEqual(last)
          last = at
          if (record.type === 'frame') {
            const told = acknowledged.get(Buffer.from(record.body).toString())
            expect(told).toEqual({ at, epoch })
          }
        }
        expect(records.filter(({ type }) => type === 'frame').length).toBe(acknowledged.size)
        const told = records.filter(isStep)
        expect(told.length).toBe(steps)
        expect(told.reduce((all, { stepped }) => all + stepped, 0)).toBe(sum)
        expect(observer.count('clock.stepped')).toBe(steps)
        expect(records.at(-1)).toEqual({ type: 'tick', at: clock.now() })
      }),
      { numRuns: 10_000 },
    )
  }, 300_000)

  it('may be set while the log is away: no step is forgotten, and none comes too late', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyOf(true), { maxLength: 80 }), async (actions) => {
        const { records, acknowledged, sum } = await run(actions)
        // What the clock was off by after so many steps is what the records before say.
        let told = 0
        for (const record of records) {
          if (isStep(record)) told += record.stepped
          else if (record.type === 'frame') {
            const name = Buffer.from(record.body).toString()
            expect(acknowledged.get(name)?.at).toBe(record.receivedAt)
          }
        }
        expect(told).toBe(sum)
        expect(records.filter(({ type }) => type === 'frame').length).toBe(acknowledged.size)
        let last = Number.NEGATIVE_INFINITY
        for (const record of records) {
          const at = record.type === 'tick' ? record.at : record.receivedAt
          if (!isStep(record)) expect(at).toBeGreaterThanOrEqual(last)
          last = at
        }
      }),
      { numRuns: 300 },
    )
  })
})
