/**
 * A city that runs on a virtual clock: ingest, rules, cases and the notices to crews over engines that the test chooses.
 * Nothing waits for real time. After every virtual second all stages work off what there is before the clock goes on, so a
 * run is the same each time.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Backends } from '../../app/backends.ts'
import { loadCity } from '../../app/city-folder.ts'
import { cityDevices } from '../../app/sample-city.ts'
import { chineseCalendar } from '../../cases/adapters/chinese-calendar.ts'
import { openSqliteCases } from '../../cases/adapters/sqlite-cases.ts'
import { createCases } from '../../cases/cases.ts'
import { loadDispatchTable } from '../../cases/city-files.ts'
import { casesConfigSchema } from '../../cases/config.ts'
import type { CaseDesk } from '../../cases/desk.ts'
import type { Notice } from '../../cases/notice.ts'
import { createNotify } from '../../cases/notify.ts'
import type { Component } from '../../core/component.ts'
import { DeviceDirectory } from '../../core/device-directory.ts'
import type { Frame } from '../../core/frame.ts'
import type { DurableLog, TopicName } from '../../core/log.ts'
import { instant, type Clock, type Instant } from '../../core/time.ts'
import { framesTopic } from '../../core/topics.ts'
import { openSqliteRegistry } from '../../ingest/adapters/sqlite-registry.ts'
import { createAdoption } from '../../ingest/adoption.ts'
import { ingestConfigSchema } from '../../ingest/config.ts'
import { createIngest } from '../../ingest/ingest.ts'
import { createSeriesWriter } from '../../ingest/series-writer.ts'
import { rulesConfigSchema } from '../../rules/config.ts'
import { createRules } from '../../rules/engine.ts'
import { MemoryLog } from '../../storage/memory-log.ts'
import { VirtualClock } from './clocks.ts'
import { memorySeries } from './memory-series.ts'
import { RecordingObserver } from './mqtt-broker.ts'

/** Engines that outlive a restart: `open` is called again after each one and finds what was left. */
export interface Engines extends AsyncDisposable {
  open(clock: Clock): Promise<Backends>
}

/** The log and the series in memory, the registers in SQLite without a file. */
export async function memoryEngines(): Promise<Engines> {
  const registry = await openSqliteRegistry(':memory:')
  const cases = await openSqliteCases(':memory:')
  const series = memorySeries()
  let log = new MemoryLog()
  return {
    open: (clock) => {
      log = log.reopen()
      return Promise.resolve({
        clock,
        log,
        registry,
        series: () => Promise.resolve(series),
        cases: () => Promise.resolve(cases),
        retain: () => Promise.resolve(),
        bytes: () => 0,
        [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
      })
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]()
      await cases[Symbol.asyncDispose]()
      await series[Symbol.asyncDispose]()
    },
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'deploy', 'sample-city')
const catalogue = join(root, 'rules', 'catalogue')

const shipped = (async () => {
  const city = await loadCity(folder)
  return {
    city,
    devices: new Map((await cityDevices(folder)).map((device) => [String(device.id), device])),
    table: await loadDispatchTable(folder),
    calendar: chineseCalendar(city),
  }
})()

/** The devices of the shipped sample city, by id. */
export const sampleDevices = async () => (await shipped).devices

const groups: readonly (readonly [TopicName, string])[] = [
  ['frames', 'ingest'],
  ['dead-letters', 'adoption'],
  ['readings', 'rules'],
  ['readings', 'series'],
  ['alarms', 'cases'],
  ['case-events', 'notify-crews'],
]

/** Works that sleep when nothing is to be done: the sweep of the deadlines, and the relay of case events. */
const sleepers = 2

interface Running {
  readonly backends: Backends
  readonly desk: CaseDesk
  readonly components: readonly Component[]
}

export class World implements AsyncDisposable {
  readonly notices: Notice[] = []
  readonly observer = new RecordingObserver()
  readonly #clock: VirtualClock
  readonly #engines: Engines
  #running: Running

  private constructor(clock: VirtualClock, engines: Engines, running: Running) {
    this.#clock = clock
    this.#engines = engines
    this.#running = running
  }

  /** A world in which the named devices of the sample city are registered. */
  static async create(
    start: Instant,
    devices: readonly string[],
    engines: Engines,
  ): Promise<World> {
    const clock = new VirtualClock(start)
    const backends = await engines.open(clock)
    const known = await sampleDevices()
    await backends.registry.put(
      devices.map((id) => {
        const device = known.get(id)
        if (device === undefined) throw new TypeError(`the sample city has no ${id}`)
        return device
      }),
    )
    const world = new World(clock, engines, { backends, desk: nobody, components: [] })
    await world.#start(backends)
    return world
  }

  get now(): Instant {
    return this.#clock.now()
  }

  get desk(): CaseDesk {
    return this.#running.desk
  }

  get backends(): Backends {
    return this.#running.backends
  }

  receive(frames: readonly Frame[]): Promise<void> {
    return this.#running.backends.log.append(framesTopic, frames)
  }

  /** Moves the clock, writes the tick as the broker does, and lets every stage work off what there is. */
  async advance(to: Instant): Promise<void> {
    this.#clock.set(to)
    await this.#running.backends.log.append(framesTopic, [{ type: 'tick', at: to }])
    await this.settle()
  }

  async settle(): Promise<void> {
    for (let turns = 0; ; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      if (this.#clock.sleepers >= sleepers && (await atRest(this.#running.backends.log))) return
      const ill = this.#running.components.map((each) => each.unready()).find((why) => why)
      if (ill !== undefined) throw new Error(ill)
      if (turns > 100_000) throw new Error('the stages do not come to rest')
    }
  }

  /** Ends every stage where it stands, in the middle of its work if need be, and begins anew on what was kept. */
  async restart(at: Instant): Promise<void> {
    const { components, backends } = this.#running
    await Promise.all(components.map((component) => component.stop()))
    await backends[Symbol.asyncDispose]()
    this.#clock.set(at)
    await this.#start(await this.#engines.open(this.#clock))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { components, backends } = this.#running
    await Promise.all(components.map((component) => component.stop()))
    await backends[Symbol.asyncDispose]()
    await this.#engines[Symbol.asyncDispose]()
  }

  async #start(backends: Backends): Promise<void> {
    const { city, table, calendar } = await shipped
    const directory = new DeviceDirectory(backends.registry)
    await directory.follow()
    const { log, clock, registry } = backends
    const shared = { log, clock, observer: this.observer, directory }
    const ingest = ingestConfigSchema.parse({})
    const config = casesConfigSchema.parse({})
    const store = await backends.cases()
    const cases = createCases({ ...shared, store, table, calendar, config })
    const components = [
      createIngest({ ...shared, config: ingest }),
      createAdoption({ ...shared, registry }),
      createSeriesWriter({ ...shared, store: await backends.series(), config: ingest.series }),
      createRules({
        ...shared,
        config: rulesConfigSchema.parse({ watch: false }),
        city,
        folder: catalogue,
      }),
      cases,
      createNotify({
        ...shared,
        store,
        desk: cases.desk,
        units: table.units,
        config: config.notices,
        notifier: {
          channel: 'crews',
          serves: () => true,
          deliver: (notice) => {
            this.notices.push(notice)
            return Promise.resolve()
          },
        },
      }),
    ]
    for (const component of components) await component.start()
    this.#running = { backends, desk: cases.desk, components }
    await this.settle()
  }
}

const nobody: CaseDesk = { execute: () => Promise.reject(new Error('the world did not start')) }

async function atRest(log: DurableLog): Promise<boolean> {
  for (const [topic, group] of groups) {
    for (const { next, committed } of await log.positions(topic, group)) {
      if (committed < next) return false
    }
  }
  return true
}

/** `12:00` or `12:00:30` on the day and in the zone of `start` (RFC 3339 with an offset). */
export function clockTime(start: string, text: string): Instant {
  const match = /^(?:\+(\d+)d )?(\d\d:\d\d)(:\d\d)?$/.exec(text)
  if (match === null) throw new TypeError(`${text} is no clock time`)
  const [, days = '0', minutes, second = ':00'] = match
  const zone = start.slice(19)
  const at = Date.parse(`${start.slice(0, 10)}T${minutes}${second}${zone}`)
  return instant(at + Number(days) * 86_400_000)
}
