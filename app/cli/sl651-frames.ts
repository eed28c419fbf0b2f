/** What the frames in a capture of SL 651 say, one row each; pure. */
import { beijingDigits } from '../../core/beijing-time.ts'
import type { Encoding, Frame } from '../../core/sl651/frame.ts'
import { FrameReader, type FramingFault, type Noise } from '../../core/sl651/framing.ts'
import type { BodyFault } from '../../core/sl651/items.ts'
import { commands, readMessage } from '../../core/sl651/message.ts'
import { saidIn, type Said } from '../../core/sl651/said.ts'

/** One frame, or what is none. */
export interface FrameRow {
  readonly station?: string
  /** Function code and what it is, `32 timed`. */
  readonly command?: string
  readonly encoding?: Encoding
  /** Of the first number, Beijing time. */
  readonly at?: string
  /** By element; several of a block or series. */
  readonly elements?: Readonly<Record<string, readonly string[]>>
  /** Why it says nothing, or what of it cannot be read. */
  readonly notes: readonly string[]
}

const noFrame: Readonly<Record<FramingFault, string>> = {
  'no-start': 'no 7E 7E and no SOH before it',
  'bad-head': 'no head behind its start',
  'too-long': 'longer than a body may be',
  'wrong-length': 'no ending where its length says',
  'wrong-checksum': 'the checksum does not fit',
  unfinished: 'the end is missing',
}
const noBody: Readonly<Record<BodyFault['fault'], string>> = {
  'too-short': 'no serial and time in its body',
  'no-item': 'no identifier where one should stand',
  cut: 'its body ends within an item',
}

export function framesOf(capture: Uint8Array): readonly FrameRow[] {
  const reader = new FrameReader()
  const rows: FrameRow[] = []
  let packets: readonly Frame[] = []
  for (const one of [...reader.push(capture), ...reader.end()]) {
    if (one.type === 'noise') rows.push(noise(one))
    else if (one.packet === undefined) rows.push(frame(one, [one]))
    else {
      packets = one.packet.number === 1 ? [one] : [...packets, one]
      rows.push(frame(one, packets))
    }
  }
  return rows
}

const noise = ({ fault, bytes }: Noise): FrameRow => ({
  notes: [`${bytes.length} bytes that are no frame: ${noFrame[fault]}`],
})

function frame({ station, command, encoding, direction, packet }: Frame, all: readonly Frame[]) {
  const code = command.toString(16).toUpperCase().padStart(2, '0')
  const named = {
    ...{ station, encoding },
    command:
      `${code} ${direction === 'down' ? 'to the station' : (commands.get(command) ?? '')}`.trim(),
  }
  const part = packet === undefined ? [] : [`packet ${packet.number} of ${packet.count}`]
  const body = readMessage(all)
  if ('fault' in body)
    return {
      ...named,
      notes: [...part, ...(body.fault === 'incomplete' ? [] : [noBody[body.fault]])],
    }
  const said = saidIn(body, encoding, station)
  if ('why' in said)
    return { ...named, notes: [...part, 'the time of observation is missing or is none'] }
  const [first] = said
  const rest = body.items.flatMap((item) =>
    item.type === 'rest' ? [`${item.word}: ${item.data.length / 2} bytes`] : [],
  )
  return {
    ...named,
    ...(first !== undefined && {
      at: beijingDigits(first.at).slice(0, 12),
      elements: elementsOf(said),
    }),
    notes: [...part, ...rest],
  }
}

function elementsOf(said: readonly Said[]): Readonly<Record<string, readonly string[]>> {
  const all: Record<string, string[]> = {}
  for (const { word, figure } of said) (all[word] ??= []).push(String(figure))
  return all
}
