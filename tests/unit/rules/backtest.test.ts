import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import fastify from 'fastify'
import { afterEach, expect, onTestFinished, test } from 'vitest'

import { speakZod } from '../../../app/http/server.ts'
import { weekCalendar } from '../../../core/day-calendar.ts'
import { silentObserver } from '../../../core/observer.ts'
import { instant, minutes, plus } from '../../../core/time.ts'
import { readingsTopic } from '../../../core/topics.ts'
import { openSqliteRegistry } from '../../../devices/sqlite/registry.ts'
import { backtestRoutes } from '../../../rules/api/backtests.ts'
import { backtestSchema } from '../../../rules/api/history-contract.ts'
import { Backtest } from '../../../rules/backtest/backtest.ts'
import { lookbackOf } from '../../../rules/backtest/lookback.ts'
import { devicesOf } from '../../../rules/backtest/replay.ts'
import { Backtests, notesOf, runBacktest } from '../../../rules/history/backtests.ts'
import { loadCatalogue } from '../../../rules/in-force/catalogue.ts'
import { ruleDesk } from '../../../rules/in-force/rule-desk.ts'
import { cityClock } from '../../../rules/judging/city-clock.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { memorySeries } from '../../support/memory-series.ts'
import {
  after,
  city,
  deviceOf,
  reading,
  registryOf,
  ruleOf,
  ruleSetOf,
  start,
  waterRule,
  withTicks,
} from '../../support/rules-city.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { until } from '../../support/until.ts'

const hour = 3_600
const around = {
  devices: devicesOf([{ device: deviceOf(), revision: 1 }]),
  clock: cityClock(city),
  dateOf: (at: number) => new Date(at + 8 * hour * 1_000).toISOString().slice(0, 10),
  muting: () => undefined,
}
const span = { from: start, to: after(24 * hour) }
const depths = (...pairs: readonly (readonly [minute: number, depth: number])[]) =>
  withTicks(
    pairs.map(([minute, depth]) => reading('d1', minute * 60, { depth })),
    16 * hour,
  )
const graded = waterRule(
  'deep',
  '[{ severity: blue, when: depth > 5, filing: none }, { severity: orange, when: depth > 20 }]',
)

test('alarms are counted by rule, severity, day and night, and what suppressions held back', () => {
  const backtest = new Backtest(span, ruleSetOf(graded), undefined, {
    ...around,
    muting: ({ severity, at }) => (severity === 'blue' && at < after(hour) ? 'S1' : undefined),
  })
  // Muted to its end; muted at first, then graver; at night, and standing.
  const records = depths([0, 9], [1, 0], [10, 9], [11, 30], [41, 0], [13 * 60, 9])
  backtest.take(records)
  const { report, readings } = backtest.result()
  expect(readings).toBe(6)
  expect(report.total).toEqual({
    ...{ raised: 3, automatic: 1, confirm: 0, none: 1, muted: 1, day: 2, night: 1, flapping: 0 },
    ...{ standing: 1, longest: minutes(11 * 60) },
  })
  expect(report.byRule).toEqual([{ rule: 'deep', title: graded.title, ...report.total }])
  expect(report.bySeverity.map(({ severity, raised }) => [severity, raised])).toEqual([
    ['blue', 2],
    ['yellow', 0],
    ['orange', 1],
    ['red', 0],
  ])
  expect(report.byDay.map(({ date, raised }) => [date, raised])).toEqual([['2026-03-02', 3]])
  expect(report.longest.map(({ severity, muted }) => [severity, muted])).toEqual([
    ['blue', undefined],
    ['orange', undefined],
    ['blue', 'S1'],
  ])
})

test('two alarms that a lower limit joins into one are one happening', () => {
  const other = waterRule('deep', '[{ severity: blue, when: depth > 2 }]')
  const before = waterRule('deep', '[{ severity: blue, when: depth > 5 }]')
  const backtest = new Backtest(span, ruleSetOf(before), ruleSetOf(other), around)
  backtest.take(depths([0, 9], [1, 3], [2, 9], [3, 0], [9, 3], [10, 0]))
  const difference = backtest.result().against?.difference
  expect(difference?.changed.map((one) => [one.before.length, one.after.length])).toEqual([[2, 1]])
  expect(difference?.onlyBefore).toEqual([])
  expect(difference?.onlyAfter).toMatchObject([
    { device: 'd1', raisedAt: after(9 * 60), values: { depth: 3 } },
  ])
  expect(difference?.byRule).toEqual([{ rule: 'deep', onlyBefore: 0, onlyAfter: 1, changed: 1 }])
})

test('what was raised before the span is not counted, and fills its windows', () => {
  const late = { from: after(5 * 60), to: after(10 * 60) }
  const backtest = new Backtest(late, ruleSetOf(graded), undefined, around)
  backtest.take(depths([0, 9], [6, 0], [7, 9]))
  expect(backtest.result().report.total).toMatchObject({ raised: 1, standing: 1 })
})

test('a rule reaches back as far as its windows, made of one another, and its holds', async () => {
  const rule = ruleOf(
    [
      'id: slow',
      'title: { zh: slow, en: slow }',
      'on: { kind: water }',
      'let:',
      '  a: { of: depth, aggregate: mean, every: 1h }',
      '  b: { of: a, aggregate: max, window: 1d }',
      'levels: [{ severity: blue, when: b > 1, hold: 2h, clearHold: 3h }]',
      'case: { category: "0506", limit: 2 urgent hours, lead: drainage }',
    ].join('\n'),
  )
  const reach = lookbackOf(ruleSetOf(rule), [deviceOf()])
  expect(reach).toBeGreaterThanOrEqual(hour * 1_000 * (24 + 2 + 3))
  expect(reach).toBeLessThan(hour * 1_000 * 31)
  expect(lookbackOf(ruleSetOf(rule), [deviceOf({ kind: 'noise', site: 'street' })])).toBe(
    minutes(10),
  )
  const shipped = await loadCatalogue('rules/catalogue')
  expect(lookbackOf(shipped, [deviceOf()])).toBeGreaterThan(0)
})

test('what is not as the engine had it is said', () => {
  const parts = (['series', 'frames', 'readings'] as const).map((source) => ({ source, ...span }))
  expect(notesOf(parts, start, start, city.zone)).toHaveLength(3)
  expect(notesOf(parts, start, after(hour), city.zone)[1]).toEqual({
    zh: '最早的数据是 2026-03-02 11:00 (Asia/Shanghai) 的：需要更早数据的窗口从空开始',
    en: 'the first reading is of 2026-03-02 11:00 (Asia/Shanghai): windows that reach further back began empty',
  })
})

test('what the rules want and nobody has is no part of the way', async () => {
  const log = new MemoryLog()
  await log.append(readingsTopic, depths([0, 9], [15 * 60, 9]))
  const shares: number[] = []
  const slow = waterRule(
    'slow',
    '[{ severity: blue, when: top > 5 }]',
    'let: { top: { of: depth, aggregate: max, window: 2d } }',
  )
  await runBacktest(
    {
      ...{ log, city, directory: registryOf(deviceOf()).directory, calendar: weekCalendar(city) },
      clock: { now: () => after(16 * hour), elapsed: () => performance.now() },
      series: memorySeries(),
      reingest: () => () => [],
      limits: { futureSkew: 60_000, lateAfter: 600_000 },
      muting: () => Promise.resolve(() => undefined),
    },
    {
      ...{ from: start, to: after(16 * hour), ruleSet: ruleSetOf(slow) },
      ...{ against: undefined, device: undefined, rest: false },
    },
    {
      signal: new AbortController().signal,
      tell: ({ progress }) => void (progress && shares.push(progress.share)),
    },
  )
  expect(shares[0]).toBeLessThan(0.1)
  expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  expect(shares.at(-1)).toBe(1)
})

const server = { current: fastify() }
afterEach(() => server.current.close())

async function serving() {
  const folder = await temporaryFolder()
  for (const [name, text] of Object.entries(against)) await writeFile(join(folder, name), text)
  const registry = await openSqliteRegistry(join(folder, 'registry.sqlite'))
  onTestFinished(() => registry[Symbol.asyncDispose]())
  const log = new MemoryLog()
  await log.append(readingsTopic, depths([0, 9], [1, 0], [2, 4], [3, 0]))
  const clock = { now: () => after(16 * hour), elapsed: () => performance.now() }
  const { directory } = registryOf(deviceOf())
  const backtests = new Backtests({
    ...{ log, clock, city, directory, calendar: weekCalendar(city) },
    series: memorySeries(),
    reingest: () => () => [],
    limits: { futureSkew: 60_000, lateAfter: 600_000 },
    muting: () => Promise.resolve(() => undefined),
  })
  server.current = fastify()
  speakZod(server.current, silentObserver)
  await server.current.register(
    backtestRoutes({
      profiles: [],
      versions: ruleDesk(folder, [], registry.rules, () => Promise.resolve([])),
      access: {
        allow: () => () => Promise.resolve(),
        allowLimited: () => () => Promise.resolve(),
        stillAllowed: () => Promise.resolve(true),
        actor: () => ({ name: 'test', role: 'operator' }),
      },
      backtests,
      ruleSet: () => Promise.resolve(ruleSetOf(graded)),
      clock,
    }),
  )
  return (method: 'GET' | 'POST', path = '', body?: object) =>
    server.current.inject({
      method,
      url: `/v1/rules/backtests${path}`,
      ...(body !== undefined && { body }),
    })
}

const against = {
  'deep.yaml': [
    'id: deep',
    'title: { zh: deep, en: deep }',
    'on: { kind: water }',
    'levels: [{ severity: blue, when: depth > limits.deep.from }]',
    'case: { category: "0506", limit: 2 urgent hours, lead: drainage }',
  ].join('\n'),
  'limits.yaml': [
    'deep:',
    '  title: { zh: deep, en: deep }',
    '  unit: cm',
    '  source: ours',
    '  certainty: proposed',
    '  values: { from: 3 }',
  ].join('\n'),
}

test.each([{ against }, { againstVersion: 0 }])(
  'a backtest goes on by itself, and its result is fetched: %j',
  async (others) => {
    const ask = await serving()
    const begun = await ask('POST', '', { from: start, ...others })
    expect([begun.statusCode, begun.body]).toEqual([202, expect.stringContaining('running')])
    const { id } = backtestSchema.parse(begun.json())
    expect((await ask('POST', '', { from: start })).statusCode).toBe(429)
    const state = async () => backtestSchema.parse((await ask('GET', `/${id}`)).json())
    await until(async () => (await state()).state !== 'running')
    const done = await state()
    expect(done).toMatchObject({
      state: 'done',
      progress: { share: 1, readings: 4 },
      parts: [{ source: 'series' }, { source: 'readings', to: plus(start, 16 * hour * 1_000) }],
      result: {
        report: { total: { raised: 1 } },
        against: {
          report: { total: { raised: 2 } },
          difference: {
            onlyBefore: [],
            onlyAfter: [{ raisedAt: after(120), values: { depth: 4 } }],
          },
        },
      },
    })
    const { backtests } = (await ask('GET')).json<{ backtests: object[] }>()
    expect(backtests).toMatchObject([{ id, state: 'done', by: 'test' }])
    expect(done.againstVersion).toBe('againstVersion' in others ? 0 : undefined)
    expect(done.firstReading).toBe(done.parts.at(-1)?.from)
    expect(backtests[0]).not.toHaveProperty('result')
    expect((await ask('GET', '/none')).statusCode).toBe(404)
  },
)

test('one that is stopped makes room for another', async () => {
  const ask = await serving()
  const { id } = backtestSchema.parse((await ask('POST', '', { from: start })).json())
  await ask('POST', `/${id}/stop`)
  await until(async () => (await ask('GET', `/${id}`)).body.includes('stopped'))
  expect((await ask('POST', '', { from: start })).statusCode).toBe(202)
})

test('rules with mistakes and spans without an end are refused before anything is read', async () => {
  const ask = await serving()
  const broken = await ask('POST', '', { from: start, against: { 'deep.yaml': 'id: [' } })
  expect([broken.statusCode, broken.body]).toEqual([400, expect.stringContaining('deep.yaml:1')])
  const { id } = backtestSchema.parse((await ask('POST', '', { from: start, device: 'd9' })).json())
  await until(async () => (await ask('GET', `/${id}`)).body.includes('no rule watches d9'))
  const later = { from: instant(after(20 * hour)) }
  expect((await ask('POST', '', later)).statusCode).toBe(400)
})
