import { describe, expect, it } from 'vitest'

import { Intake } from '../../../broker/edge/intake.ts'
import type { Frame, Tick } from '../../../core/frame.ts'
import { instant } from '../../../core/time.ts'
import { framesTopic } from '../../../core/topics.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { deviceId, HeldLog } from '../../support/mqtt-broker.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { until } from '../../support/until.ts'

const frame = (text: string, source: string): Frame => ({
  type: 'frame',
  source: deviceId(source),
  channel: 'telemetry',
  topic: 'ub/v1/d/telemetry',
  body: Buffer.from(text),
  receivedAt: instant(1),
  retained: false,
})

function setup(limits = { intakeFrames: 10_000, intakeBytes: 10_000_000 }) {
  const log = new HeldLog()
  const clock = new VirtualClock(instant(1_000))
  const observer = new RecordingObserver()
  const intake = new Intake({ log, clock, observer }, limits)
  const answers: string[] = []
  const push = (text: string, keep = false, source = 'd') =>
    intake.push(frame(text, source), (error) => answers.push(error ? `${text}!` : text), keep)
  const pushNow = (text: string) =>
    intake.push({ ...frame(text, 'd'), receivedAt: intake.now() }, () => answers.push(text))
  const stored = async () => {
    const records = await log.read<Frame | Tick>(framesTopic, 0, 0, 100_000)
    return records.map(({ value }) =>
      value.type === 'tick'
        ? `tick ${value.at}${value.stepped === undefined ? '' : ` stepped ${value.stepped}`}`
        : `${Buffer.from(value.body).toString()}${value.receivedAt === 1 ? '' : ` at ${value.receivedAt}`}`,
    )
  }
  const appending = () => until(() => log.pending.length > 0)
  return { log, clock, observer, intake, answers, push, pushNow, stored, appending }
}

describe('the intake', () => {
  it('gathers what comes during an append into the next one, in order', async () => {
    const { log, push, answers, stored, appending, observer } = setup()
    push('0')
    await appending()
    for (let n = 1; n <= 3_000; n++) push(String(n))
    const sizes: number[] = []
    while (sizes.length < 4) {
      await appending()
      const next = log.pending.shift()
      sizes.push(next?.count ?? 0)
      next?.settle()
    }
    await until(() => answers.length === 3_001)
    const all = Array.from({ length: 3_001 }, (_, n) => String(n))
    expect(answers).toEqual(all)
    expect(await stored()).toEqual(all)
    expect(sizes).toEqual([1, 1_024, 1_024, 952])
    expect(observer.count('broker.frame')).toBe(3_001)
  })

  it('answers a failed batch with an error, and what came meanwhile on its own', async () => {
    const { log, push, answers, stored, appending, intake } = setup()
    push('a')
    await appending()
    push('b', false, 'another')
    log.pending.shift()?.settle(new Error('disk full'))
    await appending()
    expect(answers).toEqual(['a!'])
    expect(intake.failure).toBe('disk full')
    log.release()
    await until(() => answers.length === 2)
    expect(answers).toEqual(['a!', 'b'])
    expect(intake.failure).toBeUndefined()
    expect(await stored()).toEqual(['b'])
  })

  it('stores nothing of a device that came after what failed, so that its order stays', async () => {
    const { log, push, answers, stored, appending, observer } = setup()
    push('a1')
    push('b1', false, 'b')
    await appending()
    push('a2')
    push('c1', false, 'c')
    push('b2', false, 'b')
    log.pending.shift()?.settle(new Error('disk full'))
    await appending()
    expect(answers).toEqual(['a1!', 'b1!', 'a2!', 'b2!'])
    expect(observer.count('broker.unstored')).toBe(4)
    push('a1')
    push('a2')
    log.release()
    await until(() => answers.length === 7)
    expect(await stored()).toEqual(['c1', 'a1', 'a2'])
  })

  it('keeps what nobody can send again, before what came later, without spinning', async () => {
    const { log, push, answers, stored, appending } = setup()
    push('will', true)
    await appending()
    log.pending.shift()?.settle(new Error('disk full'))
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
    expect(log.pending).toEqual([])
    expect(answers).toEqual([])
    push('later')
    await appending()
    log.release()
    await until(() => answers.length === 2)
    expect(await stored()).toEqual(['will', 'later'])
  })

  it('refuses what it has no room for', async () => {
    const { log, push, answers, intake, observer } = setup({
      intakeFrames: 4,
      intakeBytes: 100_000,
    })
    for (const text of ['a', 'b']) push(text)
    expect(intake.full).toBe(false)
    for (const text of ['c', 'd', 'e']) push(text)
    expect(intake.full).toBe(true)
    expect(answers).toEqual(['e!'])
    expect(observer.count('broker.unstored')).toBe(1)
    log.release()
    await until(() => answers.length === 5)
    expect(intake.full).toBe(false)
    push('x'.repeat(100_000))
    expect(answers.at(-1)).toMatch(/!$/)
  })

  it('writes ticks that grow, never two waiting', async () => {
    const { log, clock, intake, push, answers, stored, appending } = setup()
    void intake.tick()
    void intake.tick()
    await appending()
    clock.set(instant(2_000))
    void intake.tick()
    expect(log.pending.map(({ count }) => count)).toEqual([1])
    log.release()
    push('a')
    await until(() => answers.length === 1)
    expect(await stored()).toEqual(['tick 1000', 'a'])
    void intake.tick()
    push('b')
    await until(() => answers.length === 2)
    expect(await stored()).toEqual(['tick 1000', 'a', 'tick 2000', 'b'])
  })

  it('says that the clock was set before what is received by it, and goes on ticking', async () => {
    const { log, clock, intake, pushNow, answers, stored, observer } = setup()
    log.release()
    pushNow('a')
    clock.advance(1_000)
    void intake.tick()
    clock.step(-300_000)
    pushNow('b')
    await until(() => answers.length === 2)
    clock.advance(1)
    pushNow('c')
    clock.advance(999)
    void intake.tick()
    await until(() => answers.length === 3)
    clock.step(7_200_000)
    void intake.tick()
    pushNow('d')
    await until(() => answers.length === 4)
    expect(await stored()).toEqual([
      'a at 1000',
      'tick 2000',
      'tick -298000 stepped -300000',
      'b at -298000',
      'c at -297999',
      'tick -297000',
      'tick 6903000 stepped 7200000',
      'd at 6903000',
    ])
    expect(
      observer.events
        .filter(({ event }) => event === 'clock.stepped')
        .map(({ fields }) => `${fields['direction']} ${fields['ms']}`),
    ).toEqual(['back 300000', 'forth 7200000'])
  })

  it('keeps a step that could not be stored, and adds up two of them', async () => {
    const { log, clock, intake, push, answers, stored, appending } = setup()
    void intake.tick()
    await appending()
    clock.step(-60_000)
    push('a')
    intake.now()
    clock.advance(2_000)
    clock.step(10_000)
    intake.now()
    for (const error of [new Error('disk full'), new Error('disk full')]) {
      log.pending.shift()?.settle(error)
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
    }
    expect(answers).toEqual(['a!'])
    expect(await stored()).toEqual([])
    push('later')
    await appending()
    log.release()
    await until(() => answers.length === 2)
    expect(await stored()).toEqual(['tick -47000 stepped -50000', 'later'])
  })

  it('warns for ten minutes after the clock was set', () => {
    const { clock, intake } = setup()
    intake.now()
    expect(intake.warning).toBeUndefined()
    clock.step(-300_000)
    intake.now()
    expect(intake.warning).toContain('set back by 300 s at 1969-12-31T23:55:01.000Z')
    clock.advance(600_000)
    intake.now()
    expect(intake.warning).toContain('300 s')
    clock.advance(1)
    expect(intake.warning).toBeUndefined()
  })

  it('answers everything when it closes, and takes nothing more', async () => {
    const { log, push, answers, appending, intake } = setup()
    push('a')
    push('will', true)
    await appending()
    push('b', false, 'another')
    const closed = intake.close()
    push('late')
    expect(answers).toEqual(['late!'])
    log.pending.shift()?.settle(new Error('disk full'))
    await appending()
    log.release()
    await closed
    expect(answers).toEqual(['late!', 'a!', 'will!', 'b'])
  })
})
