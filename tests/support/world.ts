/**
 * A city that runs on a virtual clock: ingest, rules, cases and the notices to crews over engines that the test chooses.
 * The clock stands still until it is moved, and each time it was moved all stages work off what there is before it goes
 * on, so a run is the same each time and on all engines.
 */
import { join } from 'node:path'
import { setImmediate as breath, setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { expect } from 'vitest'

import type { Backends } from '../../app/engines/backends.ts'
import { loadCity } from '../../app/assembly/city-folder.ts'
import { cityDevices } from '../../app/assembly/sample-city.ts'
import { chineseCalendar } from '../../cases/calendar/chinese-calendar.ts'
import type { Case } from '../../cases/life/case.ts'
import { createCases } from '../../cases/cases.ts'
import { loadDispatchTable } from '../../cases/desk/city-files.ts'
import { casesConfigSchema } from '../../cases/config.ts'
import type { CaseDesk } from '../../cases/desk/desk.ts'
import type { Notice } from '../../cases/life/notice.ts'
import { createNotify } from '../../cases/desk/notify.ts'
import type { Component } from '../../runtime/component.ts'
import { noBindings, type Bindings } from '../../core/bindings/bindings.ts'
import { everyConsumer } from '../../core/consumers.ts'
import type { Device } from '../../core/device.ts'
import { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { Frame, Tick } from '../../core/frame.ts'
import type { TopicName } from '../../core/log.ts'
import { instant, type Instant } from '../../core/time.ts'
import { framesTopic } from '../../core/topics.ts'
import { createAdoption } from '../../devices/adoption.ts'
import { ingestConfigSchema } from '../../ingest/config.ts'
import { seriesConfigSchema } from '../../series/config.ts'
import { createIngest } from '../../ingest/ingest.ts'
import { createSeriesWriter } from '../../series/writer.ts'
import { rulesConfigSchema } from '../../rules/config.ts'
import { createAreas } from '../../rules/areas.ts'
import { createRules } from '../../rules/engine.ts'
import { checkOnce } from '../../rules/in-force/check-once.ts'
import { VirtualClock, type Sleeper } from './clocks.ts'
import type { Engines, OpenEngines } from './engines.ts'
import { RecordingObserver } from './recording-observer.ts'
import { LogCounts } from './watched-log.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'deploy', 'sample-city')
const catalogue = join(root, 'rules', 'catalogue')

const shipped = (async () => {
  const city = await loadCity(folder)
  return {
    city,
    devices: new Map((await cityDevices(folder)).map((device) => [String(device.id), device])),
    // In these days nobody accepts an order or goes on patrol: that is the matter of property/cases-escalation and patrol-tasks.
    table: { ...(await loadDispatchTable(folder)), escalation: [], patrols: [] },
    calendar: chineseCalendar(city),
  }
})()

/** The shipped catalogue is the same whenever a world begins anew. */
const checkShipped = checkOnce()

/** The devices of the shipped sample city, by id. */
export const sampleDevices = async () => (await shipped).devices

/** The one channel of the world, which tells every crew. */
const crews = { topic: 'case-events', group: 'notify-crews' } as const

const groups: readonly (readonly [TopicName, string])[] = [
  ...everyConsumer.flatMap(({ topic, group, drained }) =>
    drained ? ([[topic, group]] as const) : [],
  ),
  [crews.topic, crews.group],
]

/**
 * Works that sleep when nothing is to be done: the sweep of the deadlines, the tasks of patrols, the relay of case events, the
 * look at the calendar, the audit of deadlines, and the queue of notices.
 */
const sleepers = 6

/** Real milliseconds in which the stages must come to rest. */
const patience = 60_000
const recountAfter = 5_000

interface Running {
  readonly backends: Backends
  readonly desk: CaseDesk
  readonly components: readonly Component[]
}

interface Inhabitants {
  readonly devices: readonly string[]
  readonly registered?: Readonly<Record<string, Partial<Device>>>
  readonly bindings?: Bindings
}

export class World implements AsyncDisposable {
  readonly notices: Notice[] = []
  readonly observer = new RecordingObserver()
  readonly counts = new LogCounts()
  readonly #clock: VirtualClock
  readonly #engines: Engines
  readonly #bindings: Bindings
  #running: Running | undefined
  /** Events of cases of which everybody had been told. */
  #toldOf = 0

  private constructor(clock: VirtualClock, engines: Engines, bindings: Bindings) {
    this.#clock = clock
    this.#engines = engines
    this.#bindings = bindings
  }

  /** A world in which the named devices of the sample city are registered, some of them with something else. */
  static async create(
    start: Instant,
    { devices, registered: otherwise = {}, bindings = noBindings }: Inhabitants,
    open: OpenEngines,
  ): Promise<World> {
    const known = await sampleDevices()
    const registered = devices.map((id): Device => {
      const device = known.get(id)
      if (device === undefined) throw new TypeError(`the sample city has no ${id}`)
      return { ...device, ...otherwise[id] }
    })
    const world = new World(new VirtualClock(start), await open(), bindings)
    try {
      await world.#start(registered)
      return world
    } catch (error) {
      await world[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Those who wait for the clock. Two worlds with the same sleepers go on alike when it moves. */
  get sleeping(): readonly Sleeper[] {
    return this.#clock.sleeping
  }

  get desk(): CaseDesk {
    return this.#now().desk
  }

  get backends(): Backends {
    return this.#now().backends
  }

  receive(records: readonly (Frame | Tick)[]): Promise<void> {
    return this.backends.log.append(framesTopic, records)
  }

  /** Sets the clock of the host ahead, or with a minus back; nothing elapses. */
  setHostClock(milliseconds: number): void {
    this.#clock.step(milliseconds)
  }

  /** Moves the clock, takes in what comes until then, ticks included, and lets every stage work off what there is. */
  async advance(to: Instant, records: readonly (Frame | Tick)[]): Promise<void> {
    this.#clock.set(to)
    await this.receive(records)
    await this.settle()
  }

  /** Returns when nobody has anything to do before the clock moves. */
  async settle(): Promise<void> {
    const deadline = performance.now() + patience
    let recount = performance.now() + recountAfter
    for (let turns = 0; ; turns += 1) {
      await (turns < 20 ? breath() : delay(2))
      // The queue of notices sleeps while a notice is on its way.
      if (this.#atRest() && (await this.#everybodyToldOf()) && this.#atRest()) return
      const ill = this.#now()
        .components.map((each) => each.unready())
        .find((why) => why)
      if (ill !== undefined) throw new Error(ill)
      if (performance.now() > deadline) throw new Error(this.#unrest())
      if (performance.now() > recount) {
        await this.#recount()
        recount = performance.now() + recountAfter
      }
    }
  }

  /** Where a transaction was undone the counts may be wrong for ever: the log itself knows. */
  async #recount(): Promise<void> {
    for (const [topic, group] of groups) {
      const positions = await this.backends.log.positions(topic, group)
      if (positions.every(({ committed, next }) => committed >= next))
        this.counts.workedOff(topic, group)
    }
  }

  /** The counts of the world are those of its log: every group has come to the end of its topic there as well. */
  async checkPositions(): Promise<void> {
    for (const [topic, group] of groups) {
      await expect
        .poll(
          async () => {
            const positions = await this.backends.log.positions(topic, group)
            return positions.filter(({ committed, next }) => committed < next)
          },
          { message: `${group} at the end of ${topic}`, timeout: 10_000, interval: 20 },
        )
        .toEqual([])
    }
  }

  /** Ends every stage where it stands, in the middle of its work if need be, and begins anew on what was kept. */
  async restart(at: Instant): Promise<void> {
    await this.#stop()
    this.#clock.set(at)
    await this.#start([])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop()
    await this.#engines[Symbol.asyncDispose]()
  }

  #atRest(): boolean {
    if (this.#clock.sleepers < sleepers) return false
    return groups.every(([topic, group]) => this.counts.isWorkedOff(topic, group))
  }

  /** Whoever was told of all events has nothing due until the next one. */
  async #everybodyToldOf(): Promise<boolean> {
    const events = this.counts.written(crews.topic)
    if (events === this.#toldOf) return true
    const store = await this.backends.cases()
    const due = await store.noticesDue('crews', this.#clock.now(), [], 1)
    if (due.length === 0) this.#toldOf = events
    return due.length === 0
  }

  #unrest(): string {
    const open = groups.filter(([topic, group]) => !this.counts.isWorkedOff(topic, group))
    const troubles = this.observer.events.filter(({ event }) => /^(log|pump|task)\./.test(event))
    const last = troubles.slice(-5).map((each) => JSON.stringify(each))
    return `the stages do not come to rest: ${open.join('; ')}; ${this.#clock.sleepers} sleep; ${last.join(' ')}`
  }

  #now(): Running {
    if (this.#running === undefined) throw new Error('the world does not run')
    return this.#running
  }

  async #stop(): Promise<void> {
    const running = this.#running
    this.#running = undefined
    if (running === undefined) return
    const { components, backends } = running
    await Promise.all(components.map((component) => component.stop()))
    await backends[Symbol.asyncDispose]()
  }

  async #start(registered: readonly Device[]): Promise<void> {
    const { city, table, calendar } = await shipped
    const opened = await this.#engines.open(this.#clock, this.observer)
    const log = this.counts.watch(opened.log, this.#engines.partitions)
    const backends = { ...opened, log }
    await backends.registry.put(registered)
    const directory = new DeviceDirectory(backends.registry)
    await directory.follow()
    const { clock, registry } = backends
    const shared = { log, clock, observer: this.observer, directory }
    const ingest = { ...ingestConfigSchema.parse({}), linger: 0 }
    const seriesConfig = { ...seriesConfigSchema.parse({}), linger: 0 }
    const config = casesConfigSchema.parse({})
    const store = await backends.cases()
    const cases = createCases({ ...shared, store, table, calendar, config })
    const components = [
      createIngest({ ...shared, bindings: this.#bindings, config: ingest }),
      createAdoption({ ...shared, registry }),
      createSeriesWriter({ ...shared, store: await backends.series(), config: seriesConfig }),
      createRules({
        ...shared,
        config: rulesConfigSchema.parse({ watch: false, linger: 0 }),
        city,
        folder: catalogue,
        check: checkShipped,
      }),
      createAreas(shared),
      cases,
      createNotify({
        ...shared,
        store,
        desk: cases.desk,
        addressees: table.units,
        config: config.notices,
        consumer: crews,
        notifier: {
          channel: 'crews',
          serves: () => true,
          deliver: (notice) => {
            this.notices.push(notice)
            return Promise.resolve('received')
          },
        },
      }),
    ]
    this.#running = { backends, desk: cases.desk, components }
    for (const component of components) await component.start()
    await this.settle()
  }
}

export async function newestCase(world: World, device: string): Promise<Case | undefined> {
  const store = await world.backends.cases()
  const { items } = await store.list({ device }, 1)
  return items[0]
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
