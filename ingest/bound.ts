/**
 * Messages on topics that are not ours to the same items as our own JSON, by the binding that the topic has: a reading has one
 * identity, however it came. Without a time of its own a reading is of the instant it was received at, which a letter that is put back keeps.
 */
import { mayBePublished, type Bindings } from '../core/bindings/bindings.ts'
import { toldBy, type NotTold, type Told } from '../core/bindings/told.ts'
import { consumers } from '../core/consumers.ts'
import { detailOf } from '../core/dead-letter-details.ts'
import type { Frame } from '../core/frame.ts'
import { parseDeviceId, type DeviceId } from '../core/identity.ts'
import type { PartitionState, StateChange } from '../core/log.ts'
import type { RegisteredDevice } from '../core/registry.ts'
import { stationName } from '../core/station.ts'
import type { ClockLimits } from './config.ts'
import { Births } from './births.ts'
import { messageOf } from './bound-message.ts'
import { decodeReading, type Item, type Received } from './telemetry.ts'
import { quote, refuse } from './values.ts'

const { messages: remembered } = consumers.ingest.remembers
const messagesKey = (device: DeviceId): string => `${remembered.prefix}${device}`

type RefusedOutcome = Exclude<Item['outcome'], { readonly type: 'measured' }>

/** Messages of a device that are known again: those that come twice come within minutes. */
const mostRemembered = 16

/** Who is called so beside the own id; a register that does not say so knows nobody by it. */
export interface NameLookup {
  /** As `stationName` has it. */
  station?(name: string): RegisteredDevice | undefined
  external?(id: string): RegisteredDevice | undefined
}

/** What was bound in one batch, with what is remembered of messages. */
export class Bound {
  readonly #state: Pick<PartitionState, 'get'>
  readonly #bindings: Bindings
  readonly #devices: NameLookup
  readonly #births: Births
  readonly #messages = new Map<DeviceId, readonly string[]>()
  /** Messages of this batch, by the frame that told them first. */
  readonly #frames = new Map<string, string>()

  constructor(state: Pick<PartitionState, 'get'>, bindings: Bindings, devices: NameLookup) {
    this.#state = state
    this.#bindings = bindings
    this.#births = new Births(state)
    this.#devices = devices
  }

  changes(): readonly StateChange[] {
    const messages = [...this.#messages]
    return [
      ...messages.map(([device, value]) => ({ key: messagesKey(device), value })),
      ...this.#births.changes(),
    ]
  }

  /** None where the message is taken and tells no reading. */
  items(frame: Frame, received: Received, limits: ClockLimits): readonly Item[] {
    const { source, topic } = frame
    const bound = this.#bindings.find(topic)
    const [first] = bound
    if (first === undefined)
      return [{ outcome: refuse('no-decoder', detailOf('noBinding', { topic: quote(topic) })) }]
    // The edge looked at who sends it; the bindings may be others by now.
    const his = bound.filter((one) => mayBePublished(one, source))
    if (his.length === 0) {
      const detail = detailOf('boundNotHis', { binding: first.binding.id, source })
      return [{ outcome: refuse('not-your-device', detail) }]
    }
    const told: ReturnType<typeof toldBy>[] = []
    for (const one of his) {
      const read = messageOf(one.binding.format, frame, this.#births)
      if ('reason' in read) return [{ outcome: read }]
      told.push(toldBy(one, read, frame.body))
    }
    if (told.every((some) => some === undefined))
      return [{ outcome: refuse('no-decoder', detailOf('boundNobody', { topic: quote(topic) })) }]
    return told
      .flatMap((some) => some ?? [])
      .map((one, index) => this.#itemOf(one, index, received, limits))
  }

  /** Whether a message before that of the frame said the same of itself; a letter that is put back is asked about its readings alone. */
  wasTold({ redriveOf }: Frame, position: string, device: DeviceId, repeat: string): boolean {
    if (redriveOf !== undefined) return false
    const first = this.#frames.get(`${device} ${repeat}`)
    if (first !== undefined) return first !== position
    const known = this.#messages.get(device) ?? this.#state.get(messagesKey(device)) ?? []
    const messages = known as readonly string[]
    if (messages.includes(repeat)) return true
    this.#messages.set(device, [...messages, repeat].slice(-mostRemembered))
    this.#frames.set(`${device} ${repeat}`, position)
    return false
  }

  #itemOf(told: Told | NotTold, index: number, received: Received, limits: ClockLimits): Item {
    if (told.type === 'fault') return { outcome: refuse('invalid-payload', told.detail) }
    const device = told.device && this.#deviceOf(told.device)
    if (device !== undefined && typeof device !== 'string') return { outcome: device }
    const { t, seq, m, q, repeat } = told
    const stale = received.stale || told.late
    const said = { t: t ?? received.at, seq, m, q }
    const outcome = decodeReading(said, index, device, { ...received, stale }, limits)
    if (outcome.type === 'refused')
      return { outcome: device === undefined ? outcome : { ...outcome, device } }
    return { outcome, ...(repeat !== undefined && { repeat }) }
  }

  #deviceOf({ text, by }: NonNullable<Told['device']>): DeviceId | RefusedOutcome {
    const named = parseDeviceId(text)
    if (by === 'id')
      return named ?? refuse('invalid-payload', detailOf('noDevice', { value: quote(text) }))
    const registered =
      by === 'mn'
        ? this.#devices.station?.(stationName('hj212', text))
        : this.#devices.external?.(text)
    if (registered !== undefined) return registered.device.id
    const value = quote(text)
    const detail =
      by === 'mn' ? detailOf('unknown', { device: value }) : detailOf('noExternal', { value })
    // Under that name it is among those that nobody has registered.
    return { ...refuse('unknown-device', detail), ...(named && { device: named }) }
  }
}
