/** What the engine judged is judged again out of the log, out of frames and out of the time series, with the same alarms. */
import { expect, test } from 'vitest'

import { backtestThreads } from '../../app/assembly/backtest-threads.ts'
import { loadCity } from '../../app/assembly/city-folder.ts'
import type { AlarmTransition } from '../../core/alarm.ts'
import { canonicalJson } from '../../core/canonical-json.ts'
import type { Frame, Tick } from '../../core/frame.ts'
import type { DurableLog, TopicName } from '../../core/log.ts'
import { weekCalendar } from '../../core/day-calendar.ts'
import { instant, minutes, plus, seconds, type Instant } from '../../core/time.ts'
import { alarmsTopic } from '../../core/topics.ts'
import { ingestAgain } from '../../ingest/again.ts'
import { ingestConfigSchema } from '../../ingest/config.ts'
import { devicesOf, Replay } from '../../rules/backtest/replay.ts'
import { runBacktest, type BacktestsDependencies } from '../../rules/history/backtests.ts'
import { history, type HistoryDependencies } from '../../rules/history/history.ts'
import { loadCatalogue } from '../../rules/in-force/catalogue.ts'
import { cityClock } from '../../rules/judging/city-clock.ts'
import { DeviceDirectory } from '../../runtime/device-directory.ts'
import { embeddedEngines } from '../support/engines.ts'
import { frameOf, item, type Values } from '../support/sayings.ts'
import { World } from '../support/world.ts'

const start = instant(Date.parse('2026-06-01T21:40:00+08:00'))
const end = plus(start, minutes(40))

/** By device, what it says in each minute; nothing where it is silent. */
const signals: Readonly<Record<string, (minute: number) => Values | undefined>> = {
  'mh-0001': (minute) => ({ tilt: minute > 5 && minute < 12 ? 40 : 2, battery: 90 }),
  'mh-0002': (minute) => (minute < 8 || minute > 33 ? { tilt: 2, battery: 15 } : undefined),
  'wl-0001': (minute) => ({ depth: Math.max(0, 30 * Math.sin(minute / 5)) }),
  'wl-0002': (minute) => ({ depth: minute % 9 === 0 ? 80 : 3 }),
  'ns-0009': (minute) => ({ laeq: 50 + (minute % 3), lafmax: 60 + (minute % 7) * 6 }),
}

type Gone = Readonly<Partial<Record<TopicName, number>>>

const devices = Object.keys(signals)
const inhabitants = {
  devices,
  registered: Object.fromEntries(devices.map((id) => [id, { period: 60 }])),
}

async function lived() {
  const world = await World.create(start, inhabitants, embeddedEngines)
  const said = new Map<string, number>()
  const stride = minutes(2)
  for (let at = start; at < end; at = plus(at, stride)) {
    const records: (Frame | Tick)[] = []
    for (let now = at; now < plus(at, stride); now = plus(now, seconds(1))) {
      const minute = (now - start) / minutes(1)
      Object.entries(signals).forEach(([id, signal], index) => {
        const values = signal(Math.floor(minute))
        if (values === undefined || (now - start + index * 3_000) % minutes(1) !== 0) return
        records.push(frameOf(id, 'telemetry', item(said, id, values, plus(now, -400), {}), now))
      })
      records.push({ type: 'tick', at: now })
    }
    await world.advance(plus(at, stride), records)
    if (at === plus(start, minutes(20))) await world.restart(plus(at, stride))
  }
  const { log, registry } = world.backends
  const directory = new DeviceDirectory(registry)
  await directory.follow()
  const alarms = (await log.read(alarmsTopic, 0, 0, 10_000)).map(({ value }) => value)
  return { world, log, directory, alarms }
}

/** As if some of each topic had been retired, 1 all of it. */
const without = (log: DurableLog, gone: Gone): Pick<DurableLog, 'read' | 'positions'> => ({
  read: (...asked) => log.read(...asked),
  positions: async (topic, group) =>
    (await log.positions(topic, group)).map((one) => ({
      ...one,
      first: Math.floor(one.next * (gone[topic] ?? 0)),
    })),
})

const bytes = (transition: AlarmTransition) => canonicalJson(transition)

const told = (transitions: readonly AlarmTransition[]) =>
  transitions
    .map((one) => [one.alarm, one.kind, one.at, one.kind === 'cleared' ? '' : one.severity].join())
    .toSorted()

test('a city raises the same alarms when what it heard is judged again', async () => {
  const { world, log, directory, alarms } = await lived()
  await using _world = world
  const ruleSet = await loadCatalogue('rules/catalogue')
  const city = await loadCity('deploy/sample-city')
  const limits = ingestConfigSchema.parse({})
  const dependencies = (gone: Gone, series: HistoryDependencies['series']) => ({
    log: without(log, gone),
    series,
    limits,
    reingest: (partitions: number) => ingestAgain(directory, limits, partitions),
  })
  const series = await world.backends.series()
  const again = async (gone: Gone, from: Instant) => {
    const replay = new Replay(ruleSet, devicesOf(directory.values()), cityClock(city))
    const transitions: AlarmTransition[] = []
    const parts = await history(dependencies(gone, series), { from, to: end })
    for (const { records } of parts)
      for await (const batch of records) transitions.push(...replay.take(batch))
    return { sources: parts.map(({ source }) => source), transitions }
  }
  expect(new Set(alarms.map(({ rule }) => String(rule)))).toEqual(
    new Set([
      'manhole-battery-low',
      'manhole-cover-tilted',
      'manhole-silent',
      'noise-construction-night-peak',
      'water-fast-rise',
      'water-road-closure',
      'water-road-depth',
    ]),
  )

  const fromLog = await again({}, start)
  expect(fromLog.sources).toEqual(['readings'])
  expect(fromLog.transitions.map(bytes)).toEqual(alarms.map(bytes))

  const fromFrames = await again({ readings: 1 }, start)
  expect(fromFrames.sources).toEqual(['frames'])
  expect(fromFrames.transitions.map(bytes)).toEqual(alarms.map(bytes))

  const fromSeries = await again({ readings: 1, frames: 1 }, start)
  expect(fromSeries.sources).toEqual(['series'])
  expect(told(fromSeries.transitions)).toEqual(told(alarms))

  const fromBoth = await again({ readings: 0.6, frames: 1 }, start)
  expect(fromBoth.sources).toEqual(['series', 'readings'])
  expect(told(fromBoth.transitions)).toEqual(told(alarms))

  const backtest = (threads?: BacktestsDependencies['threads']) =>
    runBacktest(
      {
        ...dependencies({}, series),
        directory,
        clock: { now: () => end, elapsed: () => performance.now() },
        city,
        calendar: weekCalendar(city),
        muting: () => Promise.resolve(({ rule }) => (rule === 'manhole-silent' ? 'S1' : undefined)),
        ...(threads && { threads }),
      },
      { from: start, to: end, ruleSet, against: ruleSet, device: undefined, rest: false },
      { tell: () => {}, signal: new AbortController().signal },
    )
  const result = await backtest()
  const raised = alarms.filter(({ kind }) => kind === 'raised')
  expect(result.report.total).toMatchObject({ raised: raised.length, muted: 1 })
  expect(result.failures).toEqual([])
  const threads = backtestThreads({ folder: 'deploy/sample-city', city, count: 2, worthFrom: 0 })
  expect(await backtest(threads)).toEqual(result)
  const broken = { texts: new Map([['broken.yaml', 'id: broken']]), chosen: [] }
  const lost = backtest({
    ...threads,
    open: (work) => threads.open({ ...work, ruleSet: broken }),
  })
  await expect(lost).rejects.toThrow('the backtest have mistakes')
})
