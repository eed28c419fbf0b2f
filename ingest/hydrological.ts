/**
 * Messages of SL 651 to the same items as our own JSON, one for each instant that they tell of. What a block or a series tells of
 * the past is late by design: stored, and nobody is paged.
 */
import { detailOf } from '../core/dead-letter-details.ts'
import type { Device } from '../core/device.ts'
import { FrameReader } from '../core/sl651/framing.ts'
import type { Frame } from '../core/sl651/frame.ts'
import { commands, readMessage } from '../core/sl651/message.ts'
import { saidIn, type Said } from '../core/sl651/said.ts'
import type { Instant } from '../core/time.ts'
import type { ClockLimits } from './config.ts'
import { meaningOf, rankOf } from './elements.ts'
import { decodeReading, type Item, type Received } from './telemetry.ts'
import { quote, refuse, type Refused } from './values.ts'

/** Manual numbers are a telegram of their own (SL 330), and pictures are no numbers. */
const withoutNumbers: ReadonlySet<string | undefined> = new Set(['manual', 'picture', undefined])
/** History gives way to what was observed at the same instant. */
const afterAll = 1_000

/** Of the bytes of one message: a frame, or all its packets. None of a test of the line (30), which is no observation. */
export function hydrologicalItems(
  body: Uint8Array,
  device: Device,
  received: Received,
  limits: ClockLimits,
): readonly Item[] {
  const frames = new FrameReader()
    .push(body)
    .flatMap((found): readonly Frame[] => (found.type === 'frame' ? [found] : []))
  const [first] = frames
  if (first === undefined) return refused(refuse('unparsable', detailOf('noHydrologicalFrame')))
  const name = commands.get(first.command)
  if (withoutNumbers.has(name)) {
    const code = quote(first.command.toString(16).toUpperCase().padStart(2, '0'))
    return refused(refuse('no-decoder', detailOf('noFunction', { code })))
  }
  const message = readMessage(frames)
  if ('fault' in message) return refused(faultOf(message.fault, frames))
  if (name === 'test') return []
  const said = saidIn(message, first.encoding, first.station)
  if ('why' in said) return refused(refuse('invalid-payload', detailOf('noObservation')))
  const own = said.filter(({ station }) => station === first.station)
  const others = [...new Set(said.map(({ station }) => station))].filter(
    (station) => station !== first.station,
  )
  const readings = [...instantsOf(own, device)].map(([at, { values, isHistory }]): Item => {
    const stale = received.stale || isHistory
    const item = { t: new Date(at).toISOString(), m: values }
    return { outcome: decodeReading(item, 0, undefined, { ...received, stale }, limits) }
  })
  const strange = others.map((station): Item => ({
    outcome: refuse('not-your-device', detailOf('otherStation', { station: quote(station) })),
  }))
  const items = [...readings, ...strange]
  return items.length === 0 ? refused(refuse('no-quantity', detailOf('noElement'))) : items
}

const refused = (outcome: Refused): readonly Item[] => [{ outcome }]

function faultOf(fault: string, frames: readonly Frame[]): Refused {
  const count = frames[0]?.packet?.count ?? 1
  return fault === 'incomplete'
    ? refuse('invalid-payload', detailOf('incomplete', { have: frames.length, count }))
    : refuse('unparsable', detailOf('badBody', { fault }))
}

interface Told {
  readonly values: Record<string, number | string | null>
  readonly ranks: Map<string, number>
  isHistory: boolean
}

/** In the order in which they were first told of; a value that history has not is not told of. */
function instantsOf(said: readonly Said[], device: Device): ReadonlyMap<Instant, Told> {
  const instants = new Map<Instant, Told>()
  for (const { at, word, figure, history } of said) {
    if (history && typeof figure !== 'number') continue
    const told: Told = instants.get(at) ?? { values: {}, ranks: new Map(), isHistory: true }
    instants.set(at, told)
    told.isHistory &&= history
    const meaning = meaningOf(word, device)
    // No quantity has a point in its name: what nobody knows is counted as such.
    const name = meaning?.quantity ?? `sl651.${word}`
    const number = typeof figure === 'number'
    const rank = rankOf(word) + (history ? afterAll : 0) + (number ? 0 : 2 * afterAll)
    if (rank >= (told.ranks.get(name) ?? Number.POSITIVE_INFINITY)) continue
    told.ranks.set(name, rank)
    told.values[name] = number
      ? Number((meaning?.valueOf(figure) ?? figure).toPrecision(12))
      : figure === 'missing'
        ? null
        : figure
  }
  return instants
}
