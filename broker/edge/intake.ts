/**
 * The one way from the broker into the durable log. Frames and ticks stand in one queue in the order they arrived; while
 * one append is under way the next ones gather, so a commit serves as many as came meanwhile (group commit). Whoever
 * pushed is answered only after the append: with nothing when it is durable, with an error when it is not.
 *
 * When the host's clock was set, a tick says so before everything that was received by the corrected clock, and is kept
 * until an append takes it.
 */
import { setTimeout as delay } from 'node:timers/promises'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { Frame, Tick } from '../../core/frame.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { DurableLog } from '../../core/log.ts'
import type { Clock, Instant } from '../../core/time.ts'
import { framesTopic } from '../../core/topics.ts'
import { ReceiptClock } from './receipt-clock.ts'
import { ClockSteps } from './clock-steps.ts'
import { HeldBack } from './held-back.ts'
import { Rest } from './rest.ts'

export interface IntakeLimits {
  readonly intakeFrames: number
  readonly intakeBytes: number
}

export interface IntakeDeps {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  /** Whether what a source sends is never held back (lanes.ts); without it nothing is. */
  readonly isUrgent?: (source: DeviceId) => boolean
}

export type Answer = (error?: Error) => void

interface Entry<Value = Frame | Tick> {
  readonly value: Value
  readonly answer: Answer | undefined
  /** Nobody can send it again (a last will, a step of the clock), so it stays until an append takes it. */
  readonly keep: boolean
  readonly arrived: number
}

const maxBatch = 1_024
const maxBatchBytes = 8 * 1_048_576
/** What an entry costs beside its body. */
const overhead = 128
const slowAppend = 10_000
/** After a batch of this size the next one gathers for some milliseconds: a commit costs as much as serving ten frames. */
const busyBatch = 8
const gathering = 8

const sizeOf = (value: Frame | Tick): number =>
  value.type === 'tick' ? overhead : overhead + value.body.length

const sourceOf = ({ value }: Entry): string => (value.type === 'frame' ? value.source : '')

/** One tick for two steps; undefined when they are not two. */
const summed = (first: Frame | Tick, second: Frame | Tick): Tick | undefined =>
  first.type === 'tick' &&
  second.type === 'tick' &&
  first.stepped !== undefined &&
  second.stepped !== undefined
    ? { ...second, stepped: first.stepped + second.stepped }
    : undefined

/** Of ordinary kinds; the rest of the room is left to urgent ones. */
const heldShare = { read: 1 / 4, taken: 1 / 2 }

export class Intake {
  /** Called after every answered batch, when room may have come back. */
  answered: () => void = () => {}

  readonly #log: DurableLog
  readonly #clock: ReceiptClock
  readonly #steps: ClockSteps
  readonly #rest: Rest
  readonly #observer: Observer
  readonly #limits: IntakeLimits
  readonly #isUrgent: (source: DeviceId) => boolean
  readonly #heldBack = new HeldBack<Entry<Frame>>()
  #waiting: Entry[] = []
  #held = 0
  #heldBytes = 0
  #scheduled = false
  #busy = false
  #appending: number | undefined
  #failure: string | undefined
  #lastTick = 0 as Instant
  #tickWaits = false
  #closed = false
  #idle: (() => void)[] = []

  constructor(deps: IntakeDeps, limits: IntakeLimits) {
    this.#isUrgent = deps.isUrgent ?? (() => true)
    this.#log = deps.log
    this.#clock = new ReceiptClock(deps.clock)
    this.#steps = new ClockSteps(deps)
    this.#rest = new Rest(deps.log, deps.clock)
    this.#observer = deps.observer
    this.#limits = limits
  }

  /** The instant of receipt of what is pushed next: the host's clock, and never before an earlier tick of this epoch. */
  now(): Instant {
    const { at, stepped } = this.#clock.look()
    if (stepped !== 0) this.#step(at, stepped)
    return at
  }

  /** What an operator should know of the clock. */
  get warning(): string | undefined {
    return this.#steps.warning
  }

  /** More than half of the room is taken: sockets should not be read now. */
  get full(): boolean {
    // What is held back has a share of its own.
    const { count, bytes } = this.#heldBack
    const { intakeFrames, intakeBytes } = this.#limits
    return (this.#held - count) * 2 > intakeFrames || (this.#heldBytes - bytes) * 2 > intakeBytes
  }

  /** So much is held back that sockets of ordinary kinds should not be read now. */
  get fullOfHeld(): boolean {
    return this.full || this.#heldTakes(heldShare.read)
  }

  /** Frames that are held back. */
  get held(): number {
    return this.#heldBack.count
  }

  /** Nothing was received here for a while, and nothing waits. */
  get quiet(): boolean {
    return this.#held === 0 && this.#rest.mayBegin
  }

  /** How long the first of them has waited. */
  get heldSeconds(): number {
    const { oldest } = this.#heldBack
    return oldest === undefined ? 0 : (performance.now() - oldest) / 1_000
  }

  /** From now on ordinary kinds wait, none of them for longer than so many milliseconds; or they do not any more. */
  holdBack(waits: boolean, longest: number): void {
    this.#heldBack.closed = waits && !this.#closed
    const latest = this.#heldBack.closed ? performance.now() - longest : Number.POSITIVE_INFINITY
    const released = this.#heldBack.take(({ arrived }) => arrived < latest, sizeOf)
    if (released.length === 0) return
    // Received when they get into the log: what stands there before them was received before.
    const receivedAt = this.now()
    for (const entry of released)
      this.#waiting.push({ ...entry, value: { ...entry.value, receivedAt } })
    this.#schedule()
  }

  /** Why nothing can be stored now; undefined while all is well. */
  get failure(): string | undefined {
    if (this.#failure !== undefined) return this.#failure
    const stuck = this.#appending !== undefined && performance.now() - this.#appending > slowAppend
    return stuck ? 'the log has not answered for ten seconds' : undefined
  }

  /** True when it is held back. */
  push(frame: Frame, answer: Answer, keep = false): boolean {
    const waits = this.#waitsInLane(frame.source)
    const refused = this.#refusal(frame, waits && !keep)
    if (refused !== undefined) {
      this.#observer.emit('broker.unstored', { reason: refused })
      answer(new UrbanBrainError('log-unavailable', 'too many publishes wait for the log'))
      return false
    }
    this.#rest.heard()
    const entry = { value: frame, answer, keep, arrived: performance.now() }
    if (waits) {
      this.#heldBack.enter(entry, sizeOf(frame))
      this.#count(entry)
    } else this.#enter(entry)
    return waits
  }

  #refusal(frame: Frame, waits: boolean): string | undefined {
    if (this.#closed) return 'stopping'
    const isFull =
      this.#held >= this.#limits.intakeFrames ||
      this.#heldBytes + sizeOf(frame) > this.#limits.intakeBytes
    if (isFull) return 'intake full'
    return waits && this.#heldTakes(heldShare.taken) ? 'lane full' : undefined
  }

  /**
   * For each second: writes that time passed, or leaves it to a later call while nothing comes in. At most one tick waits, and each
   * is later than the one before unless the clock was set.
   */
  async tick(): Promise<void> {
    // Before anything that waits: a clock that was set is seen within a second. What could not be stored is tried as often.
    this.now()
    if (this.#rest.mayBegin && this.#failure === undefined && (await this.#rest.lasts())) return
    const at = this.now()
    if (this.#closed || this.#tickWaits || at <= this.#lastTick) return
    this.#lastTick = at
    this.#tickWaits = true
    const answer = (error?: Error) => {
      this.#tickWaits = false
      if (error === undefined) this.#rest.ticked()
    }
    this.#enter({ value: { type: 'tick', at }, answer, keep: false, arrived: performance.now() })
  }

  /** Takes nothing more; resolves when everything taken has been answered. */
  async close(): Promise<void> {
    this.#closed = true
    this.holdBack(false, 0)
    if (this.#held === 0) return
    this.#schedule()
    await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  #step(at: Instant, stepped: number): void {
    this.#steps.happened(at, stepped)
    if (this.#closed) return
    this.#lastTick = at
    const value: Tick = { type: 'tick', at, stepped }
    this.#enter({ value, answer: undefined, keep: true, arrived: performance.now() })
  }

  #enter(entry: Entry): void {
    this.#waiting.push(entry)
    this.#count(entry)
    this.#schedule()
  }

  #count({ value }: Entry): void {
    this.#held++
    this.#heldBytes += sizeOf(value)
  }

  /** What a device sends stays in its order, also when it has become urgent. */
  #waitsInLane(source: DeviceId): boolean {
    const lane = this.#heldBack
    return lane.has(source) || (lane.closed && !this.#isUrgent(source))
  }

  #heldTakes(share: number): boolean {
    const { count, bytes } = this.#heldBack
    return count > this.#limits.intakeFrames * share || bytes > this.#limits.intakeBytes * share
  }

  /** Waits for the end of this turn of the event loop, so that all sockets readable in it share the first commit. */
  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => void this.#work())
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      if (this.#busy && !this.#closed) await delay(gathering)
      const batch = this.#take()
      this.#busy = batch.length >= busyBatch
      const started = performance.now()
      this.#appending = started
      try {
        await this.#log.append(
          framesTopic,
          batch.map((entry) => entry.value),
        )
        this.#stored(batch)
      } catch (error) {
        if (!this.#unstored(batch, error)) break
      }
    }
    this.#appending = undefined
    this.#scheduled = false
    this.#busy = false
    if (this.#closed) this.#finish()
  }

  #take(): Entry[] {
    const { length } = this.#waiting
    let count = 0
    for (let bytes = 0; count < length && count < maxBatch; count++) {
      const entry = this.#waiting[count]
      bytes += entry === undefined ? 0 : sizeOf(entry.value)
      if (bytes > maxBatchBytes && count > 0) break
    }
    if (count < length) return this.#waiting.splice(0, count)
    const all = this.#waiting
    this.#waiting = []
    return all
  }

  #stored(batch: readonly Entry[]): void {
    this.#failure = undefined
    const now = performance.now()
    // The oldest of a commit waited longest, so the histogram never looks better than the devices saw it.
    const oldest = batch[0]?.arrived ?? now
    this.#observer.measure('broker.puback.seconds', (now - oldest) / 1_000)
    let frames = 0
    for (const entry of batch) {
      if (entry.value.type === 'frame') frames++
      this.#answer(entry, undefined)
    }
    if (frames > 0) this.#observer.emit('broker.frame', {}, frames)
    this.answered()
  }

  /** False when only what must be kept is left, so that the next push or tick tries again instead of this loop. */
  #unstored(batch: readonly Entry[], cause: unknown): boolean {
    this.#failure = messageOf(cause)
    const error = new UrbanBrainError('log-unavailable', 'the publish could not be stored', {
      cause,
    })
    const stays = ({ keep }: Entry) => keep && !this.#closed
    const failed = new Set(batch.filter((entry) => !stays(entry)).map(sourceOf))
    // A device sends all of it again, in order: what it sent later must not get into the log before.
    const later = (entry: Entry) => failed.has(sourceOf(entry)) && entry.value.type === 'frame'
    const refused = [
      ...batch.filter((entry) => !stays(entry)),
      ...this.#waiting.filter((entry) => !stays(entry) && later(entry)),
      ...this.#heldBack.take((entry) => !stays(entry) && later(entry), sizeOf),
    ]
    const kept = batch.filter(stays)
    this.#waiting = this.#waiting.filter((entry) => stays(entry) || !later(entry))
    const more = this.#waiting.length > 0
    this.#waiting = this.#withOneStep([...kept, ...this.#waiting])
    const frames = refused.filter(({ value }) => value.type === 'frame').length
    if (frames > 0) this.#observer.emit('broker.unstored', { reason: this.#failure }, frames)
    for (const entry of refused) this.#answer(entry, error)
    this.answered()
    return more
  }

  /** While nothing can be stored, steps with nothing received in between become one, so that they take no room. */
  #withOneStep(entries: readonly Entry[]): Entry[] {
    const all: Entry[] = []
    for (const entry of entries) {
      const before = all.at(-1)
      const sum = before === undefined ? undefined : summed(before.value, entry.value)
      if (before === undefined || sum === undefined) all.push(entry)
      else {
        all[all.length - 1] = { ...before, value: sum }
        this.#answer(entry, undefined)
      }
    }
    return all
  }

  #answer(entry: Entry, error: Error | undefined): void {
    this.#held--
    this.#heldBytes -= sizeOf(entry.value)
    try {
      entry.answer?.(error)
    } catch (failure) {
      this.#observer.emit('broker.client-error', { message: messageOf(failure) })
    }
  }

  #finish(): void {
    for (const entry of this.#waiting.splice(0)) {
      this.#answer(entry, new UrbanBrainError('log-unavailable', 'the broker stops'))
    }
    for (const resolve of this.#idle.splice(0)) resolve()
  }
}
