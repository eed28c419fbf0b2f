/**
 * What a receipt of a crew's notice says, and whose acknowledgement makes one. The one place where the edge looks into
 * a payload: MQTT 3.1.1 gives a message no field of its own for its name, so the name stands in the notice.
 */
import type { Instant } from '../../core/time.ts'
import type { Rights } from '../rights/rights.ts'
import { crewOf, receiptsOf } from '../rights/topics.ts'

/** Larger bodies are no notices. */
const maxNoticeBytes = 65_536
const maxIdLength = 256

/** Whether the rights name a unit at all; others hear telemetry by the thousand, and nobody looks at what they are sent. */
export const isCrew = (rights: Rights): boolean =>
  rights.kind === 'service' &&
  rights.subscribe.some((filter) => /^ub\/v1\/crew\/[^/+#]+\//.test(filter))

/** The unit whose crew this session is, when `topic` are its notices: only a service whose own rights name the unit. */
export function crewHearing(rights: Rights, topic: string): string | undefined {
  if (rights.kind !== 'service') return undefined
  const unit = crewOf(topic, 'notices')
  if (unit === undefined) return undefined
  const own = `ub/v1/crew/${unit}/`
  return rights.subscribe.some((filter) => filter.startsWith(own)) ? unit : undefined
}

/** The field `id` of a notice; undefined when the body is none. */
export function noticeId(body: Uint8Array): string | undefined {
  if (body.length === 0 || body.length > maxNoticeBytes) return undefined
  let notice: unknown
  try {
    notice = JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
  if (typeof notice !== 'object' || notice === null || !('id' in notice)) return undefined
  const { id } = notice
  return typeof id === 'string' && id !== '' && id.length <= maxIdLength ? id : undefined
}

/** A notice of a unit that a crew was sent and has not acknowledged yet. */
export interface SentNotice {
  readonly unit: string
  readonly id: string
}

/** The message that says so, on `ub/v1/crew/<unit>/receipts`. */
export const receipt = ({ unit, id }: SentNotice, by: string, at: Instant) => ({
  topic: receiptsOf(unit),
  payload: JSON.stringify({ notice: id, by, at }),
})
