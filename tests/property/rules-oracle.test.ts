/**
 * The rules against their definition: random rules over all forms of entries on random streams. `RULES_PAIRS=20000 npx vitest run
 * tests/property/rules-oracle.test.ts` looks at so many pairs of both.
 */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { citySchema } from '../../core/city.ts'
import { deviceSchema } from '../../core/device.ts'
import { parseDeviceId, readingId } from '../../core/identity.ts'
import type { Reading } from '../../core/reading.ts'
import { instant } from '../../core/time.ts'
import { kindOf, kindSchema } from '../../core/kinds.ts'
import { cityClock } from '../../rules/judging/city-clock.ts'
import type { RuleState } from '../../rules/judging/state.ts'
import { step } from '../../rules/judging/step.ts'
import { bind } from '../../rules/language/bind.ts'
import { readLimits } from '../../rules/in-force/read-limits.ts'
import type { Mistake } from '../../runtime/yaml-source.ts'
import { hoursText, inForce, limitsText } from '../support/random-settings.ts'
import { decodeState, encodeState } from '../../storage/state-codec.ts'
import {
  plays,
  readsSeveralLengths,
  ruleText,
  valueAt,
  type Play,
} from '../support/random-rules.ts'
import { WallClock } from '../support/oracle-clock.ts'
import { RulesOracle, type Heard } from '../support/rules-oracle.ts'
import { ruleOf } from '../support/rules-city.ts'

const pairs = Number(process.env['RULES_PAIRS'] ?? 300)
const device = parseDeviceId('d1')
if (device === undefined) throw new TypeError('d1')

/** What is heard, and as what ingest hands it on. */
interface Told extends Heard {
  readonly claimed: number
  readonly timing: Reading['timing']
}

/** As ingest tells what came in time. */
const timingOf = (ahead: number): Reading['timing'] =>
  ahead > 60_000 ? 'clamped' : ahead < -600_000 ? 'late' : 'live'

/** In the order of receipt. */
function heardOf({ kind, start, said, byReceipt }: Play): Told[] {
  let now = start
  let newest = start
  return said.map(({ gap, how, values, ahead }) => {
    if (how === 'next') {
      now += gap
      newest = now
    } else if (how === 'late') {
      now += 1_000
    }
    const at = how === 'late' ? newest - gap : newest
    const claimed = byReceipt ? at + ahead * 1_000 : at
    const timing = byReceipt ? timingOf(claimed - now) : 'live'
    const measured = Object.fromEntries(
      Object.entries(values).flatMap(([name, index]) =>
        index < 0 ? [] : [[name, valueAt(kind, name, index)]],
      ),
    )
    const lag = timing === 'live' ? 0 : (now - claimed) / 1_000
    return {
      at: byReceipt ? now : at,
      received: now,
      claimed,
      timing,
      values: byReceipt ? { ...measured, lag } : measured,
      bad: Object.keys(values).filter((name) => values[name] === -2),
      outside: Object.keys(values).filter((name) => values[name] === -3),
    }
  })
}

const readingOf = ({ claimed, received, timing, values, bad, outside }: Told): Reading => ({
  type: 'reading',
  id: readingId({ device, observedAt: instant(claimed) }),
  device,
  observedAt: instant(timing === 'clamped' ? received : claimed),
  ...(timing === 'clamped' && { claimedAt: instant(claimed) }),
  receivedAt: instant(received),
  values: { ...values, ...Object.fromEntries([...bad, ...outside].map((name) => [name, 0])) },
  quality: {
    ...Object.fromEntries(bad.map((name) => [name, 'D'])),
    ...Object.fromEntries(outside.map((name) => [name, 'range'])),
  },
  timing,
  frame: '0:1',
})

const close = (a: number | undefined, b: number | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && Math.abs(a - b) <= 1e-6 * (1 + Math.abs(a)))

/** As a log gives it back. */
function stored(state: RuleState | undefined): RuleState | undefined {
  if (state === undefined) return undefined
  const bytes = encodeState(state)
  const read = decodeState(bytes)
  expect([bytes[0], read]).toStrictEqual([0xc1, state])
  return read as RuleState
}

function agree(play: Play, ticks: number): void {
  const mistakes: Mistake[] = []
  const { limits } = readLimits(limitsText(play.differs), [], mistakes)
  expect(mistakes).toEqual([])
  const rule = ruleOf(ruleText(play), limits)
  const { register } = play.differs
  const clock = cityClock(
    citySchema.parse({
      name: { zh: '市', en: 'City' },
      zone: play.city.zone,
      night: play.city.night,
      working: {
        hours: [{ from: '08:00', to: '18:00' }],
        holidays: play.city.holidays,
        workdays: play.city.workdays,
      },
    }),
  )
  const kind = kindSchema.parse(play.kind)
  const bound = bind(
    rule,
    deviceSchema.parse({
      id: device,
      kind,
      site: kindOf(kind).sites[0],
      longitude: 0,
      latitude: 0,
      period: play.plan.period / 1_000,
      active: true,
      owner: 'unit-a',
      cell: '110101001001001',
      ...(register.hours !== undefined && { hours: hoursText(register.hours) }),
      ...(register.shift !== undefined && { limits: { 'drawn.shift': register.shift } }),
    }),
    limits,
  )
  const oracle = new RulesOracle(play.plan, new WallClock(play.city, inForce(play.differs)))
  const changes: [number, string][] = []
  let state: RuleState | undefined
  const input = (one: Parameters<typeof step>[2]) => {
    const outcome = step(bound, state, one, clock)
    state = outcome.state === state ? state : stored(outcome.state)
    changes.push(...outcome.transitions.map(({ at, kind }): [number, string] => [at, kind]))
  }
  const heard = heardOf(play)
  let now = play.start
  const tick = (until: number) => {
    for (; now < until - ticks; now += ticks) input({ type: 'tick', at: instant(now) })
    if (now < until - 1_000) {
      now = until - 1_000
      input({ type: 'tick', at: instant(now) })
    }
  }
  for (const one of heard) {
    tick(one.received)
    oracle.hear(one)
    input(readingOf(one))
    if (rule.form !== 'condition' || state?.values === undefined) continue
    const values = state.values
    for (const [name] of play.plan.entries) {
      const actual = values[rule.slotNames.indexOf(name)] ?? undefined
      const expected = oracle.known.get(name)
      const what = `${name} ${expected} at ${new Date(one.at).toISOString()}`
      expect(close(actual, expected) ? what : `${name} ${actual}`).toBe(what)
    }
  }
  const end = (heard.at(-1)?.received ?? play.start) + 8 * 86_400_000
  now = end
  input({ type: 'tick', at: instant(end) })
  oracle.end(end)
  expect(changes).toEqual(oracle.changes)
}

describe('a rule', () => {
  test(
    'makes of readings what its definition makes of all there ever were',
    () => {
      fc.assert(
        fc.property(
          plays.filter((play) => !readsSeveralLengths(play)),
          fc.constantFrom(10_000, 60_000, 3_600_000),
          agree,
        ),
        { numRuns: pairs },
      )
    },
    120_000 + pairs * 60,
  )
})
