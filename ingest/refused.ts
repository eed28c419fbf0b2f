/**
 * The items of one frame that cannot be used, as dead letters: the first hundred one by one, all others gathered by
 * reason and device into letters that hold arrays, so that one frame makes few letters and every item can be put back.
 */
import { detailOf } from '../core/dead-letter-details.ts'
import type { DeadLetter, DeadLetterReason } from '../core/dead-letter.ts'
import type { Frame, Refusal } from '../core/frame.ts'
import { checksumModeOf, type ChecksumMode } from '../core/hj212/checksum.ts'
import { FrameReader } from '../core/hj212/framing.ts'
import { parseBody, textOfBody } from './telemetry.ts'

/** Raw bytes a dead letter keeps at most. */
const longestBody = 65_536

/** Refused items of one frame that get a letter of their own. */
const mostLetters = 100

/** Items a letter holds at most, so that putting it back is never refused for their number. */
const mostInLetter = 5_000

export interface RefusedItem {
  readonly reason: DeadLetterReason
  readonly detail: string
  /** The device meant by the item when that is not the source. */
  readonly device?: string
  /** As it stood in an array; undefined when it was the whole body. */
  readonly part?: unknown
}

/** Of single items of an array, or of the only item of a body. */
export const lettersOf = (
  frame: Frame,
  position: string,
  items: readonly RefusedItem[],
): readonly DeadLetter[] => [
  ...items
    .slice(0, mostLetters)
    .map((item) => letterOf(frame, position, item, bytesOf(frame, item))),
  ...gathered(items.slice(mostLetters)).flatMap((group) => gatheredLetters(frame, position, group)),
]

/**
 * Of a whole frame: one, unless its body is an array longer than a letter or a frame may be; such a one is cut into arrays,
 * so that all of it can be put back.
 */
export function lettersOfFrame(
  frame: Frame,
  position: string,
  reason: DeadLetterReason,
  detail: string,
): readonly DeadLetter[] {
  const mustBeCut = reason === 'too-many-readings' || frame.body.length > longestBody
  const body = mustBeCut ? parseBody(textOfBody(frame.body))?.body : undefined
  const canBeCut =
    Array.isArray(body) && body.length > 1 && body.every((part) => written(part) !== undefined)
  return canBeCut
    ? gatheredLetters(
        frame,
        position,
        body.map((part: unknown) => ({ reason, detail, part })),
      )
    : [letterOf(frame, position, { reason, detail }, asBuffer(frame.body))]
}

/** Bytes of all letters of one message together, about. */
const mostBytes = 1 << 20

/**
 * Of items of a message that a binding reads, by reason and device: each letter holds the whole message, as an item means nothing
 * without the rest of it. What became a reading is a repeat when the letter is put back.
 */
export function lettersOfMessage(
  frame: Frame,
  position: string,
  items: readonly RefusedItem[],
): readonly DeadLetter[] {
  const most = Math.min(mostLetters, Math.max(1, Math.floor(mostBytes / frame.body.length)))
  const groups = gathered(items)
  const last = groups.slice(most - 1).flat()
  return [...groups.slice(0, most - 1), last].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { detail } = first
    const count = group.length
    const said = count === 1 ? detail : detailOf('several', { count, what: detail })
    const letter = letterOf(frame, position, { ...first, detail: said }, asBuffer(frame.body))
    return count === 1 ? letter : { ...letter, items: count }
  })
}

/** Of one that the edge took for good and did not pass on. */
export function lettersOfRefused(
  frame: Frame,
  position: string,
  reason: Refusal,
): readonly DeadLetter[] {
  const mode = reason === 'wrong-checksum' ? fittingChecksum(frame.body) : undefined
  const detail =
    mode === undefined ? detailOf('byBroker', { reason }) : detailOf('otherChecksum', { mode })
  const letters = lettersOfFrame(frame, position, reason, detail)
  // As it claims to be called: nobody proved it.
  const device = reason === 'unknown-station' ? frame.topic.split('/')[1] : undefined
  return device === undefined ? letters : letters.map((letter) => ({ ...letter, device }))
}

function fittingChecksum(body: Uint8Array): ChecksumMode | undefined {
  const [frame] = new FrameReader(longestBody).push(body)
  return frame?.type === 'frame' ? checksumModeOf(frame.segment, frame.checksum) : undefined
}

/** By reason and device, so that adoption learns each name; what is of too many names only by its reason. */
function gathered(items: readonly RefusedItem[]): readonly (readonly RefusedItem[])[] {
  const groups = new Map<string, RefusedItem[]>()
  for (const item of items) {
    const { reason, device = '' } = item
    const name = `${reason} ${device}`
    const key = groups.has(name) || groups.size < mostLetters ? name : reason
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return [...groups.values()]
}

/** `group` has one reason. */
function gatheredLetters(
  frame: Frame,
  position: string,
  group: readonly RefusedItem[],
): readonly DeadLetter[] {
  const letters: DeadLetter[] = []
  let held: RefusedItem[] = []
  let texts: string[] = []
  let size = 2
  const close = () => {
    const [first] = held
    if (first === undefined) return
    const { detail } = first
    const item = {
      ...first,
      detail:
        held.length === 1 ? detail : detailOf('several', { count: held.length, what: detail }),
    }
    const letter = letterOf(frame, position, item, Buffer.from(`[${texts.join(',')}]`, 'utf8'))
    letters.push(held.length === 1 ? letter : { ...letter, items: held.length })
    held = []
    texts = []
    size = 2
  }
  for (const item of group) {
    const text = written(item.part) ?? 'null'
    const length = Buffer.byteLength(text) + 1
    if (held.length === mostInLetter || size + length > longestBody) close()
    held.push(item)
    texts.push(text)
    size += length
  }
  close()
  return letters
}

/** undefined for what is nested too deeply to be written again. */
function written(part: unknown): string | undefined {
  try {
    return JSON.stringify(part)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Of an array only the item; one nested too deeply stays in its whole frame. */
function bytesOf(frame: Frame, { part }: RefusedItem): Buffer {
  const text = part === undefined ? undefined : written(part)
  return text === undefined ? asBuffer(frame.body) : Buffer.from(text, 'utf8')
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function letterOf(
  frame: Frame,
  position: string,
  { reason, detail, device }: RefusedItem,
  body: Buffer,
): DeadLetter {
  return {
    type: 'dead-letter',
    reason,
    detail,
    source: frame.source,
    ...(device === undefined || device === frame.source ? {} : { device }),
    channel: frame.channel,
    topic: frame.topic,
    ...(frame.protocol !== undefined && { protocol: frame.protocol }),
    receivedAt: frame.receivedAt,
    frame: position,
    body: body.subarray(0, longestBody).toString('base64'),
  }
}
