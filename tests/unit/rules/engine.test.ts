import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import type { AlarmTransition } from '../../../core/alarm.ts'
import type { Device } from '../../../core/device.ts'
import type { Observer } from '../../../core/observer.ts'
import { instant } from '../../../core/time.ts'
import type { Clock } from '../../../core/time.ts'
import { alarmsTopic, readingsTopic, type ReadingRecord } from '../../../core/topics.ts'
import { rulesConfigSchema } from '../../../rules/config.ts'
import { createRules, type Rules } from '../../../rules/engine.ts'
import type { RuleState } from '../../../rules/judging/state.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import {
  after,
  city,
  deviceOf,
  reading,
  registryOf,
  tick,
  withTicks,
} from '../../support/rules-city.ts'

/** By how much the host's clock was set, and how much more than in this process has elapsed. */
const set = { ahead: 0, elapsed: 0 }

const clock: Clock = {
  now: () => instant(Date.now() + set.ahead),
  elapsed: () => performance.now() + set.elapsed,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms)
      signal?.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(new Error('aborted'))
      })
    }),
}

const cover = (id: string, more: Partial<Record<keyof Device, unknown>> = {}) =>
  deviceOf({ id, kind: 'manhole', period: 3_600, ...more })

describe('the engine', () => {
  let folder: string
  let log: MemoryLog
  const running: Rules[] = []
  const seen: string[] = []
  const observer: Observer = {
    emit: (event) => seen.push(event),
    measure: () => {},
    gauge: () => {},
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rules-'))
    await cp('rules/catalogue', folder, { recursive: true })
    log = new MemoryLog()
    seen.length = 0
  })
  afterEach(async () => {
    await Promise.all(running.splice(0).map((rules) => rules.stop()))
    await log[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const begin = async (
    register: ReturnType<typeof registryOf>,
    config: Record<string, unknown> = {},
  ): Promise<Rules> => {
    const rules = createRules({
      log,
      clock,
      observer,
      directory: register.directory,
      config: rulesConfigSchema.parse({ watch: false, ...config }),
      city,
      folder,
    })
    running.push(rules)
    await rules.start()
    return rules
  }
  const end = async (rules: Rules) => {
    await rules.stop()
    running.splice(running.indexOf(rules), 1)
  }
  const alarms = async (): Promise<AlarmTransition[]> =>
    (await log.read(alarmsTopic, 0, 0, 10_000)).map(({ value }) => value)
  const feed = (...records: ReadingRecord[]) => log.append(readingsTopic, records)
  const drained = () =>
    vi.waitFor(async () => {
      const [position] = await log.positions('readings', 'rules')
      expect(position?.committed).toBe(position?.next)
    }, 15_000)

  test('raises one alarm for a tilted cover, and none for a status or an unknown device', async () => {
    const rules = await begin(registryOf(cover('mh-1')))
    expect(rules.unready()).toBeUndefined()
    const [status] = [{ ...tick(1), type: 'status', device: cover('mh-1').id, online: false }]
    await feed(...withTicks([reading('mh-1', 0, { tilt: 40 })], 60))
    await feed(status as ReadingRecord, reading('nobody', 61, { tilt: 40 }), tick(62))
    await drained()
    expect(await alarms()).toMatchObject([
      { kind: 'raised', severity: 'orange', alarm: `manhole-cover-tilted/mh-1/${after(0)}` },
    ])
    expect(seen).toContain('alarm.raised')
  })

  test('finishes after a restart a hold that began before it, with the same alarm', async () => {
    const register = registryOf(cover('mh-1'))
    const first = await begin(register)
    await feed(tick(0), reading('mh-1', 0, { tilt: 40 }), tick(1))
    await drained()
    await end(first)
    log = log.reopen()
    await begin(register)
    await feed(...[10, 20, 30, 40].map(tick))
    await drained()
    expect((await alarms()).map(({ alarm, kind, at }) => [alarm, kind, at])).toEqual([
      [`manhole-cover-tilted/mh-1/${after(0)}`, 'raised', after(30)],
    ])
  })

  /** What a process that is killed leaves: nothing is written any more. */
  const kill = async (rules: Rules) => {
    log = log.reopen()
    await end(rules)
  }
  const remembered = async (key: string) => (await log.recall('readings', 'rules', key))[0]
  const judged = async (device: string) =>
    ((await remembered(`~device/${device}`)) as { states: RuleState[] }).states.map(
      (state) => state.judged,
    )

  test('finishes after a kill a hold of which nothing was written, with the same alarm', async () => {
    const register = registryOf(cover('mh-1'))
    const first = await begin(register)
    await feed(tick(0))
    await drained()
    await feed(reading('mh-1', 1, { tilt: 40 }), tick(2))
    await drained()
    expect(await judged('mh-1')).not.toContain(after(1))
    await kill(first)
    await begin(register)
    await feed(...[10, 20, 30, 40].map(tick))
    await drained()
    expect((await alarms()).map(({ alarm, kind, at }) => [alarm, kind, at])).toEqual([
      [`manhole-cover-tilted/mh-1/${after(1)}`, 'raised', after(31)],
    ])
    expect(seen).toContain('rules.judged-again')
  })

  test('writes all when it stops, also what one that was killed did not write', async () => {
    const register = registryOf(cover('mh-1'))
    const first = await begin(register)
    await feed(tick(0))
    await drained()
    await feed(reading('mh-1', 1, { tilt: 40 }), tick(2))
    await drained()
    await kill(first)
    expect(await remembered('~again')).toMatchObject({ offset: 1 })
    await end(await begin(register))
    expect(await judged('mh-1')).toContain(after(1))
    expect(await remembered('~again')).toBeUndefined()
    seen.length = 0
    await begin(register)
    await feed(tick(3))
    await drained()
    expect(seen).not.toContain('rules.judged-again')
  })

  test('notices devices that were registered and never reported, and forgets those put away', async () => {
    const register = registryOf(cover('mh-1', { period: 60 }))
    await begin(register)
    await feed(...withTicks([], 310))
    await drained()
    expect(await alarms()).toMatchObject([{ kind: 'raised', rule: 'manhole-silent' }])
    register.put(cover('mh-1', { period: 60, active: false }))
    await register.directory.follow()
    await feed(tick(311), tick(312))
    await drained()
    expect((await alarms()).slice(1)).toMatchObject([{ kind: 'cleared', because: 'rule-retired' }])
  })

  test('goes on following the register when the clock of the host went back', async () => {
    const register = registryOf(cover('mh-1', { period: 60 }))
    await begin(register)
    await feed(tick(0))
    await drained()
    register.put(cover('mh-2', { period: 60 }))
    set.ahead -= 3_600_000
    set.elapsed += 3_000
    await feed(...withTicks([reading('mh-1', 290, { battery: 80 })], 310).slice(1))
    await drained()
    expect(await alarms()).toMatchObject([
      { rule: 'manhole-silent', subject: { device: 'mh-2' }, kind: 'raised' },
    ])
  })

  test('does not blame devices for the time we were away', async () => {
    await begin(registryOf(cover('mh-1', { period: 60 })))
    await feed(tick(0), reading('mh-1', 0, { battery: 80 }), tick(1))
    await feed(...withTicks([], 290).map((record) => ({ ...record, at: after(10_000) }) as never))
    await feed(...Array.from({ length: 298 }, (_, i) => tick(10_001 + i)))
    await drained()
    expect(await alarms()).toEqual([])
    // The second before we went away counts, the time we were away does not.
    await feed(tick(10_299), tick(10_300))
    await drained()
    expect(await alarms()).toMatchObject([{ rule: 'manhole-silent', at: after(10_299) }])
  })

  test('takes an edited catalogue without losing a hold, and refuses a broken one', async () => {
    const rules = await begin(registryOf(cover('mh-1')), { watch: true, watchEvery: 100 })
    await feed(tick(0), reading('mh-1', 0, { tilt: 40 }), tick(1))
    await drained()
    const before = rules.ruleSet()?.version
    await writeFile(join(folder, 'manhole-cover-tilted.yaml'), 'id: manhole-cover-tilted')
    await vi.waitFor(() => expect(seen).toContain('rules.load-failed'), 15_000)
    expect(rules.ruleSet()?.version).toBe(before)
    await writeFile(
      join(folder, 'manhole-cover-tilted.yaml'),
      [
        'id: manhole-cover-tilted',
        'title: { zh: 井盖倾斜, en: Tilted }',
        'on: { kind: manhole }',
        'levels: [{ severity: orange, when: tilt >= 20, hold: 30s }]',
        'case: { category: "0123", limit: 2 urgent hours, lead: road }',
      ].join('\n'),
    )
    await vi.waitFor(() => expect(rules.ruleSet()?.version).not.toBe(before), 15_000)
    await feed(reading('mh-1', 20, { tilt: 40 }), ...[21, 31].map(tick))
    await drained()
    expect(await alarms()).toMatchObject([
      {
        kind: 'raised',
        alarm: `manhole-cover-tilted/mh-1/${after(0)}`,
        at: after(30),
        title: { en: 'Tilted' },
      },
    ])
  })

  test('clears the alarms of a rule that is gone', async () => {
    const register = registryOf(cover('mh-1'))
    const first = await begin(register)
    await feed(...withTicks([reading('mh-1', 0, { tilt: 40 })], 40))
    await drained()
    await end(first)
    await rm(join(folder, 'manhole-cover-tilted.yaml'))
    await rm(join(folder, 'manhole-cover-tilted.test.yaml'))
    await begin(register)
    await feed(tick(41))
    await drained()
    expect((await alarms()).slice(1)).toMatchObject([
      { kind: 'cleared', because: 'rule-retired', at: after(41), title: { zh: '井盖倾斜' } },
    ])
  })

  test('a catalogue with mistakes does not start', async () => {
    await writeFile(join(folder, 'broken.yaml'), 'id: [')
    await expect(begin(registryOf(cover('mh-1')))).rejects.toMatchObject({ code: 'rules-invalid' })
  })
})
