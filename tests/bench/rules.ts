/**
 * What judging costs by itself: evaluations a second, what is remembered of a device, whether a reading costs more the more
 * devices there are, how long a checkpoint and a restore take, and where the time goes. Figures are of processor time, all
 * threads of the process, so that other work on the machine changes them little.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { chineseCalendar } from '../../cases/calendar/chinese-calendar.ts'
import { citySchema } from '../../core/city.ts'
import { consumers } from '../../core/consumers.ts'
import type { Device } from '../../core/device.ts'
import { silentObserver } from '../../core/observer.ts'
import { type DeviceId, readingId } from '../../core/identity.ts'
import type { LogRecord } from '../../core/log.ts'
import { days, hours, type Instant, instant, plus } from '../../core/time.ts'
import { readingsTopic, type ReadingRecord } from '../../core/topics.ts'
import { contentHash, loadCatalogue, type RuleSet } from '../../rules/in-force/catalogue.ts'
import { cityClock } from '../../rules/judging/city-clock.ts'
import { deviceStates } from '../../rules/judging/device-states.ts'
import { Judge } from '../../rules/judging/judge.ts'
import { deviceOf, statesIn } from '../../rules/judging/state-key.ts'
import { checkRule } from '../../rules/language/check.ts'
import { noLimits } from '../../rules/language/limits.ts'
import { sampleCity } from '../../simulators/sample-city.ts'
import { signalOf } from '../../simulators/script/signals.ts'
import type { Values } from '../../simulators/script/signals/signal.ts'
import { hourOf } from '../../simulators/station.ts'
import { LmdbLog } from '../../storage/lmdb/lmdb-log.ts'
import { Remembered } from '../../runtime/remembered.ts'
import { readYaml } from '../../runtime/yaml-source.ts'
import { encodeState } from '../../storage/state-codec.ts'
import { packageRoot } from '../../app/package-root.ts'
import { benchDevice } from '../support/bench-devices.ts'
import { realClock } from '../support/clocks.ts'
import { ampleDisk } from '../support/disk.ts'
import { selfTimes } from '../support/self-times.ts'

export interface RulesBenchOptions {
  readonly devices: number
  /** How often each measurement is taken. */
  readonly rounds: number
  /** So many rules of one comparison on each device, and nothing else. */
  readonly rules?: number | undefined
  /** Of these, `judged` or `kept` alone. */
  readonly only?: string
  readonly progress: (line: string) => void
}

const city = citySchema.parse({ name: { zh: '临江市', en: 'Linjiang' } })
const calendar = chineseCalendar(city)
const start = instant(Date.parse('2026-06-01T00:00:00+08:00'))
const hour = hourOf(city.zone)
const period = 60
const batch = 4_096
/** Of few devices the log tells as many readings as of many. */
const leastReadings = 150_000
/** States of the simple rules at most: of more the bindings alone do not fit into the usual heap of Node. `--rules` has no bound. */
const mostStates = 2_000_000

export async function rulesBench(
  options: RulesBenchOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const { devices, rounds, rules, progress } = options
  const machine = { node: process.version, cores: cpus().length, cpu: cpus()[0]?.model }
  if (rules !== undefined)
    return { bench: 'rules', ...machine, ...(await many({ ...options, rules })) }
  const simple = [1, 20, 100].map((rules) =>
    simpleRules(rules, Math.min(devices, mostStates / rules), rounds, progress),
  )
  const byDevices = [1_000, 10_000, 100_000]
    .filter((count) => count <= devices)
    .map((count) => simpleRules(4, count, rounds, progress))
  const catalogue = await loadCatalogue(join(packageRoot(), 'rules', 'catalogue'))
  const day = wholeCatalogue(catalogue, progress)
  return {
    bench: 'rules',
    ...machine,
    simple,
    byDevices,
    catalogue: { ...day, where: await whereOf(catalogue) },
    kept: await kept(catalogue, cityOf(devices), quiet, progress),
  }
}

/** Many rules on many devices: what the process takes, and a checkpoint and a restore of all of it. */
async function many({
  rules,
  devices: count,
  rounds,
  only,
  progress,
}: RulesBenchOptions & { readonly rules: number }): Promise<Readonly<Record<string, unknown>>> {
  const load = loadavg()[0]
  const heapLimitMiB = Math.round(getHeapStatistics().heap_size_limit / 2 ** 20)
  // Each alone, or the heap of the first is still there when the second one begins.
  const judged = only === 'kept' ? undefined : simpleRules(rules, count, rounds, progress)
  const stored =
    only === 'judged' ? undefined : await kept(comparing(rules), roads(count), dry, progress)
  const peakResidentMiB = Math.round(process.resourceUsage().maxRSS / 1_024)
  return { load, heapLimitMiB, judged, kept: stored, peakResidentMiB }
}

const roads = (count: number): readonly Device[] =>
  Array.from({ length: count }, (_, index) => ({
    ...benchDevice('water', 'road', index),
    period,
  }))

class Judging {
  readonly memory = new Remembered()
  readonly #judge: Judge

  constructor(rules: RuleSet, devices: readonly Device[]) {
    this.#judge = new Judge(lookup(devices), cityClock(city, calendar), rules)
  }

  /** Seconds of processor time. */
  run(values: readonly ReadingRecord[]): number {
    const records = recordsOf(values)
    const before = cpuSeconds()
    const { effects, failures } = this.#judge.work(records, this.memory)
    this.memory.apply(effects.state)
    this.#judge.completed(this.#judge.ruleSet)
    const used = cpuSeconds() - before
    if (failures.length > 0) throw new Error(failures[0])
    return used
  }

  /** One reading of each device, in batches. */
  round(devices: readonly Device[], at: Instant, valuesOf: typeof dry): number {
    let used = 0
    for (let from = 0; from < devices.length; from += batch) {
      const readings = devices
        .slice(from, from + batch)
        .map((device) => readingOf(device, at, valuesOf(device, at)))
      used += this.run([...readings, { type: 'tick', at }])
    }
    return used
  }
}

const lookup = (devices: readonly Device[]) => {
  const known = new Map(devices.map((device) => [device.id as string, { device, revision: 1 }]))
  return { revision: 1, get: (id: string) => known.get(id), values: () => known.values() }
}

const recordsOf = (values: readonly ReadingRecord[]): LogRecord<ReadingRecord>[] =>
  values.map((value, offset) => ({ partition: 0, offset, value }))

const readingOf = (device: Device, at: Instant, values: Values): ReadingRecord => ({
  type: 'reading',
  id: readingId({ device: device.id, observedAt: at }),
  device: device.id,
  observedAt: at,
  receivedAt: at,
  values,
  timing: 'live',
  frame: '0:0',
})

const dry = (_device: Device, at: Instant): Values => ({ depth: (at / 60_000) % 7 })

/** Rules of one comparison, on roads that stay below every limit. */
function simpleRules(
  rules: number,
  count: number,
  rounds: number,
  progress: (line: string) => void,
) {
  const devices = roads(count)
  const before = heapBytes()
  const judging = new Judging(comparing(rules), devices)
  // Bindings and states are made by the first round, compiled code by the next.
  const warm = Math.max(2, Math.ceil(200_000 / count / rules))
  const repeats = Math.max(1, Math.ceil(1_000_000 / count / rules))
  let at = start
  const next = () => judging.round(devices, (at = plus(at, period * 1_000)), dry)
  for (let round = 0; round < warm; round += 1) next()
  const taken = Array.from({ length: rounds }, () => {
    let used = 0
    for (let repeat = 0; repeat < repeats; repeat += 1) used += next()
    return (used * 1e6) / (count * repeats)
  }).sort((a, b) => a - b)
  const middle = taken[taken.length >> 1] ?? 0
  const result = {
    rules,
    devices: count,
    evaluationsPerCpuSecond: Math.round((rules * 1e6) / middle),
    microsecondsPerReading: spread(taken, middle),
    heapBytesPerDevice: Math.round((heapBytes() - before) / count),
    storedBytesPerDevice: storedBytes(judging.memory, devices.slice(0, 100)),
  }
  progress(JSON.stringify(result))
  return result
}

/** Of bindings and states: what is left once everything else was collected. */
function heapBytes(): number {
  collect()
  return process.memoryUsage().heapUsed
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Of the states of one device as the log keeps them, its key counted. */
function storedBytes(memory: Remembered, some: readonly Device[]): number {
  const sizes = storedSizes(memory)
  return mean(some.map(({ id }) => sizes.get(id) ?? 0))
}

/** By device. */
function storedSizes(memory: Remembered): ReadonlyMap<string, number> {
  const state = [...statesIn(memory)].map(([key, value]) => ({ key, value }))
  const { state: kept = [] } = deviceStates()(new Remembered()).kept({ state })
  return new Map(
    kept.map(({ key, value }) => [deviceOf(key), key.length + encodeState(value).length]),
  )
}

const spread = (sorted: readonly number[], middle: number) => ({
  least: rounded(sorted[0] ?? 0),
  median: rounded(middle),
  most: rounded(sorted.at(-1) ?? 0),
})

function comparing(count: number): RuleSet {
  const rules = Array.from({ length: count }, (_, index) => {
    const limit = 20 + index
    const text = [
      `id: r${index}`,
      'title: { zh: 规则, en: Rule }',
      'on: { kind: water, site: road }',
      `levels: [{ severity: yellow, when: depth >= ${limit}, clear: depth < ${limit - 2}, hold: 60s }]`,
      'case: { category: "0506", filing: automatic, limit: 2 urgent hours, lead: drainage }',
    ].join('\n')
    const { rule, mistakes } = checkRule(readYaml(`r${index}.yaml`, text), noLimits, contentHash)
    if (rule === undefined) throw new TypeError(JSON.stringify(mistakes))
    return rule
  })
  return { rules, areas: [], limits: noLimits, profiles: {}, version: 'bench' }
}

/** Devices of the sample city, as often as it takes. */
function cityOf(count: number): readonly Device[] {
  const all = sampleCity().devices.filter(({ kind }) => kind !== 'gateway')
  return Array.from({ length: count }, (_, index): Device => {
    // Some of every kind, also of a few.
    const device = all[(index * 7) % all.length]
    if (device === undefined) throw new Error('the sample city has no devices')
    return { ...device, id: `${device.id}-${index}` as DeviceId, period }
  })
}

const quiet = (device: Device, at: Instant): Values =>
  signalOf(device.kind)({ device, seed: 1, at, hour: hour(at), acting: [] })

/** A quiet day and some hours of the sample city, so that every window is full. */
function wholeCatalogue(catalogue: RuleSet, progress: (line: string) => void) {
  const devices = cityOf(244)
  const judging = new Judging(catalogue, devices)
  const end = plus(start, days(1) + hours(2))
  let used = 0
  let readings = 0
  for (let at = start; at < end; at = plus(at, period * 1_000)) {
    const taken = judging.round(devices, at, quiet)
    if (at < plus(start, hours(1))) continue
    used += taken
    readings += devices.length
  }
  const bytes = storedSizes(judging.memory)
  const states = [...statesIn(judging.memory)].length
  const kinds = [...new Set(devices.map(({ kind, site }) => `${kind} ${site}`))].sort()
  const sizes = (of: string) =>
    devices
      .filter(({ kind, site }) => `${kind} ${site}`.startsWith(of))
      .map(({ id }) => bytes.get(id) ?? 0)
  const evaluations = (readings * states) / devices.length
  const result = {
    rules: catalogue.rules.length,
    rulesPerDevice: rounded(states / devices.length),
    microsecondsPerReading: rounded((used * 1e6) / readings),
    evaluationsPerCpuSecond: Math.round(evaluations / used),
    bytesPerDevice: { mean: mean(sizes('')), most: Math.max(...sizes('')) },
    bytesByKind: Object.fromEntries(kinds.map((kind) => [kind, mean(sizes(kind))])),
  }
  progress(JSON.stringify(result))
  return result
}

/** Shares of the time of judging, by function. */
async function whereOf(catalogue: RuleSet) {
  const devices = cityOf(244)
  const judging = new Judging(catalogue, devices)
  const minute = (index: number) => plus(start, index * period * 1_000)
  for (let index = 0; index < 200; index += 1) judging.round(devices, minute(index), quiet)
  const batches = Array.from({ length: 400 }, (_, index) =>
    devices.map((device) => {
      const at = minute(200 + index)
      return readingOf(device, at, quiet(device, at))
    }),
  )
  return selfTimes(() => {
    for (const readings of batches) judging.run(readings)
  }, 16)
}

/** Through the log of one machine: a checkpoint goes with each batch, a restore comes before the first one after a start. */
async function kept(
  catalogue: RuleSet,
  devices: readonly Device[],
  valuesOf: typeof dry,
  progress: (line: string) => void,
) {
  const count = devices.length
  const folder = await mkdtemp(join(tmpdir(), 'urban-brain-bench-'))
  const open = () =>
    new LmdbLog({
      ...{ folder, clock: realClock, observer: silentObserver, disk: ampleDisk },
      maxBytes: 16 * 2 ** 30,
    })
  /** Judges what is in the log, in seconds of processor time; those of the first batch, without its commit, apart. */
  const work = async (log: LmdbLog, expected: number) => {
    const judge = new Judge(lookup(devices), cityClock(city, calendar), catalogue)
    const statesOf = deviceStates()
    const stop = new AbortController()
    let [readings, judged, committed] = [0, 0, 0]
    let first: number | undefined
    const options = { maxRecords: batch }
    for await (const taken of log.consume(
      readingsTopic,
      consumers.rules.group,
      options,
      stop.signal,
    )) {
      const began = cpuSeconds()
      const states = statesOf(taken.state)
      const verdict = judge.work(taken.records, states)
      const between = cpuSeconds()
      await taken.complete(states.kept(verdict.effects))
      judge.completed(catalogue)
      first ??= between - began
      judged += between - began
      committed += cpuSeconds() - between
      readings += verdict.readings
      if (readings >= expected) stop.abort()
    }
    return { first: first ?? 0, judged, committed }
  }
  const fill = async (log: LmdbLog, at: Instant, some: readonly Device[]) => {
    for (let from = 0; from < some.length; from += batch) {
      const part = some.slice(from, from + batch)
      await log.append(
        readingsTopic,
        part.map((device) => readingOf(device, at, valuesOf(device, at))),
      )
    }
  }
  try {
    const log = open()
    const rounds = Math.max(3, Math.ceil(leastReadings / count))
    for (let round = 0; round < rounds; round += 1)
      await fill(log, plus(start, round * period * 1_000), devices)
    const all = await work(log, rounds * count)
    await fill(log, plus(start, rounds * period * 1_000), devices.slice(0, 1))
    await log[Symbol.asyncDispose]()
    const again = open()
    const restored = await work(again, 1)
    await again[Symbol.asyncDispose]()
    const batches = (rounds * count) / batch
    const result = {
      devices: count,
      readings: rounds * count,
      judgingSeconds: rounded(all.judged),
      checkpointSeconds: rounded(all.committed),
      checkpointMsPerBatch: rounded((all.committed * 1_000) / batches),
      restoreSeconds: rounded(restored.first),
    }
    progress(JSON.stringify(result))
    return result
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

const rounded = (value: number): number => Math.round(value * 100) / 100
const mean = (values: readonly number[]): number =>
  Math.round(values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length))
