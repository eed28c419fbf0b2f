/**
 * Backtests of a running system, one at a time. They are read in the thread of the desk, which has the engines open already, and
 * judged there or, when there is much to judge, in threads beside it: whoever waits for a page waits for one batch at most.
 */
import { randomBytes } from 'node:crypto'

import type { Bilingual } from '../../core/bilingual.ts'
import type { City } from '../../core/city.ts'
import type { DayCalendar } from '../../core/day-calendar.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { RegisteredDevice } from '../../core/registry.ts'
import {
  dateOf,
  instant,
  plus,
  timeOf,
  zoneOffset,
  type Clock,
  type Instant,
} from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { Backtest, type BacktestResult } from '../backtest/backtest.ts'
import { lookbackOf } from '../backtest/lookback.ts'
import { devicesOf } from '../backtest/replay.ts'
import type { Span } from '../backtest/report.ts'
import type { Muting } from '../backtest/would-be.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import { cityClock } from '../judging/city-clock.ts'
import { applies } from '../language/rule.ts'
import { failureOf } from './failure.ts'
import { history, type HistoryDependencies, type HistoryPart } from './history.ts'
import { judgedHere, judgedInThreads, type Judging, type JudgingThreads } from './judging.ts'
import { receivedAt } from './log-span.ts'
import { resting } from './resting.ts'

export interface BacktestsDependencies extends HistoryDependencies {
  readonly directory: Pick<DeviceDirectory, 'values' | 'follow'>
  readonly clock: Pick<Clock, 'now' | 'elapsed'>
  readonly city: City
  readonly calendar: DayCalendar
  /** What the suppressions of the register would have held back. */
  readonly muting: (span: Span) => Promise<Muting>
  /** Without them everything is judged in this thread. */
  readonly threads?: JudgingThreads
}

export interface Order extends Span {
  readonly ruleSet: RuleSet
  readonly against: RuleSet | undefined
  readonly device: string | undefined
  /** As long as it works, also where the system beside it keeps up. */
  readonly rest: boolean
}

/** Who asked, and which version of the rules is judged beside those in force. */
interface Asked {
  readonly by: string
  readonly againstVersion: number | undefined
}

export interface Backtesting extends Span {
  readonly id: string
  readonly by: string
  readonly device?: string
  readonly againstVersion?: number
  readonly state: 'running' | 'done' | 'failed' | 'stopped'
  readonly startedAt: Instant
  /** Up to when it was judged, of all 0 to 1, and how many readings that were. */
  readonly progress: { readonly at: Instant; readonly share: number; readonly readings: number }
  readonly parts: readonly (Span & Pick<HistoryPart, 'source'>)[]
  /** From when on the rules want readings for it, and when the first was received that there is. */
  readonly since?: Instant
  readonly firstReading?: Instant
  /** What is not as the engine had it, a sentence each. */
  readonly notes: readonly Bilingual[]
  /** Why it failed. */
  readonly message?: Bilingual
  readonly result?: BacktestResult
}

const mostKept = 5

export class Backtests {
  readonly #dependencies: BacktestsDependencies
  readonly #kept = new Map<string, Backtesting>()
  #running: { readonly id: string; readonly ending: AbortController } | undefined

  constructor(dependencies: BacktestsDependencies) {
    this.#dependencies = dependencies
  }

  /** Rejects with `too-many-requests` while another one runs. */
  start(order: Order, { by, againstVersion }: Asked): Backtesting {
    if (this.#running !== undefined)
      throw new UrbanBrainError(
        'too-many-requests',
        `the backtest ${this.#running.id} runs; wait for it or stop it`,
      )
    const id = `B${randomBytes(6).toString('hex')}`
    const ending = new AbortController()
    const { from, to, device } = order
    const begun: Backtesting = {
      ...{ id, by, from, to, state: 'running', parts: [], notes: [] },
      ...(device !== undefined && { device }),
      ...(againstVersion !== undefined && { againstVersion }),
      startedAt: this.#dependencies.clock.now(),
      progress: { at: from, share: 0, readings: 0 },
    }
    this.#kept.set(id, begun)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest)
    this.#running = { id, ending }
    const tell = (news: Partial<Backtesting>) => {
      const known = this.#kept.get(id)
      if (known !== undefined) this.#kept.set(id, { ...known, ...news })
    }
    void runBacktest(this.#dependencies, order, { tell, signal: ending.signal })
      .then(
        (result) => tell({ state: 'done', result }),
        (error: unknown) =>
          tell(
            ending.signal.aborted
              ? { state: 'stopped' }
              : { state: 'failed', message: failureOf(error) },
          ),
      )
      .finally(() => {
        this.#running = undefined
      })
    return begun
  }

  get(id: string): Backtesting | undefined {
    return this.#kept.get(id)
  }

  /** Newest first. */
  all(): readonly Backtesting[] {
    return [...this.#kept.values()].toReversed()
  }

  stop(id: string): void {
    if (this.#running?.id === id) this.#running.ending.abort(new Error('stopped'))
  }
}

interface Going {
  readonly tell: (news: Partial<Backtesting>) => void
  readonly signal: AbortSignal
}

export async function runBacktest(
  dependencies: BacktestsDependencies,
  { from, to, ruleSet, against, device, rest }: Order,
  { tell, signal }: Going,
): Promise<BacktestResult> {
  const { directory, clock, city, calendar } = dependencies
  await directory.follow()
  const ruleSets = [ruleSet, ...(against === undefined ? [] : [against])]
  const registered = [...directory.values()].filter(
    (one) =>
      (device === undefined || one.device.id === device) &&
      ruleSets.some(({ rules }) => rules.some((rule) => applies(rule, one.device))),
  )
  if (device !== undefined && registered.length === 0)
    throw new UrbanBrainError(
      'device-unknown',
      `no rule watches ${device}, or it is not registered`,
    )
  const known = registered.map((one) => one.device)
  const lookback = Math.max(...ruleSets.map((one) => lookbackOf(one, known)))
  const since = plus(from, -lookback)
  const offset = zoneOffset(city.zone)
  const backtest = new Backtest({ from, to }, ruleSet, against, {
    devices: devicesOf(registered),
    clock: cityClock(city, calendar),
    dateOf: (at) => dateOf(at, offset),
    muting: await dependencies.muting({ from, to }),
  })
  const one = device === undefined ? undefined : known[0]?.id
  const parts = await history(dependencies, {
    from: since,
    to,
    ...(one !== undefined && { device: one }),
  })
  const told = parts.map((part) => ({ source: part.source, from: part.from, to: part.to }))
  await using judging = judgingOf(backtest, dependencies.threads, {
    ...{ ruleSet, against, registered },
    length: to - since,
  })
  const rested = resting(dependencies.log, clock, rest)
  let first: number | undefined
  const notes = () => notesOf(parts, since, first ?? to, city.zone)
  tell({ parts: told, since, notes: notes() })
  for (const { records } of parts) {
    for await (const batch of records) {
      signal.throwIfAborted()
      await judging.take(batch)
      const last = batch.at(-1)
      const reading = batch.find(({ type }) => type === 'reading')
      if (reading !== undefined) first ??= receivedAt(reading)
      if (last !== undefined) {
        const at = receivedAt(last)
        // What the rules want and nobody has takes no time.
        const share = first === undefined ? 0 : (at - first) / (to - first)
        tell({ progress: { at, share, readings: backtest.readings } })
      }
      await rested(() => judging.settled())
    }
  }
  await judging.settled()
  tell({
    ...(first !== undefined && { firstReading: instant(first) }),
    notes: notes(),
    progress: { at: to, share: 1, readings: backtest.readings },
  })
  return backtest.result()
}

interface ToJudge {
  readonly ruleSet: RuleSet
  readonly against: RuleSet | undefined
  readonly registered: readonly RegisteredDevice[]
  /** Milliseconds. */
  readonly length: number
}

function judgingOf(
  backtest: Backtest,
  threads: JudgingThreads | undefined,
  { ruleSet, against, registered, length }: ToJudge,
): Judging {
  const readings = registered.reduce((sum, { device }) => sum + length / (device.period * 1_000), 0)
  if (threads === undefined || threads.count < 2 || readings < threads.worthFrom)
    return judgedHere(backtest)
  if (ruleSet.madeOf === undefined || (against !== undefined && against.madeOf === undefined))
    return judgedHere(backtest)
  return judgedInThreads(backtest, threads, {
    ...{ ruleSet: ruleSet.madeOf, against: against?.madeOf, registered },
  })
}

/** So much later than asked a first reading still counts as in time. */
const slack = 600_000

export function notesOf(
  parts: readonly Pick<HistoryPart, 'source' | 'from' | 'to'>[],
  since: Instant,
  first: number,
  zone: string,
): readonly Bilingual[] {
  const offset = zoneOffset(zone)
  const text = (at: number) => `${timeOf(instant(at), offset)} (${zone})`
  return [
    {
      zh: '设备及其限值按登记册现状',
      en: 'devices and their limits are those of the register now',
    },
    ...(first > since + slack
      ? [
          {
            zh: `最早的数据是 ${text(first)} 的：需要更早数据的窗口从空开始`,
            en: `the first reading is of ${text(first)}: windows that reach further back began empty`,
          },
        ]
      : []),
    ...parts.flatMap(({ source, from, to }): readonly Bilingual[] => {
      const [zh, en] = [`${text(from)} 至 ${text(to)} `, `${text(from)} to ${text(to)} `]
      if (source === 'series')
        return [
          {
            zh: `${zh}取自时序库：其中没有本系统停机的记录，停机期间按设备失联计；也没有主机校时的记录`,
            en: `${en}is out of the time series: it knows neither our own outages, which count as silence there, nor steps of the host's clock`,
          },
        ]
      return source === 'frames'
        ? [
            {
              zh: `${zh}取自原始帧，重新接入一遍`,
              en: `${en}is out of frames, through ingest once more`,
            },
          ]
        : []
    }),
  ]
}
