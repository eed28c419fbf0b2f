/** Rules on days of simulated covers, through ingest and the judge as they are. */
import { describe, expect, it } from 'vitest'

import { instant } from '../../../core/time.ts'
import { runTrial } from '../../../app/assembly/trial.ts'
import { loadCatalogue } from '../../../rules/in-force/catalogue.ts'
import { sampleCity } from '../../../simulators/sample-city.ts'
import { city, ruleOf } from '../../support/rules-city.ts'

const catalogue = await loadCatalogue(new URL('../../../rules/catalogue', import.meta.url).pathname)
const tilted = catalogue.rules.find(({ id }) => id === 'manhole-cover-tilted')
if (tilted === undefined) throw new Error('no rule for tilted covers')
const covers = sampleCity()
  .devices.filter(({ kind }) => kind === 'manhole')
  .slice(0, 24)
  .map((device) => ({ ...device, period: 300 }))

/** The rule with another limit, in place of the shipped one. */
const trial = (limit?: number, seed = 1) =>
  runTrial({
    city,
    seed,
    days: 2,
    devices: covers,
    from: instant(Date.parse('2026-06-01T00:00:00+08:00')),
    rules: {
      ...catalogue,
      rules: [
        limit === undefined
          ? tilted
          : ruleOf(tilted.source.replace('limits.cover.open_deg', `${limit}`), catalogue.limits),
      ],
    },
  })
const scoreOf = (...given: Parameters<typeof trial>) => {
  const [score] = trial(...given).rules
  if (score === undefined) throw new Error('no score')
  return score
}

describe('a trial of rules', () => {
  const whole = trial()
  const shipped = whole.rules[0]

  it('runs them on readings that ingest took, and finds what the shipped limit finds', () => {
    expect(whole.failures).toEqual([])
    expect(whole.readings).toBeGreaterThan(24 * 2 * 280)
    expect(shipped?.truths).toBeGreaterThan(3)
    // A clock that is hours wrong hides what is measured meanwhile.
    expect(Object.keys(shipped?.missedIn ?? {})).toEqual(['wrong clock'])
    expect(shipped?.recall).toBeGreaterThan(0.9)
    expect(shipped?.falseIn).not.toHaveProperty('nothing')
  })

  it('gives the same for the same seed', () => {
    expect(trial()).toEqual(whole)
  })

  it('shows a limit that is too high in the recall', () => {
    const { recall, precision } = scoreOf(80)
    expect(recall).toBeLessThan(0.7)
    expect(precision).toBeGreaterThanOrEqual(shipped?.precision ?? 1)
  })

  it('shows a limit that is too low in the precision', () => {
    const { recall, precision, falseIn } = scoreOf(1)
    expect(precision).toBeLessThan(0.7)
    expect(precision).toBeLessThan(shipped?.precision ?? 0)
    expect(falseIn).toHaveProperty('nothing')
    expect(recall).toBeLessThanOrEqual(1)
  })
})

describe('a trial of rules over areas', () => {
  const gauges = sampleCity().devices.filter(({ site }) => site === 'road' || site === 'cabinet')
  const depth = catalogue.rules.filter(({ id }) =>
    ['water-road-depth', 'water-silent', 'gateway-silent'].includes(id),
  )
  const { rules } = runTrial({
    ...{ city, seed: 1, days: 3 },
    devices: gauges.filter(({ kind }) => kind !== 'manhole').slice(0, 16),
    from: instant(Date.parse('2026-06-01T00:00:00+08:00')),
    rules: { ...catalogue, rules: depth },
  })

  it.each(['water-catchment-flooding', 'power-outage'])('finds what %s has to tell', (id) => {
    const score = rules.find(({ rule }) => rule === id)
    expect(score?.truths).toBeGreaterThan(0)
    expect(score).toMatchObject({ recall: 1, precision: 1 })
  })
})
