/** A day of a small city, on engines that may change in the middle of it, and what is true at its end. */
import type { Config } from '../../app/config.ts'
import { openBackends } from '../../app/engines/engines.ts'
import { silentObserver } from '../../core/observer.ts'
import type { Frame, Tick } from '../../core/frame.ts'
import type { DurableLog } from '../../core/log.ts'
import type { Registry } from '../../core/registry.ts'
import { shadowOf } from '../../core/rule-versions.ts'
import { hours, instant, plus, type Instant } from '../../core/time.ts'
import { alarmsTopic, caseEventsTopic, deadLettersTopic, framesTopic } from '../../core/topics.ts'
import { accountingFrom, addAccounting, noAccounting } from '../../ingest/accounting.ts'
import type { OpenEngines } from './engines.ts'
import { everyRecord } from './log-records.ts'
import { deviceId } from './mqtt-broker.ts'
import { World } from './world.ts'

export const devices = ['mh-0001', 'mh-0002', 'mh-0003', 'gw-0001', 'ns-0001', 'du-0001']
export const begin = instant(Date.parse('2026-06-01T12:40:00+08:00'))
export const at = (seconds: number): Instant => plus(begin, seconds * 1_000)
/** In the middle of a minute, of an hour, and of the hold of mh-0002. */
export const moveAt = at(135)
export const end = at(275)
/** When the hour of the move is closed. */
const hourOver = at(23 * 60)

/** Frames of `from` (inclusive) to `to`, and a tick every five seconds. */
function day(from: Instant, to: Instant): readonly (readonly [Instant, (Frame | Tick)[]])[] {
  const strides: [Instant, (Frame | Tick)[]][] = []
  for (let next = plus(from, 5_000); next <= to; next = plus(next, 5_000)) {
    const records: (Frame | Tick)[] = []
    for (let now = plus(next, -5_000); now < next; now = plus(now, 1_000))
      records.push(...said(now))
    strides.push([next, [...records, { type: 'tick', at: next }]])
  }
  if (to === end) strides.push([hourOver, [{ type: 'tick', at: hourOver }]])
  return strides
}

export function said(now: Instant): readonly Frame[] {
  const second = (now - begin) / 1_000
  const frames: Frame[] = []
  const say = (source: string, body: unknown) => frames.push(frame(source, body, now))
  if (second % 10 === 0) {
    // Tilts at 12:40:10, which is a case at 12:40:40, and is upright again at 12:42:30.
    say('mh-0001', item(now, { tilt: second >= 10 && second < 150 ? 40 : 1, battery: 90 }))
    // Tilts at 12:42:00: fifteen of the thirty seconds have passed when the city moves.
    say('mh-0002', item(now, { tilt: second >= 120 ? 40 : 1, battery: 90 }))
    say('mh-0003', item(now, { tilt: 2, battery: 80 }))
    say('gw-0001', [
      { device: 'ns-0001', ...item(now, { laeq: 60 + (second % 7), lamax: 70 }) },
      { device: 'du-0001', ...item(now, { pm10: 50 + (second % 11) }) },
    ])
  }
  if (second === 47) say('nobody-knows-me', item(now, { tilt: 1 }))
  if (second === 52) say('mh-0003', 'this is no telemetry')
  if (second === 100) frames.push(...said(at(50)).map((one) => ({ ...one, receivedAt: now })))
  // Sent again after the move, by the device itself and through its gateway.
  if (second === 160) frames.push(...said(at(80)).map((one) => ({ ...one, receivedAt: now })))
  return frames
}

const item = (now: Instant, m: Readonly<Record<string, number>>) => ({
  t: now,
  m,
  seq: (now - begin) / 1_000,
})

const frame = (source: string, body: unknown, receivedAt: Instant): Frame => ({
  type: 'frame',
  source: deviceId(source),
  channel: 'telemetry',
  topic: `ub/v1/${source}/telemetry`,
  body: Buffer.from(JSON.stringify(body), 'utf8'),
  receivedAt,
  retained: false,
})

const enginesOf =
  (config: Config): OpenEngines =>
  () =>
    Promise.resolve({
      partitions: config.kafka?.partitions ?? 1,
      open: async (clock, observer) => ({ ...(await openBackends(config, observer)), clock }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    })

export async function play(config: Config, from: Instant, to: Instant): Promise<void> {
  await using world = await World.create(from, { devices }, enginesOf(config))
  for (const [until, records] of day(from, to)) await world.advance(until, records)
}

/** Two versions of the rules: the first in force, the second a draft that is tried beside it. */
export async function editRules(config: Config): Promise<void> {
  await using backends = await openBackends(config, silentObserver)
  const { rules } = backends.registry
  const by = { by: 'supervisor', why: '夜里太多' }
  for (const base of [0, 1])
    await rules.add({
      ...{ ...by, at: begin, base, folder: 'f0', changed: ['a.yaml'] },
      texts: new Map([
        ['a.yaml', `id: 规则${base}\n`],
        ['limits.yaml', ''],
      ]),
    })
  await rules.change({ ...by, what: 'in-force', version: 1, at: begin }, 0)
  const shadow = await rules.change({ ...by, what: 'shadow', version: 2, at: begin }, 0)
  await rules.keepShadow(shadow.number, 0, { rules: { a: { inForce: 7, shadow: 4 } }, alarms: [] })
}

async function rulesOf({ rules }: Registry) {
  const shadow = await shadowOf(rules)
  const versions = await rules.versions(10)
  return {
    versions,
    texts: await Promise.all(
      versions.map(async ({ number }) => [...((await rules.texts(number)) ?? [])]),
    ),
    inForce: await rules.changes('in-force', 10),
    shadow,
    results: shadow === undefined ? [] : await rules.shadowResults(shadow.number),
  }
}

/** Everything that is true at the end, without where in a log it stands. */
export async function facts(config: Config) {
  await using backends = await openBackends(config, silentObserver)
  const cases = await backends.cases()
  const series = await backends.series()
  const { log, registry } = backends
  const parts = await log.recall('frames', 'ingest', 'accounting')
  const readings = await series.readings({ from: begin, to: plus(end, hours(1)), limit: 10_000 })
  return {
    accounting: parts.map(accountingFrom).reduce(addAccounting, noAccounting),
    events: withoutFrames(await cases.since(0, 1_000)),
    alarms: withoutFrames((await cases.alarms({}, 100)).items),
    verified: await cases.verify(),
    standing: [...(await cases.standing())],
    position: await cases.position('relay'),
    readings: withoutFrames(readings),
    frames: await contents(log, framesTopic),
    told: withoutFrames(await contents(log, caseEventsTopic)),
    transitions: withoutFrames(await contents(log, alarmsTopic)),
    dead: withoutFrames(await contents(log, deadLettersTopic)),
    devices: (await registry.changes(0, 100)).map(({ device, credential }) => [device, credential]),
    unknown: await registry.unknown(10),
    rules: await rulesOf(registry),
  }
}

/** Ticks, which go to every partition, are not among them. */
const contents = async <T extends { readonly type: string }>(
  log: DurableLog,
  topic: Parameters<typeof everyRecord<T>>[1],
): Promise<readonly string[]> =>
  (await everyRecord(log, topic))
    .filter(({ value }) => value.type !== 'tick')
    .map(({ value }) => Buffer.from(topic.encode(value)).toString('base64'))
    .map((text) => Buffer.from(text, 'base64').toString('utf8'))
    .sort()

/** Where a frame stands is not the same in two logs. */
const withoutFrames = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(/(\\?"frame\\?":\\?)"\d+:\d+(\\?)"/g, '$1"$2"'))
