/**
 * Tests of a rule as data: a device, series in a compact notation, and the transitions expected.
 *
 *   22        a value            22x10   ten times           0+2x5   0 2 4 6 8
 *   _         no value           _x10    ten times none      22:D    with a quality letter
 *
 * One token is one reporting instant, `every` apart. Where no series has a value there is no reading.
 */
import { z } from 'zod'

import { severities } from '../../core/severity.ts'
import { deviceSchema, noiseZones, type Device } from '../../core/device.ts'
import { readingId } from '../../core/identity.ts'
import { kindOf } from '../../core/kinds.ts'
import { qualities, quantitySchema, type Quality, type Quantity } from '../../core/quantities.ts'
import type { Reading } from '../../core/reading.ts'
import { instant, plus } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'
import { wrong } from '../language/mistake-words.ts'
import { parseSpan, spanText } from '../language/span.ts'
import type { Rule } from '../language/rule.ts'
import { cannotRun } from './test-words.ts'

const span = spanText.transform((text, context): number => {
  const parsed = parseSpan(text)
  if (parsed !== undefined) return parsed
  context.addIssue(wrong('duration', { text }).en)
  return z.NEVER
})

const deviceFixture = z.strictObject({
  id: z.string().default('device-1'),
  site: z.string().optional(),
  zone: z.enum(noiseZones).optional(),
  component: z.string().optional(),
  period: z.number().positive().optional(),
  limits: z.record(z.string(), z.number()).optional(),
  owner: z.string().optional(),
  cell: z.string().optional(),
  hours: z.string().optional(),
})

const expectation =
  /^(\S+) (?:past )?(?:(?:raised|escalated|eased|reminded|amended) (?:blue|yellow|orange|red)|cleared)$/

export interface Expected {
  /** Milliseconds after the start. */
  readonly after: number
  readonly what: string
}

export const expectedSchema = spanText.transform((text, context): Expected => {
  const match = expectation.exec(text)
  const after = parseSpan(match?.[1] ?? '')
  if (match !== null && after !== undefined) {
    return { after, what: text.slice(text.indexOf(' ') + 1) }
  }
  context.addIssue(wrong('expectation', { text, severities: severities.join('|') }).en)
  return z.NEVER
})

const caseSchema = z.strictObject({
  name: z.string().min(1),
  start: z.iso.datetime({ offset: true }),
  every: span,
  device: deviceFixture.partial().optional(),
  /** Of `limits.yaml`; without it the tables are as they stand. */
  profile: z.string().optional(),
  series: z.partialRecord(quantitySchema, z.string()).default({}),
  /** Transmission lag of every reading. */
  lag: span.default(0),
  timing: z.enum(['live', 'late', 'clamped', 'resent']).default('live'),
  /** Seconds that the clock of the device is ahead at each reading, as a series; its timing then follows as ingest has it. */
  clock: z.string().optional(),
  /** How long the clock runs after the start; as long as the series when left out. */
  until: span.optional(),
  expect: z.array(expectedSchema),
  /** Category every case of this test must have. */
  category: z.string().optional(),
})

export const fixtureSchema = z.strictObject({
  device: deviceFixture.optional(),
  /** Days that differ from Monday to Friday, as in `city.yaml`. */
  holidays: z.array(z.iso.date()).default([]),
  workdays: z.array(z.iso.date()).default([]),
  tests: z.array(caseSchema).min(1),
})

export type Fixture = z.output<typeof fixtureSchema>
export type FixtureCase = z.output<typeof caseSchema>

interface Sample {
  readonly value: number
  readonly quality: Quality
}

/** A step a second. */
const longestRun = 31 * 86_400_000
const mostSamples = 100_000

/** The samples of one series; undefined where there is none. Throws a sentence about what cannot be read. */
function parseSeries(text: string): (Sample | undefined)[] {
  let left = mostSamples
  return text
    .trim()
    .split(/\s+/)
    .flatMap((token) => {
      const match =
        /^(?:(_)|(-?\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?)(?::([A-Za-z]+))?(?:x(\d+))?$/.exec(token)
      const quality = qualities.find((one) => one === (match?.[4] ?? 'N'))
      const times = Number(match?.[5] ?? 1)
      if (match === null || quality === undefined) {
        throw cannotRun('valueToken', { token })
      }
      left -= times
      if (left < 0) throw cannotRun('samples', { most: mostSamples })
      return Array.from({ length: times }, (_, index) =>
        match[1] === '_'
          ? undefined
          : { value: Number(match[2]) + Number(match[3] ?? 0) * index, quality },
      )
    })
}

/** The device under test: one the rule applies to, changed by what the fixture says. */
export function deviceOf(rule: Rule, fixture: Fixture, test: FixtureCase): Device {
  return deviceFor(rule, { ...fixture.device, ...test.device })
}

/** One that the rule applies to, if nothing else is said of it. */
export function deviceFor(rule: Rule, more: Readonly<Record<string, unknown>>): Device {
  const { kind, site, zone } = rule.document.on
  const firstZone = [zone].flat()[0]
  return deviceSchema.parse({
    id: 'device-1',
    kind,
    site: [site].flat()[0] ?? kindOf(kind).sites[0],
    ...(firstZone === undefined ? {} : { zone: firstZone }),
    longitude: 120,
    latitude: 30,
    period: kindOf(kind).period,
    active: true,
    ...more,
  })
}

/** The readings of a test in the order they were received. */
export function readingsOf(device: Device, test: FixtureCase): Reading[] {
  const start = instant(Date.parse(test.start))
  const series = Object.entries(test.series).map(
    ([quantity, text = '']) => [quantity as Quantity, parseSeries(text)] as const,
  )
  const ahead = test.clock === undefined ? [] : parseSeries(test.clock)
  const length = Math.max(0, ...series.map(([, samples]) => samples.length))
  return Array.from({ length }, (_, index) => index).flatMap((index): Reading[] => {
    const { receivedAt, ...said } = instantsOf(test, start, index, ahead[index]?.value)
    const values: Partial<Record<Quantity, number>> = {}
    const quality: Partial<Record<Quantity, Quality>> = {}
    for (const [quantity, samples] of series) {
      const sample = samples[index]
      if (sample === undefined) continue
      values[quantity] = sample.value
      if (sample.quality !== 'N') quality[quantity] = sample.quality
    }
    if (Object.keys(values).length === 0) return []
    return [
      {
        type: 'reading',
        id: readingId({ device: device.id, observedAt: said.claimedAt ?? said.observedAt }),
        device: device.id,
        receivedAt,
        ...said,
        values,
        ...(Object.keys(quality).length === 0 ? {} : { quality }),
        frame: `0:${index}`,
      },
    ]
  })
}

type Instants = Pick<Reading, 'observedAt' | 'claimedAt' | 'receivedAt' | 'timing'>

/** As far as ingest takes a clock for right, unless a city sets it otherwise. */
const mostAhead = 60_000
const mostBehind = 600_000

function instantsOf(
  { every, lag, timing }: FixtureCase,
  start: Instant,
  index: number,
  ahead: number | undefined,
): Instants {
  const measured = plus(start, index * every)
  const receivedAt = plus(measured, lag)
  if (ahead === undefined) return { observedAt: measured, receivedAt, timing }
  const said = plus(measured, ahead * 1_000)
  if (said > receivedAt + mostAhead)
    return { observedAt: receivedAt, claimedAt: said, receivedAt, timing: 'clamped' }
  return { observedAt: said, receivedAt, timing: said < receivedAt - mostBehind ? 'late' : timing }
}

/** How long the clock of a test runs. */
export function lengthOf(test: FixtureCase): number {
  const samples = Object.values(test.series).map((text = '') => parseSeries(text).length)
  const length = test.until ?? Math.max(0, ...samples) * test.every
  if (length <= longestRun) return length
  throw cannotRun('tooLong')
}
