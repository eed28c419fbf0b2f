/**
 * The intake with two lanes, in any order of publishes, of lanes that open and close, of ticks, and of appends that fail: each publish
 * is answered once, and well only when it is in the log; what a device sends is there in its order; nothing in the log was received before
 * a tick that stands before it.
 */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { Intake } from '../../broker/edge/intake.ts'
import type { Frame, Tick } from '../../core/frame.ts'
import { instant } from '../../core/time.ts'
import { framesTopic } from '../../core/topics.ts'
import { VirtualClock } from '../support/clocks.ts'
import { deviceId, HeldLog } from '../support/mqtt-broker.ts'
import { RecordingObserver } from '../support/recording-observer.ts'

const sources = ['cover', 'well', 'dust', 'noise']

const steps = fc.oneof(
  { weight: 6, arbitrary: fc.record({ push: fc.constantFrom(...sources) }) },
  { weight: 2, arbitrary: fc.record({ closed: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ urgent: fc.constantFrom(...sources) }) },
  { weight: 2, arbitrary: fc.record({ second: fc.constant(true) }) },
  { weight: 3, arbitrary: fc.record({ append: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ overdue: fc.constant(true) }) },
)

type Step = {
  readonly push?: string
  readonly closed?: boolean
  /** It is another kind from now on. */
  readonly urgent?: string
  readonly second?: boolean
  /** What is under way gets through, or fails. */
  readonly append?: boolean
  /** Nothing may be held any longer. */
  readonly overdue?: boolean
}

const behind = (sent: readonly string[] | undefined, text: string): readonly string[] =>
  sent?.slice(sent.indexOf(text) + 1) ?? []

const turn = () => new Promise(setImmediate)

it('answers each publish once, in the order of its device, and the log is in the order of its ticks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(steps, { minLength: 20, maxLength: 80, size: 'max' }),
      async (played: readonly Step[]) => {
        const log = new HeldLog()
        const clock = new VirtualClock(instant(1_000))
        const urgent = new Set(['cover', 'well'])
        const intake = new Intake(
          { log, clock, observer: new RecordingObserver(), isUrgent: (one) => urgent.has(one) },
          { intakeFrames: 40, intakeBytes: 1_000_000 },
        )
        const sent = new Map(sources.map((source): [string, string[]] => [source, []]))
        const answers = new Map<string, string[]>()
        const lost = new Set<string>()
        let count = 0
        let isClosed = false
        for (const { push, closed, urgent: other, second, append, overdue } of played) {
          if (push !== undefined) {
            const text = `${push} ${(count += 1)}`
            sent.get(push)?.push(text)
            answers.set(text, [])
            const frame: Frame = {
              ...{ type: 'frame', source: deviceId(push), channel: 'telemetry', topic: 't' },
              ...{ body: Buffer.from(text), receivedAt: intake.now(), retained: false },
            }
            intake.push(frame, (error) => {
              answers.get(text)?.push(error ? 'refused' : 'stored')
              // It comes again: what its device sent behind it must not be in the log before.
              if (error) for (const later of behind(sent.get(push), text)) lost.add(later)
            })
          }
          if (closed !== undefined) intake.holdBack((isClosed = closed), 60_000)
          if (overdue) intake.holdBack(isClosed, -1)
          if (other !== undefined && !urgent.delete(other)) urgent.add(other)
          if (second) {
            clock.advance(1_000)
            void intake.tick()
          }
          await turn()
          if (append !== undefined) {
            log.pending.shift()?.settle(append ? undefined : new Error('disk full'))
            for (let n = 0; n < 4; n++) await turn()
          }
        }
        log.release()
        await intake.close()

        const stored = (await log.read<Frame | Tick>(framesTopic, 0, 0, 10_000)).map(
          ({ value }) => value,
        )
        const texts = stored.flatMap((value) =>
          value.type === 'frame' ? Buffer.from(value.body).toString() : [],
        )
        // Each is answered once, and is in the log where it was answered well.
        expect([...answers.values()].filter((said) => said.length !== 1)).toEqual([])
        const well = [...answers].flatMap(([text, [said]]) => (said === 'stored' ? text : []))
        expect(texts.toSorted()).toEqual(well.toSorted())
        expect(texts.filter((text) => lost.has(text))).toEqual([])
        for (const [source, all] of sent)
          expect(texts.filter((text) => text.startsWith(`${source} `))).toEqual(
            all.filter((text) => well.includes(text)),
          )
        let ticked = 0
        for (const value of stored) {
          if (value.type === 'tick') ticked = value.at
          else expect(value.receivedAt).toBeGreaterThanOrEqual(ticked)
        }
      },
    ),
    { numRuns: 300 },
  )
})
