/** The score of rules, on what is drawn for the sample city. */
import { assert, property, subarray } from 'fast-check'
import { describe, expect, it } from 'vitest'

import { days, type Instant, instant, plus } from '../../../core/time.ts'
import { grouped } from '../../../rules/backtest/grouped.ts'
import { sampleCity } from '../../../simulators/sample-city.ts'
import { cityRecipes } from '../../../simulators/script/trial/city-recipes.ts'
import { faultRecipes } from '../../../simulators/script/trial/fault-recipes.ts'
import { planOf, thingOf } from '../../../simulators/script/trial/plan.ts'
import { type Raised, scoreRules } from '../../../simulators/script/trial/score.ts'

const { devices } = sampleCity()
const midnight = instant(Date.parse('2026-06-01T00:00:00+08:00'))
const length = days(14)
const midnights = Array.from({ length: 14 }, (_, day) => plus(midnight, days(day)))
const plansOf = (seed: number) =>
  new Map(devices.map((device) => [device.id as string, planOf(device, { seed, midnights })]))
const plans = plansOf(1)

const rules = [
  ...new Set(
    [...plans.values()]
      .flat()
      .flatMap(({ demands, permits }) => [...(demands ?? []), ...(permits ?? [])]),
  ),
].sort()
const tried = rules.map((rule) => ({ rule, devices }))

/** Tells everything that must be told, the moment it begins. */
const perfect: readonly Raised[] = [...plans].flatMap(([device, plan]) =>
  plan.flatMap(({ from, demands }) =>
    (demands ?? []).map((rule) => ({ rule, device, at: from, files: true })),
  ),
)
const score = (raised: readonly Raised[]) => scoreRules(tried, plans, raised, length)
const scoreOf = (rule: string, raised: readonly Raised[]) =>
  scoreRules([{ rule, devices }], plans, raised, length)[0]

const tilted = 'manhole-cover-tilted'
const tellings = perfect.filter(({ rule }) => rule === tilted)
/** A device to which nothing at all happens near the instant. */
function calm(at: Instant): string {
  const found = [...plans].find(([, plan]) =>
    plan.every(({ from, over }) => over < plus(at, -days(1)) || from > plus(at, days(1))),
  )
  if (found === undefined) throw new Error('something happens everywhere')
  return found[0]
}

describe('the score of rules', () => {
  it('is 1 and 1 for a detector that tells everything at once', () => {
    const scores = score(perfect)
    expect(scores.length).toBeGreaterThan(15)
    for (const one of scores) {
      expect(one).toMatchObject({ precision: 1, false: 0, missedIn: {}, falseCasesPerSensorDay: 0 })
      expect([1, undefined]).toContain(one.recall)
      expect(one.delay?.max ?? 0).toBe(0)
    }
  })

  it('counts each that is not told, and nothing else', () => {
    assert(
      property(subarray([...tellings]), (told) => {
        const one = scoreOf(tilted, told)
        expect(one?.truths).toBe(tellings.length)
        expect(one?.found).toBe(told.length)
        expect(one?.recall).toBe(told.length / tellings.length)
        expect(one?.precision).toBe(1)
        const missed = Object.values(one?.missedIn ?? {}).reduce((sum, times) => sum + times, 0)
        expect(missed).toBe(tellings.length - told.length)
      }),
    )
  })

  it('counts what was told of nothing, with its cases', () => {
    const at = plus(midnight, days(3))
    const made = { rule: tilted, device: calm(at), at, files: true }
    const one = scoreOf(tilted, [...tellings, made, { ...made, files: false }])
    expect(one).toMatchObject({ recall: 1, false: 2, falseIn: { nothing: 2 } })
    expect(one?.precision).toBe(tellings.length / (tellings.length + 2))
    expect(one?.falseCasesPerSensorDay).toBe(1 / (devices.length * 14))
  })

  it('takes what is told again for neither right nor wrong', () => {
    const again = tellings.map((one) => ({ ...one, at: plus(one.at, 60_000) }))
    expect(scoreOf(tilted, [...tellings, ...again])).toMatchObject({ recall: 1, false: 0 })
  })

  it('measures the delay from the begin; ten minutes after the end is too late, and no lie', () => {
    const later = (by: number) => tellings.map((one) => ({ ...one, at: plus(one.at, by) }))
    expect(scoreOf(tilted, later(90_000))?.delay).toEqual({ p50: 90, p90: 90, max: 90 })
    const late = [...plans].flatMap(([device, plan]) =>
      plan
        .filter(({ demands }) => demands?.includes(tilted) === true)
        .map(({ until }) => ({ rule: tilted, device, at: plus(until, 660_000), files: true })),
    )
    expect(scoreOf(tilted, late)).toMatchObject({ found: 0, recall: 0, false: 0 })
  })
})

describe('what is drawn', () => {
  it('is the same for the same seed, whatever devices there are', () => {
    const [device] = devices
    if (device === undefined) throw new Error('no devices')
    expect(planOf(device, { seed: 1, midnights })).toEqual(plans.get(device.id))
    expect(plansOf(2)).not.toEqual(plans)
  })

  it('has everything that can happen', () => {
    const names = new Set([...plans.values()].flat().map(({ name }) => name))
    const all = new Set([...cityRecipes, ...faultRecipes].map(({ name }) => name))
    expect([...all].filter((name) => !names.has(name))).toEqual([])
  })

  it('lets several things happen to a device at once, but one thing and its faults only once', () => {
    let together = 0
    for (const plan of plans.values()) {
      const city = plan.filter(({ cause }) => cause.type === 'incident')
      together += city.filter(({ from }, index) => from < (city[index - 1]?.over ?? 0)).length
      const groups = grouped(plan, (one) => (city.includes(one) ? thingOf(one) : 'fault'))
      for (const own of groups.values()) {
        own.slice(1).forEach(({ from }, index) => {
          expect(from).toBeGreaterThan(own[index]?.over ?? Infinity)
        })
      }
    }
    expect(together).toBeGreaterThan(20)
  })
})
