/** The shipped rules judge the shipped scenarios: what was promised opens in time, and nothing else does. */
import { describe, expect, it } from 'vitest'

import type { AlarmTransition } from '../../../core/alarm.ts'
import { citySchema } from '../../../core/city.ts'
import type { Device } from '../../../core/device.ts'
import { readingId } from '../../../core/identity.ts'
import type { Reading } from '../../../core/reading.ts'
import { hours, instant, type Instant, minutes, plus } from '../../../core/time.ts'
import { loadCatalogue } from '../../../rules/in-force/catalogue.ts'
import { cityClock } from '../../../rules/judging/city-clock.ts'
import { bind } from '../../../rules/language/bind.ts'
import { applies } from '../../../rules/language/rule.ts'
import type { RuleState } from '../../../rules/judging/state.ts'
import { step } from '../../../rules/judging/step.ts'
import { judge, truthUntil } from '../../../simulators/script/ground-truth.ts'
import { nextReport } from '../../../simulators/script/reports.ts'
import { sampleCity } from '../../../simulators/sample-city.ts'
import type { Scenario } from '../../../simulators/script/scenario.ts'
import { findScenario } from '../../../simulators/script/scenarios.ts'
import { signalOf } from '../../../simulators/script/signals.ts'
import { createTimeline, type Timeline } from '../../../simulators/script/timeline.ts'

const { devices } = sampleCity()
const clock = cityClock(citySchema.parse({ name: { zh: '临江市', en: 'Linjiang' } }))
const catalogue = await loadCatalogue(new URL('../../../rules/catalogue', import.meta.url).pathname)
const midnight = instant(Date.parse('2026-06-01T00:00:00+08:00'))
const seed = 1

/** Alarms of one device between two instants, each rule on its own, a tick after every reading. */
function alarmsOf(device: Device, timeline: Timeline, from: Instant, until: Instant) {
  const alarms: AlarmTransition[] = []
  const rules = catalogue.rules
    .filter((rule) => applies(rule, device))
    .map((rule) => ({ bound: bind(rule, device, catalogue.limits), state: fresh() }))
  for (let at = nextReport(device, timeline, seed, from); at < until;) {
    const hour = clock.sinceMidnight(at) / 3_600_000
    const acting = timeline.acting(device.id, at)
    const reading: Reading = {
      type: 'reading',
      id: readingId({ device: device.id, observedAt: at }),
      device: device.id,
      observedAt: at,
      receivedAt: at,
      values: signalOf(device.kind)({ device, seed, at, hour, acting }),
      timing: 'live',
      frame: '0:0',
    }
    at = nextReport(device, timeline, seed, at)
    for (const each of rules) {
      const tick = { type: 'tick', at: plus(at, -1) } as const
      for (const input of [reading, tick]) {
        const outcome = step(each.bound, each.state, input, clock)
        each.state = outcome.state
        alarms.push(...outcome.transitions)
      }
    }
  }
  return alarms
}

const fresh = (): RuleState | undefined => undefined

/** The first alarm that files or collects a case of a category opens it; later ones join it. */
function casesOf(list: readonly Device[], timeline: Timeline, from: Instant, until: Instant) {
  return list.flatMap((device) => {
    const opened = new Map<string, Instant>()
    for (const alarm of alarmsOf(device, timeline, from, until)) {
      if (alarm.kind === 'cleared' || alarm.case.filing === 'none') continue
      const { category } = alarm.case
      opened.set(category, instant(Math.min(opened.get(category) ?? Infinity, alarm.at)))
    }
    return [...opened].map(([category, openedAt]) => ({ device: device.id, category, openedAt }))
  })
}

const named = (name: string): Scenario => {
  const scenario = findScenario(name)
  if (scenario === undefined) throw new Error(`no scenario ${name}`)
  return scenario
}

/** Every `one`-th device of the city, from `first` on. */
const share = (one: number, first = 0) => devices.filter((_, index) => index % one === first)

describe('a quiet day', () => {
  it('opens no case', () => {
    const timeline = createTimeline({
      scenario: named('quiet-day'),
      devices,
      seed,
      speed: 1,
      startedAt: midnight,
    })
    expect(casesOf(share(26), timeline, midnight, plus(midnight, hours(24)))).toEqual([])
  })
})

describe.each(['ordinary-day', 'cloudburst', 'stolen-cover'])('the scenario %s', (name) => {
  it.each([3, 11, 17, 23])('opens at %i:00 exactly the cases it promises, in time', (hour) => {
    const scenario = named(name)
    const startedAt = plus(midnight, hours(hour))
    const timeline = createTimeline({ scenario, devices, seed, speed: 1, startedAt })
    const until = plus(startedAt, Math.min(scenario.duration, hours(2)) - minutes(1))
    const struck = new Set(
      timeline
        .plan(0)
        .filter(({ incident }) => incident.devices.pick !== undefined)
        .flatMap(({ devices: some }) => some),
    )
    for (const device of share(29, hour)) struck.add(device)
    const opened = casesOf([...struck], timeline, startedAt, until)
    const verdict = judge(truthUntil(timeline, until), opened, until)
    expect(verdict.missed).toEqual([])
    expect(verdict.pending).toEqual([])
    expect(verdict.extra).toEqual([])
    expect(verdict.found.filter(({ late }) => late)).toEqual([])
    expect(verdict.found.length).toBeGreaterThan(0)
  })
})
