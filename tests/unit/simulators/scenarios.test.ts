import { describe, expect, it } from 'vitest'

import { instant, minutes, plus, seconds } from '../../../core/time.ts'
import { atMost, simulatorsConfigSchema } from '../../../simulators/config.ts'
import { judge, truthUntil } from '../../../simulators/script/ground-truth.ts'
import { nextReport } from '../../../simulators/script/reports.ts'
import { sampleCity } from '../../../simulators/sample-city.ts'
import { overAt, planIncidents, type Scenario } from '../../../simulators/script/scenario.ts'
import { findScenario, scenarioNames, scenarios } from '../../../simulators/script/scenarios.ts'
import { signals } from '../../../simulators/script/signals.ts'
import { createTimeline } from '../../../simulators/script/timeline.ts'

const { devices } = sampleCity()
const startedAt = instant(Date.UTC(2026, 5, 1, 4))
const named = (name: string): Scenario => {
  const scenario = findScenario(name)
  if (scenario === undefined) throw new Error(`no scenario ${name}`)
  return scenario
}
const timelineOf = (scenario: Scenario, speed = 1, seed = 1) =>
  createTimeline({ scenario, devices, seed, speed, startedAt })

describe('the scenarios', () => {
  it('are found by name', () => {
    expect(scenarioNames).toEqual(['ordinary-day', 'quiet-day', 'cloudburst', 'stolen-cover'])
    expect(findScenario('nothing')).toBeUndefined()
  })

  it.each(scenarios)('$name strikes the sample city and is over in time', (scenario) => {
    const ids = scenario.incidents.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { incident, devices: struck } of planIncidents(scenario, devices, 1)) {
      expect(struck.length, incident.id).toBeGreaterThan(0)
      if (incident.devices.pick !== undefined) expect(struck).toHaveLength(incident.devices.pick)
      const over = overAt(incident)
      if (Number.isFinite(over)) expect(over).toBeLessThanOrEqual(scenario.duration)
    }
  })

  it('give every expected case a device with a category', () => {
    for (const scenario of scenarios) {
      const { expected } = truthUntil(timelineOf(scenario), plus(startedAt, scenario.duration - 1))
      for (const { category } of expected) expect(category).toMatch(/^\d{4}$/)
      const keys = expected.map(({ device, category }) => `${device}/${category}`)
      expect(new Set(keys).size, scenario.name).toBe(keys.length)
    }
  })

  it('choose the same devices for the same seed in any order, others in the next cycle', () => {
    const scenario = named('ordinary-day')
    const ids = (list: typeof devices, seed: number, cycle: number) =>
      planIncidents(scenario, list, seed, cycle)
        .filter(({ incident }) => incident.devices.pick !== undefined)
        .map(({ devices: struck }) => struck.map(({ id }) => id))
    expect(ids([...devices].reverse(), 1, 0)).toEqual(ids(devices, 1, 0))
    expect(ids(devices, 1, 1)).not.toEqual(ids(devices, 1, 0))
    expect(ids(devices, 2, 0)).not.toEqual(ids(devices, 1, 0))
  })
})

describe('the timeline', () => {
  it('lifts the cover of an ordinary day two seconds after the start, at once and plainly', () => {
    const timeline = timelineOf(named('ordinary-day'))
    const cover = timeline.plan(0)[0]?.devices[0]
    if (cover === undefined) throw new Error('no cover was chosen')
    const onset = plus(startedAt, seconds(2))
    expect(timeline.acting(cover.id, plus(onset, -1))).toEqual([])
    expect(timeline.nextChange(cover.id, startedAt)).toBe(onset)

    const reports: number[] = []
    for (let at = startedAt; at < plus(onset, seconds(60));) {
      at = nextReport(cover, timeline, 1, at)
      reports.push(at - onset)
    }
    expect(reports).toContain(0)
    const after = reports.filter((at) => at >= 0)
    const gaps = after.slice(1).map((at, index) => at - (after[index] ?? 0))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(10_000)

    const measure = (later: number) => {
      const at = plus(onset, later)
      const acting = timeline.acting(cover.id, at)
      return signals.manhole({ device: cover, seed: 1, at, hour: 12, acting })
    }
    expect(measure(0).tilt).toBeGreaterThan(60)
    expect(measure(0).tilt).toBeLessThan(90)
    expect(measure(0).coverOpen).toBe(0)
    expect(measure(seconds(6)).coverOpen).toBe(1)
    expect(measure(minutes(44)).coverOpen).toBe(1)
    expect(measure(minutes(46)).coverOpen).toBe(0)
  })

  it('runs faster with speed, and round and round when it repeats', () => {
    const timeline = timelineOf(named('ordinary-day'), 10)
    const onset = timeline.instantOf(0, seconds(2))
    expect(onset - startedAt).toBe(200)
    const cycle = minutes(12)
    const second = timeline.plan(1)[0]?.devices[0]
    if (second === undefined) throw new Error('no cover was chosen')
    expect(timeline.cycleAt(plus(startedAt, cycle + 1_500))).toBe(1)
    expect(timeline.acting(second.id, plus(startedAt, cycle + 1_500))).toMatchObject([
      { kind: 'cover-stolen', elapsed: 13_000 },
    ])
    expect(timeline.nextChange(second.id, plus(startedAt, cycle))).toBe(
      plus(startedAt, cycle + 200),
    )
  })

  it('leaves the cover of stolen-cover open for good', () => {
    const scenario = named('stolen-cover')
    const timeline = timelineOf(scenario)
    const cover = timeline.plan(0)[0]?.devices[0]
    if (cover === undefined) throw new Error('no cover was chosen')
    const later = plus(startedAt, scenario.duration * 100)
    expect(timeline.acting(cover.id, later)).toHaveLength(1)
  })

  it('floods what cloudburst says over the filing depth, in time and nothing else', () => {
    const scenario = named('cloudburst')
    const timeline = timelineOf(scenario)
    const { expected } = truthUntil(timeline, plus(startedAt, scenario.duration))
    expect(expected.length).toBe(10)
    const gauges = devices.filter(({ kind, site }) => kind === 'water' && site !== 'river')
    for (const device of gauges) {
      const demand = expected.find((each) => each.device === device.id)
      const over: number[] = []
      for (let at = startedAt; at < plus(startedAt, scenario.duration); at = plus(at, 10_000)) {
        const acting = timeline.acting(device.id, at)
        const { depth = 0 } = signals.water({ device, seed: 1, at, hour: 12, acting })
        if (depth >= 15) over.push(at)
      }
      if (demand === undefined) expect(over, device.id).toEqual([])
      else {
        // A three-minute window and a hold of a minute still fit in before the case is due.
        expect(over[0]).toBeLessThan(demand.dueAt - minutes(5))
        expect(over.length).toBeGreaterThan(60)
      }
    }
  })

  it('asks for reports of a calm device on its own beat only', () => {
    const timeline = timelineOf(named('quiet-day'))
    const device = devices.find(({ kind }) => kind === 'noise')
    if (device === undefined) throw new Error('no noise meter')
    let at = startedAt
    for (let index = 0; index < 50; index++) {
      const next = nextReport(device, timeline, 1, at)
      if (index > 0) expect(next - at).toBe(device.period * 1_000)
      else expect(next - at).toBeLessThanOrEqual(device.period * 1_000)
      at = next
    }
  })
})

describe('the ground truth', () => {
  const timeline = timelineOf(named('stolen-cover'))
  const onset = plus(startedAt, seconds(30))
  const truth = truthUntil(timeline, plus(startedAt, minutes(5)))
  const [wanted] = truth.expected
  if (wanted === undefined) throw new Error('nothing is expected')
  const { device, category } = wanted

  it('finds the case in time, or late', () => {
    const early = [{ device, category, openedAt: plus(onset, seconds(31)) }]
    expect(judge(truth, early, plus(onset, minutes(3)))).toMatchObject({
      found: [{ delay: 31_000, late: false }],
      missed: [],
      pending: [],
      extra: [],
    })
    const late = [{ device, category, openedAt: plus(onset, minutes(10)) }]
    expect(judge(truth, late, plus(onset, minutes(11))).found[0]?.late).toBe(true)
  })

  it('says what is missed and what is not due yet', () => {
    expect(judge(truth, [], plus(onset, seconds(10))).pending).toHaveLength(1)
    expect(judge(truth, [], plus(onset, minutes(10))).missed).toHaveLength(1)
  })

  it('names a case too many: twice, too early, of another device or category', () => {
    const right = { device, category, openedAt: plus(onset, seconds(31)) }
    const wrong = [
      { ...right, openedAt: plus(onset, seconds(40)) },
      { ...right, openedAt: plus(onset, -1) },
      { ...right, device: 'mh-none' },
      { ...right, category: '9901' },
    ]
    for (const each of wrong) {
      const { found, extra } = judge(truth, [each, right], plus(onset, minutes(3)))
      expect(found).toHaveLength(1)
      expect(extra).toHaveLength(1)
    }
  })

  it('tolerates what an incident permits, and nothing else of its devices', () => {
    const storm = timelineOf(named('cloudburst'))
    const until = plus(startedAt, minutes(20))
    const stormy = truthUntil(storm, until)
    const well = stormy.tolerated.find(({ device }) => device.startsWith('mh-'))
    if (well === undefined) throw new Error('nothing is tolerated')
    const opened = {
      device: well.device,
      category: well.category,
      openedAt: plus(well.from, 60_000),
    }
    expect(judge(stormy, [opened], until).extra).toEqual([])
    for (const wrong of [
      { ...opened, category: '9901' },
      { ...opened, openedAt: plus(well.from, -1) },
      { ...opened, openedAt: plus(well.until, 1) },
    ]) {
      expect(judge(stormy, [wrong], until).extra).toEqual([wrong])
    }
    const wells = stormy.tolerated.filter(({ device }) => device.startsWith('mh-'))
    expect(wells).toHaveLength(10)
    for (const { category } of wells) expect(['0102', '0103']).toContain(category)
  })
})

describe('the configuration', () => {
  it('has defaults and refuses what it does not know', () => {
    expect(simulatorsConfigSchema.parse({})).toEqual({
      commands: 'obey',
      scenario: 'ordinary-day',
      seed: 1,
      speed: 1,
    })
    for (const wrong of [
      { scenario: 'war' },
      { seed: -1 },
      { speed: 0 },
      { devices: 0 },
      { x: 1 },
    ]) {
      expect(simulatorsConfigSchema.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false)
    }
  })

  it('thins the devices out evenly', () => {
    expect(atMost(devices, undefined)).toBe(devices)
    expect(atMost(devices, 10_000)).toBe(devices)
    const few = atMost(devices, 100)
    expect(few).toHaveLength(100)
    expect(new Set(few.map(({ id }) => id)).size).toBe(100)
    expect(new Set(few.map(({ kind }) => kind)).size).toBe(6)
  })
})
