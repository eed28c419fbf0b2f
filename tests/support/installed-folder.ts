/** A data folder with something in every store, made as the program makes it, and what can befall it. */
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { loadConfig, type Config } from '../../app/config.ts'
import { openBackends } from '../../app/engines/engines.ts'
import { openInstallation, type Installation } from '../../app/installation/settle.ts'
import { tokensName } from '../../app/installation/stores.ts'
import { issueTokens } from '../../app/tokens.ts'
import { silentObserver } from '../../core/observer.ts'
import { outgoing, type Effects, type Topic } from '../../core/log.ts'
import { instant, plus } from '../../core/time.ts'
import { caseEventsTopic, framesTopic, readingsTopic } from '../../core/topics.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Point } from '../../core/series.ts'
import { collected, commit, filed } from '../contract/case-store-samples.ts'
import { point } from '../contract/series-store-points.ts'

export const configOf = (data: string): Config =>
  loadConfig({ environment: {}, overrides: { data } })

/** Opens the folder as a start does and lets it go again. */
export async function settled(data: string): Promise<Omit<Installation, keyof Disposable>> {
  using installation = await openInstallation(configOf(data))
  issueTokens(join(data, tokensName), [])
  installation.keeps(tokensName)
  return installation
}

/** `readings` of them went the whole way; each call adds to what is there. */
export async function liveIn(data: string, readings: number): Promise<void> {
  using installation = await openInstallation(configOf(data))
  issueTokens(join(data, tokensName), [])
  installation.keeps(tokensName)
  await using backends = await openBackends(configOf(data), silentObserver)
  const { log, clock } = backends
  const [{ next } = { next: 0 }] = await log.positions('frames', 'ingest')
  const series = await backends.series()
  const cases = await backends.cases()
  const at = plus(clock.now(), -60_000)
  const points: Point[] = []
  for (let n = 0; n < readings; n += 1) {
    await log.append(framesTopic, [
      {
        type: 'frame',
        source: 'wl-1' as DeviceId,
        channel: 'telemetry',
        topic: 'ub/v1/wl-1/telemetry',
        body: Buffer.from('{"m":{"depth":1}}'.padEnd(40 + ((n * 97) % 3_000))),
        receivedAt: at,
        retained: false,
      },
    ])
    points.push(point('wl-1', instant(at + next + n), { laeq: n % 90 }))
  }
  await all(framesTopic, 'ingest', (offset) => ({
    append: [outgoing(readingsTopic, [points[offset - next]?.reading as never])],
    state: [{ key: `device ${offset % 40}`, value: { offset, words: 'state'.repeat(20) } }],
  }))
  await all(readingsTopic, 'rules', (offset) => ({ state: [{ key: 'seen', value: offset }] }))
  await series.write(points)
  await all(readingsTopic, 'series', () => ({}))
  await cases.append(commit(`C-${next}`, undefined, [collected(`wl-${next}`), filed]))
  const rows = await cases.since(await cases.position('relay'), 100)
  await log.append(
    caseEventsTopic,
    rows.map(({ record }) => record),
  )
  await cases.setPosition('relay', rows.at(-1)?.record.sequence ?? 0)

  async function all<T>(topic: Topic<T>, group: string, effects: (offset: number) => Effects) {
    const done = new AbortController()
    for (;;) {
      const [{ next: end, committed } = { next: 0, committed: 0 }] = await log.positions(
        topic.name,
        group,
      )
      if (committed >= end) return
      for await (const batch of log.consume(topic, group, { maxRecords: 1 }, done.signal)) {
        const each = batch.records.map(({ offset }) => effects(offset))
        await batch.complete({
          append: each.flatMap(({ append = [] }) => append),
          state: each.flatMap(({ state = [] }) => state),
        })
        const last = batch.records.at(-1)?.offset ?? 0
        if (last + 1 >= end) break
      }
    }
  }
}

/**
 * Without `beside` of a folder that was settled last, so that nothing is left in the write-ahead logs. The library closes a
 * file when its handle is collected, and takes them away at any time: then it is copied again.
 */
export async function copyOf(data: string, to: string, { beside = true } = {}): Promise<string> {
  const filter = (path: string) => beside || !/-(wal|shm)$/.test(path)
  for (let left = 5; ; left -= 1) {
    await rm(to, { recursive: true, force: true })
    try {
      await cp(data, to, { recursive: true, filter })
      return to
    } catch (error) {
      const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      if (!gone || left === 0) throw error
    }
  }
}
