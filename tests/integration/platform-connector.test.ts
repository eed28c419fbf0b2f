/** The outbox to the platform of a city, over real HTTP, against one that fails in every way it can. */
import { join } from 'node:path'

import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'

import type { Case } from '../../cases/life/case.ts'
import { Commits } from '../../runtime/commits.ts'
import { createConnector } from '../../cases/platform/connector.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import { createPlatformLink } from '../../cases/webhook/platform.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import { createPlatformSimulator, type PlatformOptions } from '../../simulators/platform.ts'
import {
  collected,
  commit,
  dispatched,
  filed,
  next,
  sketch,
} from '../contract/case-store-samples.ts'
import { realClock } from '../support/clocks.ts'
import { platformMapping } from '../support/platform-mapping.ts'
import { RecordingObserver } from '../support/recording-observer.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { until } from '../support/until.ts'

const secret = 'a secret of the city'
const mapping = platformMapping()

async function startPlatform(options: Partial<PlatformOptions> = {}) {
  const calm = { port: 0, secret, seed: 1, slow: 0, reorder: 0, down: 0, double: 0 }
  const platform = createPlatformSimulator({ ...calm, ...options })
  await platform.start()
  onTestFinished(() => platform.stop())
  return platform
}

/** The register as a process sees it that is killed: from then on nothing it asks for happens. */
function mortal(store: CaseStore): { readonly store: CaseStore; kill(): void } {
  let dead = false
  return {
    kill: () => (dead = true),
    store: new Proxy(store, {
      get: (target, name) => {
        const member = Reflect.get(target, name) as unknown
        if (typeof member !== 'function' || name === 'underLease') return member
        return (...given: unknown[]) =>
          dead ? Promise.reject(new Error('killed')) : Reflect.apply(member, target, given)
      },
    }),
  }
}

function connect(store: CaseStore, url: string) {
  const observer = new RecordingObserver()
  const link = createPlatformLink({ clock: realClock, url, secret, timeout: 1_000 })
  const pauses = { pause: 2, longestPause: 20 }
  // What failed is looked at again as soon as its pause is over.
  const commits = new Commits(realClock)
  const timer = setInterval(() => commits.announce(), 5)
  onTestFinished(() => clearInterval(timer))
  return {
    observer,
    ...createConnector({ clock: realClock, observer, store, commits, link, mapping, ...pauses }),
  }
}

const allTold = async (store: CaseStore) =>
  (await store.position('platform')) === (await store.latest()) &&
  (await store.platformCounts()).waiting === 0

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('event' as const), of: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'kill' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'stop' as const }) },
)

test('whatever fails on the way, and whenever we are killed, the platform ends with every event once and in order', async () => {
  let repeats = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 8, maxLength: 30 }),
      fc.record({ seed: fc.nat(), reorder: fc.nat(6), down: fc.nat(4), double: fc.nat(4) }),
      async (steps, { seed, reorder, down, double }) => {
        const store = await openSqliteCases(join(await temporaryFolder(), 'cases.sqlite'))
        const platform = await startPlatform({
          seed,
          reorder,
          down: down / 10,
          double: double / 10,
        })
        const cases = new Map<number, Case>()
        const begin = async () => {
          const life = mortal(store)
          const connector = connect(life.store, platform.url())
          await connector.start()
          return { ...life, stop: () => connector.stop() }
        }
        let running = await begin()
        for (const { kind, ...more } of steps) {
          if (kind === 'event') {
            const of = 'of' in more ? more.of : 0
            const before = cases.get(of)
            const change = before === undefined ? sketch(of) : next(before)
            await store.append(change)
            cases.set(of, change.after)
            continue
          }
          if (kind === 'kill') running.kill()
          await running.stop()
          running = await begin()
        }
        await until(() => allTold(store), 'all told')
        await running.stop()
        expect(platform.faults()).toEqual([])
        const told = Array.from(platform.taken(), ([id, bodies]) => [
          id,
          bodies.map((body) => (JSON.parse(body) as { stepNum: number }).stepNum),
        ])
        const versions = Array.from(cases.values(), ({ id, version }) => [
          id,
          Array.from({ length: version }, (_, index) => index + 1),
        ])
        expect(new Map(told as never)).toEqual(new Map(versions as never))
        repeats += platform.repeats()
        await store[Symbol.asyncDispose]()
      },
    ),
    { numRuns: 12 },
  )
  // Or no answer was ever lost, and it proved less than it says.
  expect(repeats).toBeGreaterThan(0)
})

test('a refused event holds up its own case until somebody has it tried again', async () => {
  const store = await openSqliteCases(join(await temporaryFolder(), 'cases.sqlite'))
  let refuses = true
  const platform = await startPlatform({
    refuse: (body) =>
      refuses && body.includes('"C1","stepNum":2') ? 'no such\ndistrict' : undefined,
  })
  const first = commit('C1', undefined, [collected('wl-1'), filed, dispatched])
  await store.append(first)
  await store.append(sketch(2))
  const connector = connect(store, platform.url())
  await connector.start()
  await until(async () => (await store.platformCounts()).refused === 1)
  await store.append(next(first.after))
  await until(() => (platform.taken().get('C2')?.length ?? 0) === 1)
  await until(async () => (await store.position('platform')) === (await store.latest()))
  expect(platform.taken().get('C1')).toHaveLength(1)
  const [held] = await store.refusedByPlatform(9)
  expect(held).toMatchObject({ case: 'C1', newest: 4, taken: 1, attempts: 1 })
  expect(held?.refused?.reason).toBe('it answered 422: no such district')
  expect(
    connector.observer.events.filter(({ event }) => event === 'platform.refused'),
  ).toMatchObject([{ fields: { case: 'C1', version: 2 } }])
  await connector.stop()

  // After a start the warning stands again.
  const again = connect(store, platform.url())
  await again.start()
  await until(() => again.warning?.() !== undefined)
  expect(again.warning?.()).toContain('refused 1 cases')
  refuses = false
  expect(await store.retryToPlatform(realClock.now(), 'C1' as CaseId)).toBe(1)
  await until(() => allTold(store))
  expect(platform.taken().get('C1')).toHaveLength(4)
  expect(platform.faults()).toEqual([])
  await again.stop()
  await store[Symbol.asyncDispose]()
})

test('a record that cannot be read holds up its own case', async () => {
  const store = await openSqliteCases(join(await temporaryFolder(), 'cases.sqlite'))
  const platform = await startPlatform()
  await store.append(sketch(1))
  await store.append(sketch(2))
  const damaged: CaseStore = {
    ...store,
    load: (id) =>
      id === 'C1'
        ? Promise.reject(new UrbanBrainError('record-damaged', 'event 1 of case C1: no data'))
        : store.load(id),
  }
  const connector = connect(damaged, platform.url())
  await connector.start()
  await until(async () => (await store.platformCounts()).refused === 1)
  await until(() => platform.taken().has('C2'))
  expect((await store.refusedByPlatform(9))[0]).toMatchObject({
    ...{ case: 'C1', taken: 0 },
    refused: { reason: 'event 1 of case C1: no data' },
  })
  expect([...platform.taken().keys()]).toEqual(['C2'])
  await connector.stop()
  await store[Symbol.asyncDispose]()
})
