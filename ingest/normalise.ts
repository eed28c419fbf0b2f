/**
 * The pure stage from frames to readings: the same records, state and register give the same effects, and cutting the
 * records into other batches changes nothing but where the batches end.
 */
import type { DeadLetter, DeadLetterReason } from '../core/dead-letter.ts'
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
import type { RegisteredDevice } from '../core/registry.ts'
import { deadLettersTopic, readingsTopic, type ReadingRecord } from '../core/topics.ts'
import { accountingFrom, accountingKey, addAccounting } from './accounting.ts'
import type { ClockLimits } from './config.ts'
import { decodeRepeats, encodeRepeats, remember, type Repeats } from './repeats.ts'
import { decodeStatus } from './status.ts'
import { Tally } from './tally.ts'
import { decodeTelemetry, quote, type Item, type Measured } from './telemetry.ts'

/** The register as the stage sees it: at once, and fixed while a batch is worked off. */
export interface DeviceLookup {
  get(id: string): RegisteredDevice | undefined
}

export type FrameBatch = Pick<
  LogBatch<Frame | Tick>,
  'partition' | 'partitions' | 'records' | 'state'
>

export interface Normalised extends Effects {
  readonly tally: Tally
}

/** Raw bytes a dead letter keeps at most. */
const longestBody = 65_536

const repeatsKey = (device: DeviceId): string => `repeats/${device}`

export function normalise(
  { records, state, partition, partitions }: FrameBatch,
  devices: DeviceLookup,
  limits: ClockLimits,
): Normalised {
  const lane = partitions > 1 ? { partition, partitions } : undefined
  const batch = new Batch(state, devices, limits, lane)
  for (const record of records) batch.take(record)
  return batch.effects()
}

class Batch {
  readonly #lane: Lane | undefined
  readonly #state: PartitionState
  readonly #devices: DeviceLookup
  readonly #limits: ClockLimits
  readonly #readings: ReadingRecord[] = []
  readonly #deadLetters: DeadLetter[] = []
  readonly #tally = new Tally()
  /** Memories of this batch, decoded at the first touch, so that what the state handed out is never changed. */
  readonly #repeats = new Map<DeviceId, { readonly memory: Repeats; changed: boolean }>()

  constructor(
    state: PartitionState,
    devices: DeviceLookup,
    limits: ClockLimits,
    lane: Lane | undefined,
  ) {
    this.#lane = lane
    this.#state = state
    this.#devices = devices
    this.#limits = limits
  }

  take({ partition, offset, value }: LogRecord<Frame | Tick>): void {
    if (value.type === 'tick')
      this.#readings.push(this.#lane === undefined ? value : { ...value, lane: this.#lane })
    else this.#frame(value, `${partition}:${offset}`)
  }

  effects(): Normalised {
    const state: StateChange[] = []
    for (const [device, { memory, changed }] of this.#repeats) {
      if (changed) state.push({ key: repeatsKey(device), value: encodeRepeats(memory) })
    }
    const { accounting } = this.#tally
    if (accounting.frames > 0) {
      const before = accountingFrom(this.#state.get(accountingKey))
      state.push({ key: accountingKey, value: addAccounting(before, accounting) })
    }
    const append = []
    if (this.#readings.length > 0) append.push(outgoing(readingsTopic, this.#readings))
    if (this.#deadLetters.length > 0) append.push(outgoing(deadLettersTopic, this.#deadLetters))
    return { append, state, tally: this.#tally }
  }

  #frame(frame: Frame, position: string): void {
    this.#tally.frame(frame.redriveOf !== undefined)
    if (frame.refused !== undefined) {
      this.#refuse(frame, position, frame.refused, `refused by the broker: ${frame.refused}`)
      return
    }
    const source = this.#devices.get(frame.source)
    if (source === undefined) {
      this.#refuse(frame, position, 'unknown-device', `${quote(frame.source)} is not registered`)
      return
    }
    if (!source.device.active) {
      this.#refuse(frame, position, 'inactive-device', `${frame.source} is out of service`)
      return
    }
    switch (frame.channel) {
      case 'telemetry':
      case 'event':
        this.#telemetry(frame, position)
        return
      case 'status':
        this.#status(frame, position)
        return
      case 'reply':
        this.#tally.status()
    }
  }

  #status(frame: Frame, position: string): void {
    const online = decodeStatus(textOf(frame.body))
    if (online === undefined) {
      const detail = 'a status is online, offline or {"online": true or false}'
      this.#refuse(frame, position, 'invalid-payload', detail)
      return
    }
    this.#tally.status()
    this.#readings.push({ type: 'status', device: frame.source, online, at: frame.receivedAt })
  }

  #telemetry(frame: Frame, position: string): void {
    const stale = frame.retained || frame.redriveOf !== undefined
    const received = { at: frame.receivedAt, stale }
    for (const item of decodeTelemetry(textOf(frame.body), received, this.#limits)) {
      const { outcome } = item
      if (outcome.type === 'refused') {
        this.#refuse(frame, position, outcome.reason, outcome.detail, item)
        continue
      }
      const denied = this.#denied(frame.source, outcome.device)
      if (denied !== undefined) this.#refuse(frame, position, ...denied, item)
      else this.#measured(frame, position, outcome)
    }
  }

  /** Why the source may not speak for the device; undefined when it may. */
  #denied(
    source: DeviceId,
    device: DeviceId | undefined,
  ): readonly [DeadLetterReason, string] | undefined {
    if (device === undefined || device === source) return undefined
    const registered = this.#devices.get(device)
    if (registered === undefined) return ['unknown-device', `${quote(device)} is not registered`]
    if (registered.device.gateway !== source) {
      return ['not-your-device', `${source} is not the gateway of ${device}`]
    }
    if (!registered.device.active) return ['inactive-device', `${device} is out of service`]
    return undefined
  }

  #measured(frame: Frame, position: string, measured: Measured): void {
    const device = measured.device ?? frame.source
    const { observedAt, sequence, values, quality } = measured
    const repeats = this.#repeatsOf(device)
    const novelty = remember(repeats.memory, observedAt, sequence)
    if (novelty === 'duplicate') {
      this.#tally.duplicate()
      return
    }
    if (novelty === 'new') repeats.changed = true
    const reading: Reading = {
      type: 'reading',
      id: readingId({
        device,
        observedAt,
        ...(sequence === undefined ? {} : { sequence }),
      }),
      device,
      observedAt,
      receivedAt: frame.receivedAt,
      ...(sequence === undefined ? {} : { sequence }),
      values,
      ...(quality === undefined ? {} : { quality }),
      timing: novelty === 'resent' ? 'resent' : measured.timing,
      frame: position,
    }
    this.#tally.reading(reading, measured.unknown)
    this.#readings.push(reading)
  }

  #repeatsOf(device: DeviceId) {
    let repeats = this.#repeats.get(device)
    if (repeats === undefined) {
      const memory = decodeRepeats(this.#state.get(repeatsKey(device)))
      this.#repeats.set(device, (repeats = { memory, changed: false }))
    }
    return repeats
  }

  #refuse(
    frame: Frame,
    position: string,
    reason: DeadLetterReason,
    detail: string,
    item?: Item,
  ): void {
    const device = item?.outcome.device
    const letter: DeadLetter = {
      type: 'dead-letter',
      reason,
      detail,
      source: frame.source,
      ...(device === undefined || device === frame.source ? {} : { device }),
      channel: frame.channel,
      topic: frame.topic,
      receivedAt: frame.receivedAt,
      frame: position,
      body: bytesOf(frame, item).subarray(0, longestBody).toString('base64'),
    }
    this.#tally.deadLetter(letter)
    this.#deadLetters.push(letter)
  }
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const textOf = (body: Uint8Array): string => asBuffer(body).toString('utf8')

/** Of an array only the item; nested too deeply to be written again, it stays in its whole frame. */
function bytesOf(frame: Frame, item: Item | undefined): Buffer {
  if (item?.part !== undefined) {
    try {
      return Buffer.from(JSON.stringify(item.part), 'utf8')
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  return asBuffer(frame.body)
}
