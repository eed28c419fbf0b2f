/**
 * Acceptance tests as timelines: what devices say and people do at which time of the day, and what must come of it.
 *
 *     const day = await timeline({ start: '2026-06-01T12:00:00+08:00', devices: ['wl-0001'] })
 *     day.at('12:00').device('wl-0001').keeps({ depth: 2 })
 *     day.at('12:10').device('wl-0001').keeps({ depth: 31 })
 *     day.expectCase({ device: 'wl-0001', category: '0506', unit: 'lj-drainage-west', after: '12:10', within: '3m' })
 *     day.expectNotice({ occasion: 'dispatched', unit: 'lj-drainage-west' })
 *     await day.run('12:30')
 *
 * The lists of cases and of notices are complete: one that nobody expects is a failure.
 */
import type { Bindings } from '../../core/bindings/bindings.ts'
import { expect } from 'vitest'

import type { Case } from '../../cases/life/case.ts'
import type { Command } from '../../cases/life/commands.ts'
import type { RefusalReason } from '../../cases/life/refusals.ts'
import type { Notice } from '../../cases/life/notice.ts'
import type { Actor } from '../../core/actor.ts'
import type { Severity } from '../../core/severity.ts'
import type { Device } from '../../core/device.ts'
import type { Channel, Frame, Tick } from '../../core/frame.ts'
import { unitIdSchema } from '../../core/identity.ts'
import { instant, type Instant } from '../../core/time.ts'
import { accountOf, comparable, decisions, type Account, type Outcome } from './account.ts'
import { memoryEngines, type OpenEngines } from './engines.ts'
import { HostClock } from './host-clock.ts'
import { duration, frameOf, item, type Saying, type Values } from './sayings.ts'
import { everySecond, inStrides, type Second, type Strides } from './strides.ts'
import { clockTime, newestCase, sampleDevices, World } from './world.ts'

export interface TimelineOptions {
  /** RFC 3339 with the offset of the city; clock times are of this day, `+1d 06:00` of the next one. */
  readonly start: string
  /** Devices of the sample city that are registered. */
  readonly devices: readonly string[]
  /** Every frame arrives twice. */
  readonly twice?: boolean
  /** Seconds between two ticks; 1 as in the running system. */
  readonly step?: number
  /** What the register says of a device otherwise than the sample city. */
  readonly registered?: Readonly<Record<string, Partial<Device>>>
  /** How messages on topics of others are read. */
  readonly bindings?: Bindings
  /** In memory alone, whatever engines are chosen: it is the matter of the rules, or the same comes of another day on those. */
  readonly inMemory?: boolean
  /** How far the clock of our host is ahead of true time, which is that of the timeline and of the devices. */
  readonly hostAhead?: string
}

export interface ExpectedCase {
  readonly device: string
  readonly category: string
  readonly unit?: string
  /** At the end. */
  readonly stage?: Case['stage']
  readonly severity?: Severity
  readonly work?: Case['work']
  /** Opened not before this and at most so much later. */
  readonly after: string
  readonly within: string
}

export interface ExpectedNotice {
  readonly occasion: Notice['occasion']
  readonly unit: string
  readonly device?: string
}

export type { Outcome }

/** How far a play has come. */
interface Going {
  /** By device, how often it has spoken. */
  readonly said: Map<string, number>
  readonly frames: readonly Frame[]
  arrived: number
}

interface Played {
  readonly account: Account
  readonly seconds: readonly Second[]
}

interface Voice {
  readonly since: Instant
  readonly values: Values
  readonly period: number
}

type Deed = (world: World) => Promise<void>

let chosen: readonly OpenEngines[] = []

/** Timelines made from now on are played in memory first, and then on each of these engines, where the same must come of them. */
export function playOn(...engines: readonly OpenEngines[]): void {
  chosen = engines
}

export const timeline = (options: TimelineOptions): Promise<Timeline> =>
  Promise.resolve(new Timeline(options, options.inMemory === true ? [] : chosen))

export class Timeline {
  readonly #engines: readonly OpenEngines[]
  readonly #options: TimelineOptions
  readonly #frames: Frame[] = []
  readonly #deeds = new Map<Instant, Deed[]>()
  readonly #voices = new Map<
    string,
    { readonly at: Instant; readonly voice: Voice | undefined }[]
  >()
  readonly #restarts = new Set<Instant>()
  readonly #host = new HostClock()
  readonly #cases: ExpectedCase[] = []
  readonly #notices: ExpectedNotice[] = []
  readonly #said = new Map<string, number>()

  constructor(options: TimelineOptions, engines: readonly OpenEngines[]) {
    this.#options = options
    this.#engines = engines
    if (options.hostAhead !== undefined) this.#host.startsAhead(duration(options.hostAhead))
  }

  instant(text: string): Instant {
    return clockTime(this.#options.start, text)
  }

  at(text: string) {
    const at = this.instant(text)
    return {
      device: (id: string) => this.#device(id, at),
      /** A person or crew with a command for the newest case of a device. */
      crew: (unit: string) =>
        this.#person({ name: `crew-${unit}`, role: 'crew', unit: unitIdSchema.parse(unit) }, at),
      person: (role: Actor['role']) => this.#person({ name: role, role }, at),
      /** The newest case of the device is so at the end of that second. */
      finds: (device: string, state: Readonly<Record<string, unknown>>) =>
        this.#do(at, async (world) => {
          expect(await newestCase(world, device), `${device} at ${text}`).toMatchObject(state)
        }),
      findsNoCase: (device: string) =>
        this.#do(at, async (world) => {
          expect(await newestCase(world, device), `${device} at ${text}`).toBeUndefined()
        }),
      /** Everything ends where it stands, before what arrived in this second was worked off, and begins anew. */
      restart: () => void this.#restarts.add(at),
      /** The clock of our host is set, ahead or with a minus back. */
      hostClockIsSet: (by: string) => this.#host.isSet(at, duration(by)),
      /** We are away until then: no tick is written, and what devices say waits with them. */
      away: (until: string) => this.#host.isAway(at, this.instant(until)),
    }
  }

  /** Something that arrives by itself, such as the life of a simulated device. */
  arrives(frames: readonly Frame[]): void {
    for (const frame of frames) this.#frames.push(frame)
  }

  expectCase(expected: ExpectedCase): void {
    this.#cases.push(expected)
  }

  expectNotice(expected: ExpectedNotice): void {
    this.#notices.push(expected)
  }

  /** Says aloud what an empty list of expectations means. */
  expectNoCase(): void {
    expect(this.#cases).toEqual([])
  }

  /** Plays everything until then, and checks what was expected. */
  async run(until: string): Promise<Outcome> {
    const end = this.instant(until)
    const rehearsal = await this.#play(end, memoryEngines, everySecond)
    this.#check(rehearsal.account.outcome)
    let { outcome } = rehearsal.account
    for (const engines of this.#engines) {
      const { account } = await this.#play(end, engines, inStrides(rehearsal.seconds))
      this.#check(account.outcome)
      expect(comparable(account)).toEqual(comparable(rehearsal.account))
      outcome = account.outcome
    }
    return outcome
  }

  async #play(end: Instant, engines: OpenEngines, strides: Strides): Promise<Played> {
    const start = instant(Date.parse(this.#options.start))
    await using world = await World.create(start, this.#options, engines)
    world.setHostClock(this.#host.ahead)
    const going: Going = {
      said: new Map(this.#said),
      frames: this.#frames
        .map((frame) => ({ ...frame, receivedAt: this.#host.arrival(frame.receivedAt) }))
        .toSorted((a, b) => a.receivedAt - b.receivedAt),
      arrived: 0,
    }
    const seconds: Second[] = []
    let decided = decisions(world)
    for (let from = start; from < end;) {
      const step = this.#step
      const { to, sleeping } = strides(from, instant(from + step))
      const set = this.#host.stepAt(from)
      if (set !== 0) world.setHostClock(set)
      const records: (Frame | Tick)[] = []
      for (let at = instant(from + step); at <= to; at = instant(at + step)) {
        const since = instant(at - step)
        records.push(...this.#host.records(since, at, this.#arrivals(since, at, going)))
      }
      const restarts = this.#restarts.has(from)
      if (restarts) {
        await world.receive(records.splice(0, records.length - 1))
        await world.restart(to)
      }
      await world.advance(to, records)
      if (sleeping !== undefined) expect(world.sleeping).toEqual(sleeping)
      const deeds = this.#deeds.get(from) ?? []
      for (const deed of deeds) {
        await deed(world)
        await world.settle()
      }
      const before = decided
      decided = decisions(world)
      const quiet = decided === before && deeds.length === 0 && !restarts && set === 0
      seconds.push({ at: to, quiet, sleeping: world.sleeping })
      from = to
    }
    await world.checkPositions()
    return { account: await accountOf(world), seconds }
  }

  get #step(): number {
    return (this.#options.step ?? 1) * 1_000
  }

  /** What arrives from `from` until before `to`. */
  #arrivals(from: Instant, to: Instant, going: Going): readonly Frame[] {
    const frames: Frame[] = []
    for (; ; going.arrived += 1) {
      const next = going.frames[going.arrived]
      if (next === undefined || next.receivedAt >= to) break
      frames.push(next)
    }
    frames.push(...this.#beats(from, to, going.said))
    frames.sort((a, b) => a.receivedAt - b.receivedAt)
    return this.#options.twice === true ? frames.flatMap((one) => [one, one]) : frames
  }

  #device(id: string, at: Instant) {
    const say = (channel: Channel, body: unknown, more: Saying = {}, when = at) => {
      this.#frames.push(frameOf(id, channel, body, when, more.retained === true))
    }
    const says = (values: Values, more: Saying = {}, when = at) =>
      say('telemetry', item(this.#said, id, values, when, more), more, when)
    return {
      says: (values: Values, more?: Saying) => says(values, more),
      /** By the channel for what the device decides itself. */
      signals: (values: Values, more: Saying = {}) =>
        say('event', item(this.#said, id, values, at, more), more),
      /** The same again and again, `for` so long; with the first one at once. */
      repeats: (every: string, values: Values, more: Saying & { readonly for: string }) => {
        const last = at + duration(more.for)
        for (let when = at; when <= last; when = instant(when + duration(every)))
          says(values, more, when)
      },
      /** Every period from now on, until it keeps saying something else or falls silent. */
      keeps: (values: Values, every?: string) =>
        this.#voice(id, at, {
          since: at,
          values,
          period: every === undefined ? 0 : duration(every),
        }),
      fallsSilent: () => this.#voice(id, at, undefined),
      goesOffline: () => say('status', 'offline'),
      sends: (body: unknown) => say('telemetry', body),
    }
  }

  #person(by: Actor, at: Instant) {
    return {
      does: (device: string, command: Command, refused?: RefusalReason) =>
        this.#do(at, async (world) => {
          const found = await newestCase(world, device)
          if (found === undefined) throw new Error(`${device} has no case`)
          const { refusal } = await world.desk.execute(found.id, command, by)
          expect(refusal?.reason, `${command.command} of ${device}: ${refusal?.text}`).toBe(refused)
        }),
    }
  }

  #do(at: Instant, deed: Deed): void {
    this.#deeds.set(at, [...(this.#deeds.get(at) ?? []), deed])
  }

  #voice(id: string, at: Instant, voice: Voice | undefined): void {
    const voices = [...(this.#voices.get(id) ?? []), { at, voice }]
    this.#voices.set(
      id,
      voices.sort((a, b) => a.at - b.at),
    )
  }

  /** What those who keep saying something say from `from` until before `to`. */
  #beats(from: Instant, to: Instant, said: Map<string, number>): Frame[] {
    const frames: Frame[] = []
    for (const [id, voices] of this.#voices) {
      for (let at = from; at < to; at = instant(at + 1_000)) {
        const voice = voices.findLast((each) => each.at <= at)?.voice
        if (voice === undefined) continue
        const period = voice.period === 0 ? this.#period(id) : voice.period
        if ((at - voice.since) % period !== 0) continue
        const body = item(said, id, voice.values, at, {})
        frames.push(frameOf(id, 'telemetry', body, at, false))
      }
    }
    return frames
  }

  #period(id: string): number {
    const device = periods.get(id)
    if (device === undefined) throw new TypeError(`the sample city has no ${id}`)
    return device * 1_000
  }

  #check({ cases, notices }: Outcome): void {
    const left = [...cases]
    for (const { after, within, device, ...rest } of this.#cases) {
      const from = this.instant(after)
      const index = left.findIndex(
        ({ place, category, collectedAt }) =>
          place.device === device &&
          category === rest.category &&
          collectedAt >= from &&
          collectedAt <= from + duration(within),
      )
      const [found] = index < 0 ? [] : left.splice(index, 1)
      const text = `a case ${rest.category} of ${device} within ${within} after ${after}; there are ${described(cases)}`
      expect(found, text).toMatchObject(rest)
    }
    expect(left.map(brief), 'cases that nobody expects').toEqual([])
    const told = notices.map(({ occasion, unit, where }) => `${occasion} ${unit} ${where.device}`)
    const expected = this.#notices.map(
      ({ occasion, unit, device }) =>
        `${occasion} ${unit} ${device ?? this.#cases.find((each) => each.unit === unit)?.device}`,
    )
    expect(told.toSorted(), 'notices').toEqual(expected.toSorted())
  }
}

const periods = new Map(
  [...(await sampleDevices())].map(([id, { period }]) => [id, period] as const),
)

const brief = ({ category, place, stage, severity, collectedAt }: Case): string =>
  `${category} ${place.device} ${stage} ${severity} ${new Date(collectedAt).toISOString()}`

const described = (cases: readonly Case[]): string =>
  cases.length === 0 ? 'none' : cases.map(brief).join(', ')
