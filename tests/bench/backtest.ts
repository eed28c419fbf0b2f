/** A backtest of many days out of the time series, with other rules beside those in force. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { backtestThreads } from '../../app/assembly/backtest-threads.ts'
import { loadCity } from '../../app/assembly/city-folder.ts'
import { systemClock } from '../../app/run/system-clock.ts'
import { chineseCalendar } from '../../cases/calendar/chinese-calendar.ts'
import { deviceSchema, type Device } from '../../core/device.ts'
import { readingId } from '../../core/identity.ts'
import type { Quantity } from '../../core/quantities.ts'
import type { Point, SeriesStore } from '../../core/series.ts'
import { days, instant, minutes, plus, type Instant } from '../../core/time.ts'
import { seriesConfigSchema } from '../../series/config.ts'
import { openDuckDbSeries } from '../../series/duckdb/series.ts'
import { runBacktest, type Backtesting } from '../../rules/history/backtests.ts'
import { checkCatalogue, loadCatalogue } from '../../rules/in-force/catalogue.ts'
import { readRuleFiles } from '../../rules/in-force/rule-files.ts'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import { memoryOf } from '../support/process-memory.ts'
import { registryOf } from '../support/rules-city.ts'

export interface BacktestBench {
  readonly days: number
  readonly devices: number
  readonly threads: number | undefined
  readonly progress: (line: string) => void
}

const folder = 'deploy/sample-city'
const start = instant(Date.parse('2026-06-01T00:00:00+08:00'))
const period = minutes(1)

export async function backtestBench(options: BacktestBench) {
  const { days: length, devices: count, progress } = options
  const devices = Array.from({ length: count }, (_, index) => deviceAt(index))
  const to = plus(start, days(length))
  const data = await mkdtemp(join(tmpdir(), 'urban-brain-'))
  const series = await openDuckDbSeries({
    ...seriesConfigSchema.parse({}),
    ...{ path: join(data, 'series.duckdb'), clock: systemClock },
  })
  try {
    const filled = performance.now()
    await fill(series, devices, to, progress)
    progress(`filled in ${seconds(filled)} s`)
    const city = await loadCity(folder)
    const threads = backtestThreads({ folder, city, count: options.threads })
    const before = memoryOf(process.pid)
    let most = before.anonymous
    const began = performance.now()
    const cpuBegan = process.cpuUsage()
    let told = began
    const result = await runBacktest(
      {
        ...{ log: new MemoryLog(), series, clock: systemClock, city },
        directory: registryOf(...devices).directory,
        calendar: chineseCalendar(city),
        reingest: () => () => [],
        limits: { futureSkew: minutes(1), lateAfter: minutes(10) },
        muting: () => Promise.resolve(() => undefined),
        threads,
      },
      {
        ...{ from: start, to, device: undefined, rest: false },
        ruleSet: await loadCatalogue('rules/catalogue'),
        against: await otherRules(),
      },
      {
        signal: new AbortController().signal,
        tell: ({ progress: now }: Partial<Backtesting>) => {
          if (now === undefined || performance.now() - told < 2_000) return
          told = performance.now()
          most = Math.max(most, memoryOf(process.pid).anonymous)
          progress(`${Math.round(now.share * 100)} %, ${now.readings} readings`)
        },
      },
    )
    const { user, system } = process.cpuUsage(cpuBegan)
    return {
      ...{ bench: 'backtest', days: length, devices: count, readings: result.readings },
      threads: threads.count,
      seconds: seconds(began),
      processorSeconds: Math.round((user + system) / 100_000) / 10,
      microsecondsPerReading: Math.round(((user + system) * 10) / result.readings) / 10,
      alarms: result.report.total.raised,
      otherwise: result.against?.difference.byRule,
      memoryBefore: before.anonymous,
      memoryMost: most,
    }
  } finally {
    await series[Symbol.asyncDispose]()
    await rm(data, { recursive: true, force: true })
  }
}

const seconds = (since: number): number => Math.round((performance.now() - since) / 100) / 10

type Values = Readonly<Partial<Record<Quantity, number>>>

/** In turn; what each says of a minute, quiet or in a breach. */
const kinds: readonly {
  readonly kind: string
  readonly site: string
  readonly zone?: string
  values(minute: number, breach: boolean): Values
}[] = [
  {
    ...{ kind: 'manhole', site: 'road' },
    values: (minute, breach) => ({
      ...{ tilt: breach ? 40 : minute % 3, wellLevel: 20 + (minute % 40), ch4: 0, h2s: 0 },
      battery: 90,
    }),
  },
  {
    ...{ kind: 'water', site: 'road' },
    values: (minute, breach) => ({ depth: breach ? 18 : (minute % 8) / 2, battery: 90 }),
  },
  {
    ...{ kind: 'noise', site: 'street', zone: '2' },
    values: (minute, breach) => ({
      laeq: (breach ? 70 : 40) + (minute % 7),
      lafmax: (breach ? 80 : 50) + (minute % 7),
    }),
  },
  {
    ...{ kind: 'dust', site: 'construction' },
    values: (minute, breach) => ({
      tsp: (breach ? 900 : 200) + (minute % 50),
      pm10: (breach ? 600 : 100) + (minute % 50),
    }),
  },
  {
    ...{ kind: 'fume', site: 'kitchen' },
    values: (minute, breach) => ({ fume: breach ? 3 : (minute % 5) / 5, fan: 1, purifier: 1 }),
  },
]

const kindAt = (index: number) => kinds[index % kinds.length] ?? kinds[0]

function deviceAt(index: number): Device {
  const { kind, site, zone } = kindAt(index) ?? {}
  return deviceSchema.parse({
    ...{ id: `${kind}-${String(index).padStart(5, '0')}`, kind, site, zone },
    ...{ longitude: 120, latitude: 30, cell: '990102001001001', period: period / 1_000 },
    active: true,
  })
}

/** Three quarters of an hour in three days, each device at a time of its own. */
const isBreach = (minute: number, index: number): boolean => (minute + index * 37) % 4_320 < 45

async function fill(
  series: SeriesStore,
  devices: readonly Device[],
  to: Instant,
  progress: BacktestBench['progress'],
): Promise<void> {
  const all = (to - start) / period
  let points: Point[] = []
  for (let minute = 0; minute < all; minute += 1) {
    devices.forEach((device, index) => {
      const observedAt = plus(start, minute * period + index * 100)
      const values = kindAt(index)?.values(minute, isBreach(minute, index)) ?? {}
      const identity = { device: device.id, observedAt, sequence: minute }
      points.push({
        kind: device.kind,
        site: device.site,
        reading: {
          ...{ type: 'reading', id: readingId(identity), ...identity, values },
          ...{ receivedAt: plus(observedAt, 400), timing: 'live', frame: '0:0' },
        },
      })
    })
    if (points.length < 50_000 && minute < all - 1) continue
    await series.write(points)
    points = []
    progress(`${Math.round((minute / all) * 100)} % filled`)
  }
}

/** Those in force with one limit changed. */
async function otherRules() {
  const { texts, mistakes } = await readRuleFiles('rules/catalogue')
  const changed = [...texts].map(
    ([name, text]) => [name, text?.replace('file_cm: 15', 'file_cm: 19')] as const,
  )
  return checkCatalogue({ texts: new Map(changed), mistakes }).ruleSet
}
