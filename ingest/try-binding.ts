/** What becomes of one message by a binding, without a running system: whoever the message names counts as registered. */
import { bindingsOf } from '../core/bindings/bindings.ts'
import type { BindingDocument, Sample } from '../core/bindings/document.ts'
import type { DeadLetter } from '../core/dead-letter.ts'
import type { Device } from '../core/device.ts'
import type { Frame } from '../core/frame.ts'
import type { DeviceId } from '../core/identity.ts'
import type { Reading } from '../core/reading.ts'
import type { RegisteredDevice } from '../core/registry.ts'
import type { Instant } from '../core/time.ts'
import type { DeviceLookup } from './denied.ts'
import { normalise } from './normalise.ts'

export interface TriedMessage {
  /** Who sent it; left out, whoever may. */
  readonly source?: DeviceId
  readonly topic: string
  readonly body: Uint8Array
  readonly receivedAt: Instant
}

export interface Tried {
  readonly readings: readonly Reading[]
  readonly letters: readonly DeadLetter[]
}

/** A sample is of whatever day it is of. */
const limits = {
  futureSkew: Number.POSITIVE_INFINITY,
  lateAfter: Number.POSITIVE_INFINITY,
  ancient: Number.POSITIVE_INFINITY,
}
const anyGateway = 'gateway-1' as DeviceId

/** `register`: whom it knows is who it says; of whom it does not know nothing is said but that. */
export function tryBinding(
  binding: BindingDocument,
  { source: sender, ...message }: TriedMessage,
  register?: DeviceLookup,
): Tried {
  const source = sender ?? binding.gateway ?? anyGateway
  const anybody = (id: string): RegisteredDevice => ({
    revision: 1,
    device: { id, active: true, ...(id !== source && { gateway: source }) } as Device,
  })
  const devices: DeviceLookup = {
    get: (id) => register?.get(id) ?? anybody(id),
    station: (name) => register?.station?.(name) ?? anybody(name.slice(name.indexOf('/') + 1)),
    external: (id) => register?.external?.(id) ?? anybody(id),
  }
  const value: Frame = {
    ...{ type: 'frame', source, channel: 'telemetry', protocol: 'binding', retained: false },
    ...message,
  }
  const { append } = normalise(
    {
      ...{ partition: 0, partitions: 1, records: [{ partition: 0, offset: 0, value }] },
      state: { get: () => undefined },
    },
    devices,
    limits,
    bindingsOf([binding]),
  )
  const told = append.flatMap(({ values }) => values as readonly (Reading | DeadLetter)[])
  return {
    readings: told.filter((one) => one.type === 'reading'),
    letters: told.filter((one) => one.type === 'dead-letter'),
  }
}

/** What a sample says that comes of it, as what came is compared. */
export interface Played {
  readonly wanted: readonly string[]
  readonly found: readonly string[]
}

export function playSample(binding: BindingDocument, sample: Sample, receivedAt: Instant): Played {
  const { topic, json, text, hex, gives } = sample
  const body =
    hex === undefined ? Buffer.from(text ?? JSON.stringify(json)) : Buffer.from(hex, 'hex')
  const { readings, letters } = tryBinding(binding, { topic, body, receivedAt })
  const wanted = gives.map((one) => {
    if ('reason' in one) return one.reason
    const { device = binding.gateway ?? anyGateway, at, values, quality, late = false } = one
    const observedAt = at === undefined ? receivedAt : Date.parse(at)
    return said({ device, observedAt, values, quality, late })
  })
  const found = [
    ...readings.map((one) => said({ ...one, late: one.timing === 'late' })),
    ...letters.map(({ reason }) => reason),
  ]
  return { wanted: wanted.toSorted(), found: found.toSorted() }
}

interface Said {
  readonly device: string
  readonly observedAt: number
  readonly values: Readonly<Record<string, number | undefined>>
  readonly quality?: Readonly<Record<string, string | undefined>> | undefined
  readonly late: boolean
}

/** The same words for the same reading. */
function said({ device, observedAt, values, quality = {}, late }: Said): string {
  const when = Number.isNaN(observedAt) ? 'no time' : new Date(observedAt).toISOString()
  const words = Object.entries(values)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, value]) =>
        `${name} ${value}${quality[name] === undefined ? '' : ` ${quality[name]}`}`,
    )
  return `${device} ${when}${late ? ' late' : ''}: ${words.join(', ')}`
}
