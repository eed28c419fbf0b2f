/**
 * Tests of a rule over an area as data: which alarms of devices stand when, and the transitions expected.
 *
 *   _         no alarm           yellow x10 is written yellowx10       orange=27   with a value for each sum
 *
 * One token is one instant, `every` apart; an alarm that goes on is not told again.
 */
import { z } from 'zod'

import type { AlarmTransition } from '../../core/alarm.ts'
import type { AreaMember } from '../../core/area-member.ts'
import { deviceSchema, type Device } from '../../core/device.ts'
import { alarmId, type RuleId } from '../../core/identity.ts'
import type { PartitionState } from '../../core/log.ts'
import type { RegisteredDevice } from '../../core/registry.ts'
import { severities, severityNamed, type Severity } from '../../core/severity.ts'
import { instant, plus, type Instant } from '../../core/time.ts'
import { elapsed, waitsFor, type Wait } from '../judging/area-waits.ts'
import { judgeAreas } from '../judging/area-judge.ts'
import { Membership, type Stands, type Told } from '../judging/membership.ts'
import type { AreaRule } from '../language/area-rule.ts'
import { span } from '../language/span.ts'
import type { Rule } from '../language/rule.ts'
import { deviceFor, expectedSchema } from './fixture.ts'
import { cannotRun } from './test-words.ts'

const placeSchema = deviceSchema
  .pick({
    cell: true,
    gateway: true,
    catchment: true,
    power: true,
    component: true,
    longitude: true,
    latitude: true,
  })
  .partial()
  .strict()

const areaCaseSchema = z.strictObject({
  name: z.string().min(1),
  start: z.iso.datetime({ offset: true }),
  every: span,
  /** Where devices are, if not all in one cell and place. */
  devices: z.record(z.string(), placeSchema).default({}),
  /** So many are registered, with those that have no alarm. */
  registered: z.number().int().min(1).max(1_000).optional(),
  alarms: z.record(z.string(), z.string()),
  expect: z.array(expectedSchema),
  category: z.string().optional(),
})

export const areaFixtureSchema = z.strictObject({ tests: z.array(areaCaseSchema).min(1) })

export type AreaCase = z.output<typeof areaCaseSchema>

interface Token {
  readonly severity: Severity | undefined
  readonly value: number | undefined
}

const mostTokens = 10_000

/** Throws a sentence about what cannot be read. */
function parseAlarms(text: string): readonly Token[] {
  let left = mostTokens
  return text
    .trim()
    .split(/\s+/)
    .flatMap((token) => {
      const match = /^(_|[a-z]+?)(?:=(-?\d+(?:\.\d+)?))?(?:x(\d+))?$/.exec(token)
      const severity = severityNamed(match?.[1])
      if (match === null || (severity === undefined && match[1] !== '_'))
        throw cannotRun('alarmToken', { token, severities: severities.join(', ') })
      const times = Number(match[3] ?? 1)
      left -= times
      if (left < 0) throw cannotRun('instants', { most: mostTokens })
      const value = match[2] === undefined ? undefined : Number(match[2])
      return Array.from({ length: times }, () => ({ severity, value }))
    })
}

export function simulateArea(
  area: AreaRule,
  rules: readonly Rule[],
  test: AreaCase,
): readonly AlarmTransition[] {
  const watched = rules.find(({ id }) => id === area.document.alarms[0])
  if (watched === undefined) throw cannotRun('watchesNone')
  const devices = devicesOf(watched, area.document.over === 'power', test)
  const membership = new Membership(rules, [area], {
    get: (id) => devices.get(id),
    all: () => devices.values(),
  })
  const told = new Map<string, Told>()
  const waits = new Map<string, readonly Wait[]>()
  const state = new Map<string, unknown>()
  const transitions: AlarmTransition[] = []
  const start = instant(Date.parse(test.start))
  const series = Object.entries(test.alarms).map(
    ([device, text]) => [device, parseAlarms(text)] as const,
  )
  const length = Math.max(0, ...series.map(([, tokens]) => tokens.length))
  for (let index = 0; index < length; index += 1) {
    const at = plus(start, index * test.every)
    const records = series.flatMap(([device, tokens]): AreaMember[] => {
      const key = `${watched.id}/${device}`
      const before = told.get(key)
      const standing = standsAt(area, watched.id, device, tokens[index], at, before?.standing)
      const occasion = { at, decidedAt: at, because: 'recovered', told: at } as const
      const found = membership.tell(key, occasion, before, standing)
      if (found.told === undefined) told.delete(key)
      else told.set(key, found.told)
      waits.set(key, [...(waits.get(key) ?? []), ...waitsFor(found.records)])
      return [...found.records]
    })
    for (const [key, all] of waits) {
      const over = elapsed(key, all, at, at)
      waits.set(key, over.rest)
      records.push(...over.records)
    }
    const verdict = judgeAreas(records, viewOf(state))
    for (const { key, value } of verdict.effects.state ?? []) state.set(key, value)
    transitions.push(...verdict.transitions)
  }
  return transitions
}

function standsAt(
  { meaning }: AreaRule,
  rule: RuleId,
  device: string,
  token: Token | undefined,
  at: Instant,
  before: Stands | undefined,
): Stands | undefined {
  if (token?.severity === undefined) return undefined
  const { severity, value } = token
  const names = meaning.levels.flatMap(({ sum }) => Object.keys(sum ?? {}))
  return {
    alarm: before?.alarm ?? alarmId(rule, device, at),
    severity,
    since: before?.since ?? at,
    values: value === undefined ? {} : Object.fromEntries(names.map((name) => [name, value])),
  }
}

function devicesOf(
  rule: Rule,
  onPower: boolean,
  test: AreaCase,
): ReadonlyMap<string, RegisteredDevice> {
  const named = new Set([...Object.keys(test.alarms), ...Object.keys(test.devices)])
  for (let more = 1; named.size < (test.registered ?? 0); more += 1) named.add(`silent-${more}`)
  const place = {
    ...{ cell: '330102001001001', catchment: 'catchment-1', power: 'power-1' },
    ...(!onPower && { gateway: 'gateway-1' }),
  }
  return new Map(
    [...named].map((id, index) => {
      const device: Device = deviceFor(rule, { id, ...place, ...test.devices[id] })
      return [id, { device, revision: index + 1 }]
    }),
  )
}

const viewOf = (state: ReadonlyMap<string, unknown>): PartitionState => ({
  get: (key) => state.get(key),
  entries: (prefix) =>
    [...state].filter(([key, value]) => key.startsWith(prefix) && value !== undefined),
})
