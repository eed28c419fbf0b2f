/** Why a rule did, or did not: what was heard of one device is judged again up to an instant, and what is known then explained. */
import { setImmediate as breath } from 'node:timers/promises'

import type { AlarmTransition } from '../../core/alarm.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { parseDeviceId, type DeviceId } from '../../core/identity.ts'
import type { Reading } from '../../core/reading.ts'
import { instant, minutes, plus, type Instant } from '../../core/time.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { lookbackOf } from '../backtest/lookback.ts'
import { devicesOf, Replay } from '../backtest/replay.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import { cityClock } from '../judging/city-clock.ts'
import { bind } from '../language/bind.ts'
import { applies } from '../language/rule.ts'
import { explain, notWatched, type RuleExplained } from '../why/explain.ts'
import { notesOf, type BacktestsDependencies } from './backtests.ts'
import { history } from './history.ts'
import { receivedAt } from './log-span.ts'

export interface WhyDependencies extends Omit<BacktestsDependencies, 'directory'> {
  readonly directory: Pick<DeviceDirectory, 'get' | 'follow'>
}

export interface Question {
  readonly device: DeviceId
  /** By the host's clock: what was received later does not count. */
  readonly at: Instant
  /** When what is asked about happened, if not then: windows are filled from so long before it as the rules reach back. */
  readonly about?: Instant
  /** Ends before that, behind this reading or the beginning of this alarm. */
  readonly reading?: string
  readonly alarm?: string
}

export interface Why {
  readonly device: DeviceId
  /** Of the last record that was judged. */
  readonly at: Instant
  /** The newest that had arrived. */
  readonly reading?: Reading
  /** Those for its kind. */
  readonly rules: readonly RuleExplained[]
  /** The last ones, newest last, each with the suppression that covers it. */
  readonly transitions: readonly { readonly transition: AlarmTransition; readonly muted?: string }[]
  readonly notes: readonly Bilingual[]
}

/** Out of the log, where ticks are as they were; what came before is out of the time series, which finds a device at once. */
const nearby = minutes(30)
const mostLive = 64
const mostTransitions = 20

export async function whyOf(
  dependencies: WhyDependencies,
  ruleSet: RuleSet,
  { device: id, at, about = at, reading, alarm }: Question,
): Promise<Why> {
  const { directory, city, calendar } = dependencies
  await directory.follow()
  const registered = directory.get(id)
  if (registered === undefined)
    throw new UrbanBrainError('device-unknown', `${id} is not registered`)
  const { device } = registered
  const clock = cityClock(city, calendar)
  const replay = new Replay(ruleSet, devicesOf([registered]), clock)
  const since = plus(about, -lookbackOf(ruleSet, [device]))
  const logFrom = instant(Math.max(since, about - nearby))
  const to = plus(at, 1)
  const parts = await history(dependencies, { from: since, to, device: id, logFrom })
  const muting = await dependencies.muting({ from: since, to })
  const transitions: AlarmTransition[] = []
  const heard: { newest: Reading | undefined; live: Reading[] } = { newest: undefined, live: [] }
  let first: number | undefined
  let last = since
  const judge = (record: ReadingRecord): 'over' | 'goes on' => {
    const found = replay.take([record])
    transitions.push(...found)
    last = receivedAt(record)
    if (record.type === 'reading') {
      first ??= last
      heard.newest = record
      if (record.timing === 'live')
        heard.live = [record, ...heard.live]
          .sort((a, b) => b.observedAt - a.observedAt)
          .slice(0, mostLive)
      if (record.id === reading) return 'over'
    }
    return found.some((one) => one.alarm === alarm) ? 'over' : 'goes on'
  }
  const run = async () => {
    for (const { records } of parts)
      for await (const batch of records) {
        for (const record of batch) if (judge(record) === 'over') return
        await breath()
      }
  }
  await run()
  const ofKind = ruleSet.rules.filter((rule) => rule.document.on.kind === device.kind)
  return {
    device: id,
    at: last,
    ...(heard.newest !== undefined && { reading: heard.newest }),
    rules: ofKind.map((rule) => {
      if (!applies(rule, device)) return notWatched(rule, device)
      const bound = bind(rule, device, ruleSet.limits)
      return explain(bound, replay.stateOf(bound.key), heard, clock, last)
    }),
    transitions: transitions.slice(-mostTransitions).map((transition) => {
      const muted = transition.kind === 'cleared' ? undefined : muting(transition)
      return { transition, ...(muted !== undefined && { muted }) }
    }),
    notes: notesOf(parts, since, first ?? at, city.zone),
  }
}

/** When a reading was received, by its identity. */
export async function questionOf(
  { series }: Pick<WhyDependencies, 'series'>,
  reading: string,
): Promise<Question> {
  const [, name = '', number = ''] = /^([^@]+)@(\d{1,15})/.exec(reading) ?? []
  const device = parseDeviceId(name)
  if (device === undefined)
    throw new UrbanBrainError(
      'request-invalid',
      `'${reading}' is no reading: <device>@<instant>...`,
    )
  const from = instant(Number(number))
  const found = await series.readings({ device, from, to: plus(from, 1), limit: 1_000 })
  const one = found.find(({ id }) => id === reading) ?? (found.length === 1 ? found[0] : undefined)
  if (one === undefined)
    throw new UrbanBrainError('not-found', `the time series has no reading ${reading}`)
  return { device, at: one.receivedAt, reading: one.id }
}
