/**
 * The JSON of our own telemetry contract (docs/telemetry.md), decoded item by item. It never throws: what cannot be used
 * becomes a refusal with its reason. Checks are written by hand because this runs for every reading of the city.
 */
import type { DeadLetterReason } from '../core/dead-letter.ts'
import { parseDeviceId, type DeviceId } from '../core/identity.ts'
import { deviceQualities, isQuantity, quantities } from '../core/quantities.ts'
import type { Quality, Quantity } from '../core/quantities.ts'
import type { Timing } from '../core/reading.ts'
import type { Instant } from '../core/time.ts'
import type { ClockLimits } from './config.ts'
import { fromEpoch, parseRfc3339 } from './instants.ts'

/** Readings one frame may hold. */
const maxItems = 100

/** No sensor of this system existed before; an instant before it is a clock that was never set. */
const firstInstant = Date.UTC(2015, 0, 1)

export interface Measured {
  readonly type: 'measured'
  /** Whom the item means; undefined for the source itself. */
  readonly device?: DeviceId
  readonly observedAt: Instant
  readonly sequence?: number
  readonly values: Readonly<Partial<Record<Quantity, number>>>
  readonly quality?: Readonly<Partial<Record<Quantity, Quality>>>
  readonly timing: Exclude<Timing, 'resent'>
  /** Names of quantities that nobody knows and that were left out. */
  readonly unknown: number
}

interface Refused {
  readonly type: 'refused'
  readonly reason: DeadLetterReason
  readonly detail: string
  readonly device?: DeviceId
}

export interface Item {
  readonly outcome: Measured | Refused
  /** The item as it stood in an array, to be kept when it cannot be used; undefined when it was the whole body. */
  readonly part?: unknown
}

/** How and when the body came; a body that is `stale` (retained, put back) is state, never an event. */
export interface Received {
  readonly at: Instant
  readonly stale: boolean
}

const letters: ReadonlySet<unknown> = new Set(deviceQualities)

const refuse = (reason: DeadLetterReason, detail: string): Refused => ({
  type: 'refused',
  reason,
  detail,
})

/** A hostile text made harmless for people and logs: cut, quoted, control characters escaped. */
export const quote = (text: string): string => JSON.stringify(text.slice(0, 64))

const describe = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'string') return quote(value)
  return typeof value === 'number' ? String(value) : `a ${typeof value}`
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** At least one item for any text whatsoever. */
export function decodeTelemetry(
  text: string,
  received: Received,
  limits: ClockLimits,
): readonly Item[] {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return [{ outcome: refuse('unparsable', 'the body is not JSON') }]
  }
  if (!Array.isArray(body)) return [{ outcome: decodeItem(body, received, limits) }]
  if (body.length === 0) {
    return [{ outcome: refuse('invalid-payload', 'the array holds no reading') }]
  }
  if (body.length > maxItems) {
    const detail = `the array holds ${body.length} readings, ${maxItems} are allowed`
    return [{ outcome: refuse('too-many-readings', detail) }]
  }
  return body.map((part: unknown) => ({ outcome: decodeItem(part, received, limits), part }))
}

function decodeItem(item: unknown, received: Received, limits: ClockLimits): Measured | Refused {
  if (!isRecord(item)) {
    return refuse('invalid-payload', `a reading is an object, not ${describe(item)}`)
  }
  const said = item['device']
  if (said === undefined) return decodeReading(item, undefined, received, limits)
  const device = typeof said === 'string' ? parseDeviceId(said) : undefined
  if (device === undefined) {
    return refuse('invalid-payload', `device is not a device id: ${describe(said)}`)
  }
  const outcome = decodeReading(item, device, received, limits)
  return outcome.type === 'refused' ? { ...outcome, device } : outcome
}

function decodeReading(
  item: Readonly<Record<string, unknown>>,
  device: DeviceId | undefined,
  received: Received,
  limits: ClockLimits,
): Measured | Refused {
  const sequence = item['seq']
  if (sequence !== undefined && !(Number.isSafeInteger(sequence) && Number(sequence) >= 0)) {
    return refuse('invalid-payload', `seq is not a whole number from 0: ${describe(sequence)}`)
  }
  const said = instantOf(item['t'], received.at)
  if (typeof said === 'string') return refuse('invalid-payload', said)
  if (said < firstInstant || said < received.at - limits.ancient) {
    const when = Math.abs(said) <= 8.64e15 ? new Date(said).toISOString() : String(said)
    return refuse(
      'ancient-clock',
      `observed ${when}, received ${new Date(received.at).toISOString()}`,
    )
  }
  const clamped = said > received.at + limits.futureSkew
  const late = received.stale || said < received.at - limits.lateAfter
  const timing = clamped ? 'clamped' : late ? 'late' : 'live'
  const measured = valuesOf(item['m'], item['q'], clamped)
  if (measured.type === 'refused') return measured
  return {
    type: 'measured',
    ...(device === undefined ? {} : { device }),
    observedAt: clamped ? received.at : said,
    ...(typeof sequence === 'number' ? { sequence } : {}),
    values: measured.values,
    ...(measured.quality === undefined ? {} : { quality: measured.quality }),
    timing,
    unknown: measured.unknown,
  }
}

/** The instant, or what is wrong with it. */
function instantOf(said: unknown, receivedAt: Instant): Instant | string {
  if (said === undefined) return receivedAt
  if (typeof said === 'number' && Number.isFinite(said)) return fromEpoch(said)
  if (typeof said === 'string') {
    return parseRfc3339(said) ?? `t is not RFC 3339 with a zone: ${quote(said)}`
  }
  return `t is neither a number nor a text: ${describe(said)}`
}

interface Values {
  readonly type: 'values'
  readonly values: Partial<Record<Quantity, number>>
  readonly quality: Partial<Record<Quantity, Quality>> | undefined
  readonly unknown: number
}

function valuesOf(m: unknown, q: unknown, clamped: boolean): Values | Refused {
  if (!isRecord(m)) {
    return refuse('invalid-payload', m === undefined ? 'm is missing' : 'm is not an object')
  }
  if (q !== undefined && !isRecord(q)) return refuse('invalid-payload', 'q is not an object')
  const values: Partial<Record<Quantity, number>> = {}
  let quality: Partial<Record<Quantity, Quality>> | undefined
  let known = 0
  const unknown: string[] = []
  for (const name in m) {
    if (!isQuantity(name)) {
      unknown.push(name)
      continue
    }
    const raw = m[name]
    const value = typeof raw === 'boolean' ? Number(raw) : raw
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      return refuse('invalid-payload', `${name} is not a number: ${describe(raw)}`)
    }
    const letter = q?.[name]
    if (letter !== undefined && !letters.has(letter)) {
      const allowed = deviceQualities.join(' ')
      return refuse('invalid-payload', `q of ${name} is ${describe(letter)}, not one of ${allowed}`)
    }
    known += 1
    values[name] = value
    const mark = markOf(name, value, letter as Quality | undefined, clamped)
    if (mark !== 'N') (quality ??= {})[name] = mark
  }
  if (known > 0) return { type: 'values', values, quality, unknown: unknown.length }
  if (unknown.length === 0) return refuse('no-quantity', 'm is empty')
  const shown = unknown.slice(0, 5).map(quote).join(', ')
  return refuse('unknown-quantity', `nobody knows ${shown}${unknown.length > 5 ? ' ...' : ''}`)
}

/** A wrong clock spoils every value; else the device's own doubt comes before ours. */
function markOf(name: Quantity, value: number, letter: Quality | undefined, clamped: boolean) {
  if (clamped) return 'future'
  if (letter !== undefined && letter !== 'N') return letter
  const { min, max } = quantities[name]
  return value < min || value > max ? 'range' : 'N'
}
