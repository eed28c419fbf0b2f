/**
 * The JSON of our own telemetry contract (docs/telemetry.md), decoded item by item. It never throws: what cannot be used
 * becomes a refusal with its reason. Checks are written by hand because this runs for every reading of the city.
 */
import { fractionPlace, placeOf, sketchOf } from '../core/content.ts'
import { detailOf } from '../core/dead-letter-details.ts'
import { parseDeviceId, type DeviceId } from '../core/identity.ts'
import type { Quality, Quantity } from '../core/quantities.ts'
import type { Timing } from '../core/reading.ts'
import { instant, type Instant } from '../core/time.ts'
import type { ClockLimits } from './config.ts'
import { fromEpoch, fromText } from './instants.ts'
import type { Fact } from './repeats.ts'
import {
  describe,
  isRecord,
  quote,
  refuse,
  valuesOf,
  type Refused,
  type Unusable,
} from './values.ts'

/** Readings one frame may hold. */
const mostItems = 10_000

/** No sensor of this system existed before; an instant before it is a clock that was never set. */
const firstInstant = Date.UTC(2015, 0, 1)

export interface Measured {
  readonly type: 'measured'
  /** Whom the item means; undefined for the source itself. */
  readonly device: DeviceId | undefined
  readonly observedAt: Instant
  /** The device's own instant where its clock is ahead. */
  readonly claimedAt: Instant | undefined
  readonly sequence: number | undefined
  readonly values: Readonly<Partial<Record<Quantity, number>>>
  readonly quality: Readonly<Partial<Record<Quantity, Quality>>> | undefined
  readonly timing: Exclude<Timing, 'resent'>
  /** The clock that says live, where it is not the present one. */
  readonly earlierClock: number | undefined
  /** False where the device gave no instant, so that the place of the frame stands in for it. */
  readonly isDated: boolean
  /** As it is told from others of its device. */
  readonly fact: Fact
  /** Names of quantities that nobody knows and that were left out. */
  readonly unknown: number
  readonly unusable: readonly Unusable[]
}

export interface Item {
  readonly outcome: Measured | (Refused & { readonly device?: DeviceId })
  /** The item as it stood in an array, to be kept when it cannot be used; undefined when it was the whole body. */
  readonly part?: unknown
  /** What tells its message from others of the device, where a binding reads that. */
  readonly repeat?: string
}

/** How, when and where the body came. */
export interface Received {
  readonly at: Instant
  /** Replayed by a broker or put back: it is state, never an event. */
  readonly stale: boolean
  /** The clock of ours before it was set that says that a device's instant is live, if one does (earlier-clocks.ts). */
  earlierClock?(device: DeviceId | undefined, said: Instant): number | undefined
  /** Position of the frame in the log, or of the dead letter that was put back: the same one is the same fact. */
  readonly place: string
}

export const textOfBody = (body: Uint8Array): string =>
  Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')

/** The parsed body, or undefined when it is not JSON. A byte order mark before it and bare NaN in it are mended. */
export function parseBody(text: string): { readonly body: unknown } | undefined {
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  return parsed(plain) ?? (notANumber.test(plain) ? parsed(withNull(plain)) : undefined)
}

function parsed(text: string): { readonly body: unknown } | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return { body }
  } catch {
    return undefined
  }
}

const notANumber = /nan|inf/i
/** Whole strings, which stay, or what C, Python and JavaScript print for "not a number". Never goes back in the text. */
const stringOrNotANumber = /"(?:[^"\\]+|\\.)*"?|[-+]?\b(?:nan|inf(?:inity)?)\b/gis

const withNull = (text: string): string =>
  text.replace(stringOrNotANumber, (found) => (found.startsWith('"') ? found : 'null'))

/** At least one item for any text whatsoever. */
export function decodeTelemetry(
  text: string,
  received: Received,
  limits: ClockLimits,
): readonly Item[] {
  const found = parseBody(text)
  if (found === undefined) {
    return [{ outcome: refuse('unparsable', detailOf('noJson')) }]
  }
  const { body } = found
  if (!Array.isArray(body)) return [{ outcome: decodeItem(body, 0, received, limits) }]
  if (body.length === 0) {
    return [{ outcome: refuse('invalid-payload', detailOf('emptyArray')) }]
  }
  if (body.length > mostItems) {
    const detail = detailOf('longArray', { count: body.length, most: mostItems })
    return [{ outcome: refuse('too-many-readings', detail) }]
  }
  return body.map((part: unknown, index) => ({
    outcome: decodeItem(part, index, received, limits),
    part,
  }))
}

function decodeItem(
  item: unknown,
  index: number,
  received: Received,
  limits: ClockLimits,
): Item['outcome'] {
  if (!isRecord(item)) {
    return refuse('invalid-payload', detailOf('noObject', { value: describe(item) }))
  }
  const said = item['device'] ?? undefined
  if (said === undefined) return decodeReading(item, index, undefined, received, limits)
  const device = typeof said === 'string' ? parseDeviceId(said) : undefined
  if (device === undefined) {
    return refuse('invalid-payload', detailOf('noDevice', { value: describe(said) }))
  }
  const outcome = decodeReading(item, index, device, received, limits)
  return outcome.type === 'refused' ? { ...outcome, device } : outcome
}

/** Of one item as a device says it. */
export function decodeReading(
  item: Readonly<Record<string, unknown>>,
  index: number,
  device: DeviceId | undefined,
  received: Received,
  limits: ClockLimits,
): Measured | Refused {
  const sequence = item['seq'] ?? undefined
  if (sequence !== undefined && !(Number.isSafeInteger(sequence) && Number(sequence) >= 0)) {
    return refuse('invalid-payload', detailOf('noSequence', { value: describe(sequence) }))
  }
  const t = item['t'] ?? undefined
  const exact = t === undefined ? received.at : instantOf(t)
  if (typeof exact === 'string') return refuse('invalid-payload', exact)
  const said = instant(Math.trunc(exact))
  if (said < firstInstant || said < received.at - limits.ancient) {
    const when = Math.abs(said) <= 8.64e15 ? new Date(said).toISOString() : String(said)
    return refuse(
      'ancient-clock',
      detailOf('ancient', { said: when, received: new Date(received.at).toISOString() }),
    )
  }
  const earlier =
    t === undefined || received.stale ? undefined : received.earlierClock?.(device, said)
  const clamped = earlier === undefined && said > received.at + limits.futureSkew
  const late = received.stale || (earlier === undefined && said < received.at - limits.lateAfter)
  const timing = clamped ? 'clamped' : late ? 'late' : 'live'
  const measured = valuesOf(item['m'], item['q'], clamped)
  if (measured.type === 'refused') return measured
  const { values, quality, unknown, unusable } = measured
  const place = t === undefined ? placeOf(received.place, index) : fractionPlace(exact - said)
  const { content, prints } = sketchOf(values, quality, place)
  return {
    type: 'measured',
    device,
    observedAt: clamped ? received.at : said,
    claimedAt: clamped ? said : undefined,
    sequence: typeof sequence === 'number' ? sequence : undefined,
    values,
    quality,
    timing,
    earlierClock: earlier,
    isDated: t !== undefined,
    fact: { at: said, number: typeof sequence === 'number' ? sequence + 1 : 0, content, prints },
    unknown,
    unusable,
  }
}

/** Milliseconds with their fraction, or what is wrong with it. */
function instantOf(said: unknown): number | string {
  if (typeof said === 'number') {
    const found = Number.isFinite(said) ? fromEpoch(said) : undefined
    return found ?? detailOf('noInstant', { value: describe(said) })
  }
  if (typeof said === 'string') {
    return fromText(said) ?? detailOf('noTime', { value: quote(said) })
  }
  return detailOf('noTimeOrText', { value: describe(said) })
}
