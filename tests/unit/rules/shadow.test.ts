/** A version beside the rules in force: what it would raise is told, and what is raised is the same with it and without. */
import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import type { AlarmTransition } from '../../../core/alarm.ts'
import { silentObserver } from '../../../core/observer.ts'
import type { PartitionState } from '../../../core/log.ts'
import type { Registry } from '../../../core/registry.ts'
import { instant } from '../../../core/time.ts'
import { alarmsTopic, readingsTopic, type ReadingRecord } from '../../../core/topics.ts'
import { openSqliteRegistry } from '../../../devices/sqlite/registry.ts'
import { rulesConfigSchema } from '../../../rules/config.ts'
import { createRules, type Rules } from '../../../rules/engine.ts'
import { loadCatalogue } from '../../../rules/in-force/catalogue.ts'
import { ruleDesk, type RuleDesk } from '../../../rules/in-force/rule-desk.ts'
import { cityClock } from '../../../rules/judging/city-clock.ts'
import type { Verdict } from '../../../rules/judging/verdict.ts'
import { shadowBeside } from '../../../rules/shadow-beside.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { realClock } from '../../support/clocks.ts'
import { city, deviceOf, reading, registryOf, tick, withTicks } from '../../support/rules-city.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const rule = 'manhole-cover-tilted'
const edits = { documents: {}, limits: {}, overrides: [], imports: false }
const done = { at: instant(1), by: 'dispatcher', why: 'too many lorries' }
const covers = registryOf(
  ...['mh-1', 'mh-2'].map((id) => deviceOf({ id, kind: 'manhole', period: 3_600 })),
)

let folder: string
let registry: Registry
let desk: RuleDesk
let log: MemoryLog
const running: Rules[] = []

beforeEach(async () => {
  folder = await temporaryFolder()
  for (const file of [`${rule}.yaml`, 'limits.yaml'])
    await cp(join('rules/catalogue', file), join(folder, file))
  registry = await openSqliteRegistry(join(await temporaryFolder(), 'registry.sqlite'))
  desk = ruleDesk(folder, [], registry.rules, () => Promise.resolve([]))
  log = new MemoryLog()
})
afterEach(async () => {
  await stop()
  await log[Symbol.asyncDispose]()
  await registry[Symbol.asyncDispose]()
})

const stop = () => Promise.all(running.splice(0).map((rules) => rules.stop()))
async function start(): Promise<void> {
  const rules = createRules({
    ...{
      log,
      clock: realClock,
      observer: silentObserver,
      directory: covers.directory,
      city,
      folder,
    },
    versions: registry.rules,
    config: rulesConfigSchema.parse({ watch: false, watchEvery: 100 }),
  })
  running.push(rules)
  await rules.start()
}

const feed = (...records: ReadingRecord[]) => log.append(readingsTopic, records)
const drained = () =>
  vi.waitFor(async () => {
    const [position] = await log.positions('readings', 'rules')
    expect(position?.committed).toBe(position?.next)
  }, 15_000)
const alarms = async (): Promise<AlarmTransition[]> =>
  (await log.read(alarmsTopic, 0, 0, 10_000)).map(({ value }) => value)
const kept = async () => [
  ...(await log.recall('readings', 'rules', '~shadow/1')),
  ...(await log.recall('readings', 'rules', '~shadow/1/~tick')),
]

/** The rule with a limit of its own in place of the city's. */
async function draftAbove(degrees: number): Promise<number> {
  const text = await readFile(join(folder, `${rule}.yaml`), 'utf8')
  const documents = { [`${rule}.yaml`]: text.replace(/tilt >= [\w.]+/, `tilt >= ${degrees}`) }
  return (await desk.draft({ ...edits, documents }, done)).number
}

/** Until the engine runs it: it looks ten times a second. */
async function begin(version: number): Promise<void> {
  await desk.shadow(version, done)
  let second = 0
  await vi.waitFor(async () => {
    await feed(tick((second += 1) % 5))
    await drained()
    expect(await desk.seen()).toMatchObject({ result: { alarms: [] } })
    expect(await registry.rules.shadowResults((await desk.seen())?.begun.number ?? 0)).toHaveLength(
      1,
    )
  }, 15_000)
}

const tilted = (tilt: number) => [
  ...withTicks([reading('mh-1', 10, { tilt }), reading('mh-2', 10, { tilt: 80 })], 60),
]

describe('a version beside the rules in force', () => {
  test('is told by what it would not have raised, also after a restart, and raises nothing itself', async () => {
    await start()
    await begin(await draftAbove(60))
    await feed(...tilted(40))
    await drained()
    const raised = await alarms()
    expect(raised.filter(({ kind }) => kind === 'raised')).toHaveLength(2)
    await stop()
    log = log.reopen()
    await start()
    await vi.waitFor(async () => {
      await feed(tick(61))
      await drained()
      const { result } = (await desk.seen()) ?? {}
      expect(result?.rules).toEqual({ [rule]: { inForce: 2, shadow: 1 } })
      const sides = result?.alarms.map(({ device, inForce, shadow }) => ({
        device,
        inForce,
        shadow,
      }))
      expect(sides).toContainEqual({ device: 'mh-1', inForce: 'orange', shadow: undefined })
      expect(sides).toContainEqual({ device: 'mh-2', inForce: 'orange', shadow: 'orange' })
    }, 15_000)
    expect(await alarms()).toEqual(raised)
  })

  test('ends when it is put in force, and nothing of it is kept', async () => {
    await start()
    const version = await draftAbove(60)
    await begin(version)
    expect(await kept()).toHaveLength(2)
    await desk.put(version, done)
    expect(await desk.seen()).toBeUndefined()
    await vi.waitFor(async () => {
      await feed(tick(70))
      await drained()
      expect(await kept()).toEqual([])
    }, 15_000)
  })

  test('with mistakes is refused', async () => {
    const documents = { [`${rule}.yaml`]: 'id: nothing\n' }
    const { number } = await desk.draft({ ...edits, documents }, done)
    await expect(desk.shadow(number, done)).rejects.toMatchObject({ code: 'rules-invalid' })
    expect(await desk.seen()).toBeUndefined()
  })
})

test('a shadow that fails is told once, runs no more, and costs the batch nothing', async () => {
  const version = await draftAbove(60)
  await desk.shadow(version, done)
  const told: string[] = []
  const observer = { ...silentObserver, emit: (event: string) => void told.push(event) }
  const beside = shadowBeside({
    versions: registry.rules,
    profiles: [],
    clock: cityClock(city),
    observer,
  })
  await beside.look()
  const state: PartitionState = {
    get: () => {
      throw new Error('the state cannot be read')
    },
    entries: () => [],
  }
  const ruleSet = await loadCatalogue(folder)
  const live: Verdict = {
    effects: {},
    transitions: [],
    readings: 0,
    rebased: 0,
    failures: [],
    before: state,
  }
  const batch = { partition: 0, records: [], state }
  const devices = { revision: 0, get: () => undefined, values: () => [] }
  for (let round = 0; round < 2; round += 1) {
    expect(beside.work(batch, live, ruleSet, devices).changes).toEqual([])
    await beside.look()
  }
  expect(told).toEqual(['rules.shadow-failed'])
  expect(await desk.seen()).toMatchObject({ result: { failure: 'the state cannot be read' } })
})
