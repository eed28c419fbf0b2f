/** The rules at work: readings in, alarm transitions out. */
import { consumers } from '../core/consumers.ts'
import type { City } from '../core/city.ts'
import type { DayCalendar } from '../core/day-calendar.ts'
import type { Component } from '../runtime/component.ts'
import type { DeviceDirectory } from '../runtime/device-directory.ts'
import { isRetryable, messageOf } from '../core/errors.ts'
import { mutesNothing, type Muting } from '../core/muting.ts'
import type { Observer } from '../core/observer.ts'
import type { DurableLog } from '../core/log.ts'
import { stage } from '../runtime/stage.ts'
import { nextTurn } from '../runtime/turns.ts'
import { seconds } from '../core/time.ts'
import type { Clock } from '../core/time.ts'
import type { RuleVersions } from '../core/rule-versions.ts'
import type { checkCatalogue, RuleSet } from './in-force/catalogue.ts'
import { cityClock } from './judging/city-clock.ts'
import { announce } from './announce.ts'
import { createJudges, devicesOf } from './judges.ts'
import { deviceStates } from './judging/device-states.ts'
import type { RulesConfig } from './config.ts'
import type { Verdict } from './judging/verdict.ts'
import { keptRules } from './in-force/kept-rules.ts'
import { rulesInForce } from './in-force/rules-in-force.ts'
import { shadowBeside } from './shadow-beside.ts'

export interface RulesDependencies {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly directory: DeviceDirectory
  readonly config: RulesConfig
  readonly city: City
  /** Which days are worked; without it Monday to Friday and what the city says. */
  readonly calendar?: DayCalendar
  /** Folder of the catalogue; `config.folder` wins. */
  readonly folder: string
  /** What people put in force in its place. */
  readonly versions?: RuleVersions
  /** What no area counts meanwhile. */
  readonly muting?: Muting
  /** File that the last good rules are kept in, for a start that finds worse. */
  readonly kept?: string
  /** Of somebody who starts the same rules again and again. */
  readonly check?: typeof checkCatalogue
}

export interface Rules extends Component {
  /** The rules in force; only after `start`. */
  ruleSet(): RuleSet | undefined
}

/** How old the register may be when judging, in milliseconds. */
const followEvery = seconds(2)

export function createRules(dependencies: RulesDependencies): Rules {
  const { log, clock, observer, directory, config, city } = dependencies
  const folder = config.folder ?? dependencies.folder
  const { kept, versions, check, muting = mutesNothing } = dependencies
  const { profile: profiles } = city
  const current = rulesInForce({
    ...{ folder, profiles, observer, versions, check },
    kept: kept === undefined ? undefined : keptRules(kept, folder, profiles),
  })
  const clockOfCity = cityClock(city, dependencies.calendar)
  const beside = versions && shadowBeside({ versions, profiles, clock: clockOfCity, observer })
  const judges = createJudges({
    ...{ log, observer, directory, muting, clock: clockOfCity },
    most: { records: config.replay, states: config.waiting },
  })
  const statesOf = deviceStates()
  let followed = Number.NEGATIVE_INFINITY
  let mutingFollowed = Number.NEGATIVE_INFINITY

  const follow = async (missing: boolean): Promise<void> => {
    if (!missing && clock.elapsed() - followed < followEvery) return
    followed = clock.elapsed()
    await directory.follow()
  }

  const inForce = (): RuleSet => {
    if (current.ruleSet === undefined) throw new TypeError('the rules are judged only after start')
    return current.ruleSet
  }

  const followMuting = async (): Promise<void> => {
    if (clock.elapsed() - mutingFollowed < followEvery) return
    mutingFollowed = clock.elapsed()
    const { rules, areas } = inForce()
    if (areas.length === 0) return
    const silences = rules.filter(
      ({ id, form }) =>
        form === 'absence' && areas.some(({ document }) => document.alarms.includes(id)),
    )
    // Rules go on without the register of cases, with what it said last.
    await muting.follow(silences.map(({ id }) => id)).catch((error: unknown) => {
      if (!isRetryable(error)) throw error
      observer.emit('rules.muting-unread', { message: messageOf(error) })
    })
  }

  const report = (verdict: Verdict): void => {
    if (verdict.readings > 0) observer.emit('rules.judged', {}, verdict.readings)
    if (verdict.rebased > 0) observer.emit('rules.clock-rebased', {}, verdict.rebased)
    for (const message of verdict.failures) observer.emit('rules.evaluation-failed', { message })
    announce(verdict.transitions, observer, clock)
  }

  const watch = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await nextTurn(clock, config.watchEvery, signal)
      if (signal.aborted) return
      await current.look({ folder: config.watch })
      await beside?.look()
    }
  }

  const component = stage({
    ...{ log, clock, observer },
    name: 'rules',
    consumer: consumers.rules,
    consume: { maxRecords: config.maxRecords, linger: config.linger, last: true },
    async work(taken, signal) {
      const state = statesOf(taken.state)
      const batch = { ...taken, state }
      const { records } = batch
      if (records.length === 0) {
        const last = await judges.last(batch, inForce)
        return last.effects === undefined ? last : { ...last, effects: state.kept(last.effects) }
      }
      const missing = records.some(
        ({ value }) => value.type === 'reading' && directory.get(value.device) === undefined,
      )
      await follow(missing)
      await followMuting()
      const judge = await judges.of(batch, inForce, signal)
      const verdict = judge.work(records, state)
      const shadow = beside?.work(batch, verdict, judge.ruleSet, devicesOf(directory, batch.owns))
      const changes = [...(verdict.effects.state ?? []), ...(shadow?.changes ?? [])]
      const effects = state.kept({ ...verdict.effects, state: changes })
      return { effects, told: { judge, used: judge.ruleSet, verdict, shadow } }
    },
    committed({ judge, used, verdict, shadow }) {
      judge.completed(used)
      shadow?.completed()
      report(verdict)
    },
    beside: config.watch || versions !== undefined ? { watch } : {},
  })

  return {
    ...component,
    async start() {
      await current.start()
      await beside?.look()
      // A register that is away now is asked again before the first batch is judged.
      await follow(true).catch((error: unknown) => {
        if (!isRetryable(error)) throw error
        followed = Number.NEGATIVE_INFINITY
      })
      await component.start()
    },
    unready: () =>
      current.ruleSet === undefined ? 'the rules are not loaded' : component.unready(),
    warning: () => current.trouble,
    ruleSet: () => current.ruleSet,
  }
}
