/**
 * The pure stage from frames to readings: the same records, state and register give the same effects, and cutting the
 * records into other batches changes nothing but where the batches end.
 */
import { noBindings, type Bindings } from '../core/bindings/bindings.ts'
import type { Answer } from '../core/command-reply.ts'
import { consumers } from '../core/consumers.ts'
import { detailOf } from '../core/dead-letter-details.ts'
import type { DeadLetter, DeadLetterReason } from '../core/dead-letter.ts'
import type { Device } from '../core/device.ts'
import type { Frame, Lane, Tick } from '../core/frame.ts'
import { readingId, type DeviceId } from '../core/identity.ts'
import { outgoing } from '../core/log.ts'
import type {
  Batch as LogBatch,
  Effects,
  LogRecord,
  PartitionState,
  StateChange,
} from '../core/log.ts'
import type { Reading } from '../core/reading.ts'
import { instant, type Instant } from '../core/time.ts'
import {
  deadLettersTopic,
  readingsTopic,
  repliesTopic,
  type ReadingRecord,
} from '../core/topics.ts'
import { accountingFrom, accountingKey, addAccounting } from './accounting.ts'
import type { Addition } from './additions.ts'
import { answerIn } from './answers.ts'
import { Bound } from './bound.ts'
import type { ClockLimits } from './config.ts'
import { deniedTo, type DeviceLookup } from './denied.ts'
import { earlierClock, setBy, type HostClock } from './earlier-clocks.ts'
import { byInstant, type Found } from './order.ts'
import {
  lettersOf,
  lettersOfFrame,
  lettersOfMessage,
  lettersOfRefused,
  type RefusedItem,
} from './refused.ts'
import {
  decodeRepeats,
  encodeRepeats,
  recall,
  remember,
  type Fact,
  type Novelty,
  type Repeats,
} from './repeats.ts'
import { Stations } from './stations.ts'
import { decodeStatus } from './status.ts'
import { Tally } from './tally.ts'
import { decodeTelemetry, textOfBody, type Item, type Measured } from './telemetry.ts'
import { quote } from './values.ts'

type Known = Pick<PartitionState, 'get'>

export interface FrameBatch extends Pick<
  LogBatch<Frame | Tick>,
  'partition' | 'partitions' | 'records'
> {
  readonly state: Known
}

export interface Normalised extends Required<Pick<Effects, 'append' | 'state'>> {
  /** What is new in the memories of devices that are among the changes of state. */
  readonly additions: readonly Addition[]
  readonly tally: Tally
}

/** What a device said at instants of its own, and what it said ahead of our clock or without an instant. */
const { remembers } = consumers.ingest
const repeatsKey = (device: DeviceId): string => `${remembers.repeats.prefix}${device}`
const asideKey = (device: DeviceId): string => `${remembers.aside.prefix}${device}`
/** Our clock since it was set, and which of its earlier selves a device goes by. */
const hostClockKey = remembers.hostClock.key
const agreedKey = (device: DeviceId): string => `${remembers.agreed.prefix}${device}`

interface Kept {
  readonly key: string
  readonly memory: Repeats
  readonly added: Fact[]
}

interface Memories {
  readonly own: Kept
  readonly aside: Kept
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] }

export function normalise(
  { records, state, partition, partitions }: FrameBatch,
  devices: DeviceLookup,
  limits: ClockLimits,
  bindings: Bindings = noBindings,
): Normalised {
  const lane = partitions > 1 ? { partition, partitions } : undefined
  const batch = new Batch(state, { devices, bindings }, limits, lane)
  for (const record of records) batch.take(record)
  return batch.effects()
}

class Batch {
  readonly #lane: Lane | undefined
  readonly #state: Known
  readonly #devices: DeviceLookup
  readonly #limits: ClockLimits
  readonly #readings: ReadingRecord[] = []
  readonly #replies: Answer[] = []
  readonly #deadLetters: DeadLetter[] = []
  readonly #tally = new Tally()
  /** Memories of this batch, decoded at the first touch, so that what the state handed out is never changed. */
  readonly #memories = new Map<DeviceId, Memories>()
  readonly #stations: Stations
  readonly #bound: Bound
  #hostClock: HostClock | undefined
  readonly #agreed = new Map<DeviceId, number | undefined>()

  constructor(
    state: Known,
    { devices, bindings }: { readonly devices: DeviceLookup; readonly bindings: Bindings },
    limits: ClockLimits,
    lane: Lane | undefined,
  ) {
    this.#lane = lane
    this.#state = state
    this.#devices = devices
    this.#limits = limits
    this.#stations = new Stations(state)
    this.#bound = new Bound(state, bindings, devices)
    this.#hostClock = state.get(hostClockKey) as HostClock | undefined
  }

  take({ partition, offset, value }: LogRecord<Frame | Tick>): void {
    if (value.type === 'frame') {
      this.#frame(value, `${partition}:${offset}`)
      return
    }
    const { at, stepped } = value
    if (stepped !== undefined) this.#hostClock = setBy(this.#hostClock, stepped, at)
    this.#readings.push(this.#lane === undefined ? value : { ...value, lane: this.#lane })
  }

  effects(): Normalised {
    const state: StateChange[] = []
    const additions: Addition[] = []
    for (const { own, aside } of this.#memories.values())
      for (const { key, memory, added } of [own, aside]) {
        if (added.length === 0) continue
        state.push({ key, value: encodeRepeats(memory) })
        additions.push({ key, facts: added })
      }
    if (this.#hostClock !== this.#state.get(hostClockKey))
      state.push({ key: hostClockKey, value: this.#hostClock })
    for (const [device, value] of this.#agreed) state.push({ key: agreedKey(device), value })
    state.push(...this.#stations.changes(), ...this.#bound.changes())
    const { accounting } = this.#tally
    if (accounting.frames > 0) {
      const before = accountingFrom(this.#state.get(accountingKey))
      state.push({ key: accountingKey, value: addAccounting(before, accounting) })
    }
    const append = []
    if (this.#readings.length > 0) append.push(outgoing(readingsTopic, this.#readings))
    if (this.#replies.length > 0) append.push(outgoing(repliesTopic, this.#replies))
    if (this.#deadLetters.length > 0) append.push(outgoing(deadLettersTopic, this.#deadLetters))
    return { append, state, additions, tally: this.#tally }
  }

  #frame(frame: Frame, position: string): void {
    this.#tally.frame(frame.redriveOf !== undefined)
    if (frame.refused !== undefined) {
      this.#bury(lettersOfRefused(frame, position, frame.refused))
      return
    }
    const source = this.#devices.get(frame.source)
    if (source === undefined) {
      this.#refuse(
        frame,
        position,
        'unknown-device',
        detailOf('unknown', { device: quote(frame.source) }),
      )
      return
    }
    if (!source.device.active) {
      this.#refuse(
        frame,
        position,
        'inactive-device',
        detailOf('inactive', { device: frame.source }),
      )
      return
    }
    switch (frame.channel) {
      case 'telemetry':
      case 'event':
        this.#telemetry(frame, position, source.device)
        return
      case 'status':
        this.#status(frame, position)
        return
      case 'reply':
      case 'configured':
        this.#answer(frame, position)
    }
  }

  #answer(frame: Frame, position: string): void {
    const found = answerIn(frame, position, this.#devices)
    if ('refused' in found) {
      this.#refuse(frame, position, ...found.refused)
      return
    }
    this.#tally.status()
    this.#replies.push(found.answer)
  }

  #status(frame: Frame, position: string): void {
    const word = decodeStatus(textOfBody(frame.body))
    if (word === undefined) {
      this.#refuse(frame, position, 'invalid-payload', detailOf('status'))
      return
    }
    this.#tally.status()
    if (word === 'cleared') return
    const online = word === 'online'
    this.#readings.push({ type: 'status', device: frame.source, online, at: frame.receivedAt })
  }

  #telemetry(frame: Frame, position: string, device: Device): void {
    const { redriveOf } = frame
    const stale = frame.retained || redriveOf !== undefined
    const place = redriveOf === undefined ? position : `letter ${redriveOf}`
    const received = {
      at: frame.receivedAt,
      stale,
      place,
      ...(this.#hostClock !== undefined && {
        earlierClock: this.#earlierClock(this.#hostClock, frame),
      }),
    }
    if (frame.protocol === undefined) {
      this.#items(frame, position, decodeTelemetry(textOfBody(frame.body), received, this.#limits))
      return
    }
    if (frame.protocol === 'binding') {
      const items = this.#bound.items(frame, received, this.#limits)
      if (items.length === 0) this.#tally.status()
      this.#items(frame, position, items)
      return
    }
    const told = this.#stations.take(frame, position, device, received, this.#limits)
    this.#bury(told.lost)
    if (told.repeated) this.#tally.duplicate()
    else if (told.items.length === 0) this.#tally.status()
    this.#items({ ...frame, body: told.body }, position, told.items)
  }

  #items(frame: Frame, position: string, items: readonly Item[]): void {
    const found: Found[] = []
    const refused: RefusedItem[] = []
    for (const [index, item] of items.entries()) {
      const { outcome } = item
      if (outcome.type === 'refused') {
        refused.push(refusedItem(item, outcome.reason, outcome.detail))
        continue
      }
      const denied = deniedTo(frame.source, outcome.device, this.#devices)
      if (denied !== undefined) refused.push(refusedItem(item, ...denied))
      else if (item.repeat !== undefined && this.#wasTold(frame, position, outcome, item.repeat))
        this.#tally.duplicate()
      else found.push({ measured: outcome, index })
    }
    const [first] = refused
    if (first?.reason === 'too-many-readings') {
      this.#refuse(frame, position, first.reason, first.detail)
    } else if (first !== undefined) {
      const written = frame.protocol === 'binding' ? lettersOfMessage : lettersOf
      this.#bury(written(frame, position, refused))
    }
    // What one frame tells is told in the order it was observed, so that no alarm hangs on the order of an array.
    if (found.length > 1) found.sort(byInstant)
    for (const { measured } of found) this.#measured(frame, position, measured)
  }

  #wasTold(frame: Frame, position: string, { device }: Measured, repeat: string): boolean {
    return this.#bound.wasTold(frame, position, device ?? frame.source, repeat)
  }

  #measured(frame: Frame, position: string, measured: Measured): void {
    const device = measured.device ?? frame.source
    const { observedAt, claimedAt, sequence, values, quality, fact } = measured
    const novelty = this.#novelty(device, measured)
    if (novelty === 'duplicate') {
      this.#tally.duplicate()
      return
    }
    const { content } = fact
    const reading: Writable<Reading> = {
      type: 'reading',
      id: readingId({ device, observedAt: instant(fact.at), sequence, content }),
      device,
      observedAt,
      receivedAt: frame.receivedAt,
      content,
      values,
      timing: novelty === 'resent' ? 'resent' : measured.timing,
      frame: position,
    }
    if (claimedAt !== undefined) reading.claimedAt = claimedAt
    if (sequence !== undefined) reading.sequence = sequence
    if (novelty === 'part' || novelty === 'correction') reading.beside = novelty
    if (quality !== undefined) reading.quality = quality
    this.#agree(device, measured)
    this.#tally.reading(reading)
    this.#tally.leftOut(measured.unknown, measured.unusable)
    this.#readings.push(reading)
  }

  /**
   * A fact is looked for in both memories, since it may come again after our clock caught up with the device's, and kept in
   * one: instants of our own, or ahead of it, must never make the device's own later ones look older than all remembered.
   */
  #novelty(device: DeviceId, { fact, isDated, claimedAt }: Measured): Novelty {
    const { own, aside } = this.#memoriesOf(device)
    const isOwn = isDated && claimedAt === undefined
    const here = isOwn ? own : aside
    const there = isOwn ? aside : own
    const known = recall(there.memory, fact)
    // Without an instant it is what it is by its place: nothing a device said at this instant can be the same.
    if (known === 'duplicate' && isDated) return known
    const novelty = remember(here.memory, fact)
    if (novelty === 'duplicate') return novelty
    if (novelty !== 'resent') here.added.push(fact)
    else if (isOwn) return novelty
    // Too old for what is remembered from clocks ahead of ours: whether it is the first of its instant nobody can tell.
    else if (!isDated) return 'part'
    if (known === 'correction' || novelty === 'correction') return 'correction'
    return known === 'part' || novelty === 'part' ? 'part' : 'new'
  }

  #earlierClock(clock: HostClock, { source, receivedAt }: Frame) {
    return (device: DeviceId | undefined, said: Instant): number | undefined =>
      earlierClock(clock, this.#agreedBy(device ?? source), said, receivedAt, this.#limits)
  }

  #agreedBy(device: DeviceId): number | undefined {
    if (this.#agreed.has(device)) return this.#agreed.get(device)
    return this.#state.get(agreedKey(device)) as number | undefined
  }

  #agree(device: DeviceId, { earlierClock: shift, timing, isDated }: Measured): void {
    if (this.#hostClock === undefined || !isDated || timing !== 'live') return
    if (shift !== this.#agreedBy(device)) this.#agreed.set(device, shift)
  }

  #memoriesOf(device: DeviceId): Memories {
    let memories = this.#memories.get(device)
    if (memories === undefined) {
      memories = { own: this.#kept(repeatsKey(device)), aside: this.#kept(asideKey(device)) }
      this.#memories.set(device, memories)
    }
    return memories
  }

  #kept(key: string): Kept {
    return { key, memory: decodeRepeats(this.#state.get(key)), added: [] }
  }

  #refuse(frame: Frame, position: string, reason: DeadLetterReason, detail: string): void {
    this.#bury(lettersOfFrame(frame, position, reason, detail))
  }

  #bury(letters: readonly DeadLetter[]): void {
    for (const letter of letters) {
      this.#tally.deadLetter(letter)
      this.#deadLetters.push(letter)
    }
  }
}

const refusedItem = (item: Item, reason: DeadLetterReason, detail: string): RefusedItem => ({
  reason,
  detail,
  ...(item.outcome.device === undefined ? {} : { device: item.outcome.device }),
  ...(item.part === undefined ? {} : { part: item.part }),
})
