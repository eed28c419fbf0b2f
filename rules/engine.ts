/** The rules at work: readings in, alarm transitions out. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { background } from '../core/background.ts'
import type { City } from '../core/city.ts'
import type { Component } from '../core/component.ts'
import type { DeviceDirectory } from '../core/device-directory.ts'
import { messageOf } from '../core/errors.ts'
import type { EventName, Observer } from '../core/events.ts'
import type { RuleId } from '../core/identity.ts'
import type { DurableLog } from '../core/log.ts'
import { pump } from '../core/pump.ts'
import { seconds } from '../core/time.ts'
import type { Clock } from '../core/time.ts'
import { readingsTopic } from '../core/topics.ts'
import { inspectCatalogue, loadCatalogue, type RuleSet } from './catalogue.ts'
import { cityClock } from './city-clock.ts'
import type { RulesConfig } from './config.ts'
import { Judge, type Verdict } from './judge.ts'
import { mistakeText } from './yaml-source.ts'

export interface RulesDependencies {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly directory: DeviceDirectory
  readonly config: RulesConfig
  readonly city: City
  /** Folder of the catalogue; `config.folder` wins. */
  readonly folder: string
}

export interface Rules extends Component {
  /** The rules in force; only after `start`. */
  ruleSet(): RuleSet | undefined
  /** Alarms that stand, by rule. */
  standing(): ReadonlyMap<RuleId, number>
}

/** How old the register may be when judging, in milliseconds. */
const followEvery = seconds(2)

export function createRules(dependencies: RulesDependencies): Rules {
  const { log, clock, observer, directory, config, city } = dependencies
  const folder = config.folder ?? dependencies.folder
  let judge: Judge | undefined
  let followed = Number.NEGATIVE_INFINITY

  const follow = async (missing: boolean): Promise<void> => {
    if (!missing && clock.now() - followed < followEvery) return
    followed = clock.now()
    await directory.follow()
  }

  const inForce = (): Judge => {
    if (judge === undefined) throw new TypeError('the rules are judged only after start')
    return judge
  }

  const announce = ({ rules, version }: RuleSet): void => {
    observer.emit('rules.loaded', { rules: rules.length, version })
    observer.gauge('rules.active', rules.length)
  }

  const report = (verdict: Verdict): void => {
    if (verdict.readings > 0) observer.emit('rules.judged', {}, verdict.readings)
    for (const message of verdict.failures) observer.emit('rules.evaluation-failed', { message })
    if (verdict.transitions.length === 0) return
    const now = clock.now()
    verdict.transitions.forEach((transition, index) => {
      const { alarm, kind } = transition
      observer.emit(`alarm.${kind}` satisfies EventName, {
        alarm,
        ...(kind === 'cleared'
          ? { because: transition.because }
          : { severity: transition.severity }),
      })
      const decided = verdict.decided[index]
      if (kind === 'raised' && decided !== undefined) {
        observer.measure('alarm.latency.seconds', Math.max(0, now - decided) / 1_000)
      }
    })
  }

  const work = async (judge: Judge, signal: AbortSignal): Promise<void> => {
    let verdict: Verdict | undefined
    let used = judge.ruleSet
    await pump(
      {
        log,
        clock,
        observer,
        topic: readingsTopic,
        group: 'rules',
        consume: { maxRecords: config.maxRecords, linger: config.linger },
        async handler({ records, state }) {
          const missing = records.some(
            ({ value }) => value.type === 'reading' && directory.get(value.device) === undefined,
          )
          await follow(missing)
          used = judge.ruleSet
          verdict = judge.work(records, state)
          return verdict.effects
        },
        completed() {
          judge.completed(used)
          if (verdict !== undefined) report(verdict)
        },
      },
      signal,
    )
  }

  const watch = async (judge: Judge, signal: AbortSignal): Promise<void> => {
    let seen = await signature(folder)
    while (!signal.aborted) {
      await clock.sleep(config.watchEvery, signal).catch(() => {})
      if (signal.aborted) return
      const now = await signature(folder)
      if (now === seen) continue
      seen = now
      const { ruleSet, mistakes } = await inspectCatalogue(folder)
      if (ruleSet === undefined) {
        observer.emit('rules.load-failed', { message: mistakes.map(mistakeText).join('; ') })
      } else if (ruleSet.version !== judge.ruleSet.version) {
        judge.use(ruleSet)
        announce(ruleSet)
      }
    }
  }

  const component = background('rules', observer, {
    judge: (signal) => work(inForce(), signal),
    ...(config.watch && { watch: (signal: AbortSignal) => watch(inForce(), signal) }),
  })

  return {
    ...component,
    async start() {
      const ruleSet = await loadCatalogue(folder)
      await follow(true)
      judge = new Judge(directory, cityClock(city), ruleSet)
      announce(ruleSet)
      await component.start()
    },
    unready: () => (judge === undefined ? 'the rules are not loaded' : component.unready()),
    ruleSet: () => judge?.ruleSet,
    standing: () => judge?.standing() ?? new Map(),
  }
}

/** Changes when a file of the folder does. */
async function signature(folder: string): Promise<string> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
    const parts = await Promise.all(
      names.map(async (name) => {
        const { mtimeMs, size } = await stat(join(folder, name))
        return `${name}:${mtimeMs}:${size}`
      }),
    )
    return parts.join('|')
  } catch (error) {
    return messageOf(error)
  }
}
