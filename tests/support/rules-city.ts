/** A small city for tests of the rules: devices, a directory, rules from text, and a log of records with ticks. */
import type { AlarmTransition } from '../../core/alarm.ts'
import { citySchema, type City } from '../../core/city.ts'
import { deviceSchema, type Device } from '../../core/device.ts'
import { DeviceDirectory } from '../../runtime/device-directory.ts'
import { parseDeviceId, readingId } from '../../core/identity.ts'
import type { Quality, Quantity } from '../../core/quantities.ts'
import type { Reading } from '../../core/reading.ts'
import type { RegisteredDevice, Registry } from '../../core/registry.ts'
import { instant, plus } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import { contentHash, type RuleSet } from '../../rules/in-force/catalogue.ts'
import type { AreaRule } from '../../rules/language/area-rule.ts'
import { checkAreaRule } from '../../rules/language/check-area.ts'
import { checkRule } from '../../rules/language/check.ts'
import { noLimits, type Limits } from '../../rules/language/limits.ts'
import type { Rule } from '../../rules/language/rule.ts'
import { readYaml } from '../../runtime/yaml-source.ts'
import { noCommands, noConfigurations, noEnrolments, noLinks } from './no-commands.ts'
import { noRuleVersions } from './rule-versions.ts'

export const city: City = citySchema.parse({ name: { zh: '测试市', en: 'Test city' } })
export const start: Instant = instant(Date.parse('2026-03-02T10:00:00+08:00'))
export const after = (seconds: number): Instant => plus(start, seconds * 1_000)

export const deviceOf = (more: Partial<Record<keyof Device, unknown>> = {}): Device =>
  deviceSchema.parse({
    id: 'd1',
    kind: 'water',
    site: 'road',
    longitude: 120,
    latitude: 30,
    period: 60,
    active: true,
    ...more,
  })

export function ruleOf(text: string, limits: Limits = noLimits): Rule {
  const { rule, mistakes } = checkRule(readYaml('rule.yaml', text), limits, contentHash)
  if (rule === undefined) throw new TypeError(JSON.stringify(mistakes))
  return rule
}

/** A rule on the depth of water; `levels` is YAML in one line. */
export const waterRule = (id: string, levels: string, more = ''): Rule =>
  ruleOf(
    [
      `id: ${id}`,
      `title: { zh: ${id}, en: ${id} }`,
      'on: { kind: water }',
      `levels: ${levels}`,
      'case: { category: "0506", limit: 2 urgent hours, lead: drainage }',
      more,
    ].join('\n'),
  )

function areaRuleOf(text: string): AreaRule {
  const { rule, mistakes } = checkAreaRule(readYaml('area.yaml', text), contentHash)
  if (rule === undefined) throw new TypeError(JSON.stringify(mistakes))
  return rule
}

/** A rule over an area that counts the alarms of `deep`; `levels` is YAML in one line. */
export const areaRule = (id: string, over: string, levels: string, alarms = '[deep]'): AreaRule =>
  areaRuleOf(
    [
      `id: ${id}`,
      `title: { zh: ${id}, en: ${id} }`,
      `over: ${over}`,
      `alarms: ${alarms}`,
      `levels: ${levels}`,
      'case: { category: "0506", filing: confirm, limit: 2 urgent hours, lead: drainage }',
    ].join('\n'),
  )

export const ruleSetOf = (...rules: Rule[]): RuleSet => ruleSetWith(noLimits, ...rules)

export const ruleSetWith = (limits: Limits, ...rules: Rule[]): RuleSet => ({
  rules: rules.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  areas: [],
  limits,
  profiles: {},
  version: contentHash(rules.map(({ version }) => version).join()),
})

export function reading(
  device: string,
  observed: number,
  values: Partial<Record<Quantity, number>>,
  more: {
    lag?: number
    timing?: Reading['timing']
    quality?: Partial<Record<Quantity, Quality>>
  } = {},
): Reading {
  const id = parseDeviceId(device)
  if (id === undefined) throw new TypeError(device)
  return {
    type: 'reading',
    id: readingId({ device: id, observedAt: after(observed) }),
    device: id,
    observedAt: after(observed),
    receivedAt: after(observed + (more.lag ?? 0)),
    values,
    ...(more.quality === undefined ? {} : { quality: more.quality }),
    timing: more.timing ?? 'live',
    frame: `0:${observed}`,
  }
}

export const tick = (second: number): ReadingRecord => ({ type: 'tick', at: after(second) })

/** A tick each second. */
export const ticks = (from: number, to: number): ReadingRecord[] =>
  Array.from({ length: to - from + 1 }, (_, index) => tick(from + index))

/** The first tick after the clock of the host was set by so many seconds. */
export const steppedTick = (second: number, by: number): ReadingRecord => ({
  type: 'tick',
  at: after(second),
  stepped: by * 1_000,
})

/** `30 raised red`, in seconds after the start. */
export const words = (transitions: readonly AlarmTransition[]): string[] =>
  transitions.map(
    (one) =>
      `${(one.at - start) / 1_000} ${one.kind === 'cleared' ? 'cleared' : `${one.kind} ${one.severity}`}`,
  )

/** The records in the order of receipt with a tick every second, or every so many, between them. */
export function withTicks(
  readings: readonly Reading[],
  seconds: number,
  every = 1,
): ReadingRecord[] {
  const queue = readings.toSorted((a, b) => a.receivedAt - b.receivedAt)
  const records: ReadingRecord[] = []
  for (let second = 0; second <= seconds; second += every) {
    while (queue[0] !== undefined && queue[0].receivedAt <= after(second)) {
      const next = queue.shift()
      if (next !== undefined) records.push(next)
    }
    records.push(tick(second))
  }
  return records
}

/** A register in memory; `put` gives a device a new revision. */
export function registryOf(...devices: Device[]) {
  const rows = new Map<string, RegisteredDevice>()
  let revision = 0
  const put = (device: Device) => {
    rows.set(device.id, { device, revision: (revision += 1) })
  }
  devices.forEach(put)
  const registry: Registry = {
    changes: (since) =>
      Promise.resolve(
        [...rows.values()]
          .filter((row) => row.revision > since)
          .sort((a, b) => a.revision - b.revision),
      ),
    put: () => Promise.reject(new TypeError('not here')),
    setCredentials: () => Promise.reject(new TypeError('not here')),
    edits: () => Promise.resolve([]),
    addedSince: () => Promise.resolve(new Map()),
    sighted: () => Promise.resolve(),
    unknown: () => Promise.resolve([]),
    rules: noRuleVersions,
    commands: noCommands,
    configurations: noConfigurations,
    links: noLinks,
    enrolments: noEnrolments,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
  return { registry, put, directory: new DeviceDirectory(registry) }
}
