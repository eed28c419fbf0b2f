/** What a device of a timeline says, as it stands in a frame. */
import type { Channel, Frame } from '../../core/frame.ts'
import type { Quality, Quantity } from '../../core/quantities.ts'
import { parseDuration, type Instant } from '../../core/time.ts'
import { deviceId } from './mqtt-broker.ts'

export type Values = Readonly<Partial<Record<Quantity, number | boolean>>>

export interface Saying {
  readonly quality?: Readonly<Partial<Record<Quantity, Quality>>>
  /** How far the device's clock is behind, or with a minus ahead, or how old what it sends is. */
  readonly old?: string
  /** Sent with the retain flag. */
  readonly retained?: boolean
  /** Without an instant and a number of its own. */
  readonly untimed?: boolean
  /** false: without a number of its own. */
  readonly numbered?: boolean
}

export function frameOf(
  id: string,
  channel: Channel,
  body: unknown,
  receivedAt: Instant,
  retained = false,
): Frame {
  return {
    type: 'frame',
    source: deviceId(id),
    channel,
    topic: `ub/v1/${id}/${channel}`,
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    receivedAt,
    retained,
  }
}

/** `90s`, or `-90s`. */
export function duration(text: string): number {
  const ahead = text.startsWith('-')
  const milliseconds = parseDuration(ahead ? text.slice(1) : text)
  if (milliseconds === undefined) throw new TypeError(`${text} is no duration`)
  return ahead ? -milliseconds : milliseconds
}

/** One item of telemetry; `said` counts what each device has said. */
export function item(
  said: Map<string, number>,
  id: string,
  values: Values,
  when: Instant,
  { old, quality, untimed, numbered = true }: Saying,
) {
  const more = quality === undefined ? {} : { q: quality }
  if (untimed === true) return { m: values, ...more }
  const t = when - (old === undefined ? 0 : duration(old))
  if (!numbered) return { t, m: values, ...more }
  const seq = said.get(id) ?? 0
  said.set(id, seq + 1)
  return {
    t,
    seq,
    m: values,
    ...more,
  }
}
