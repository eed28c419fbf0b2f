/** What the frames in a capture of HJ 212 say, one row each; pure. */
import { beijingDigits } from '../../core/beijing-time.ts'
import { checksumModeOf, type ChecksumMode } from '../../core/hj212/checksum.ts'
import type { Concentration } from '../../core/hj212/factors.ts'
import {
  FrameReader,
  longestSegment,
  type Frame,
  type FramingFault,
  type Noise,
} from '../../core/hj212/framing.ts'
import { measuredOf, type NotMeasured } from '../../core/hj212/measured.ts'
import { flagOf, readMessage } from '../../core/hj212/message.ts'
import type { Quantity } from '../../core/quantities.ts'

/** One frame, or what is none. */
export interface FrameRow {
  readonly station?: string
  /** System and command, `39/2011`. */
  readonly command?: string
  readonly checksum?: ChecksumMode | 'wrong'
  /** Edition of the standard by its flag. */
  readonly edition?: string
  /** `DataTime`, Beijing time. */
  readonly at?: string
  readonly values?: Readonly<Partial<Record<Quantity, string>>>
  /** Why it is no reading, or what of it is none. */
  readonly notes: readonly string[]
}

const notMeasured: Readonly<Record<NotMeasured['why'], string>> = {
  'no-data': 'a command without data',
  'no-time': 'DataTime is missing or is no time',
  'no-factors': 'no factor in it, or encrypted',
}
const noFrame: Readonly<Record<FramingFault, string>> = {
  'no-start': 'no ## before it',
  'bad-length': 'no four digits behind ##',
  'too-long': `longer than the ${longestSegment} bytes of a data segment`,
  'wrong-length': 'CR LF comes before the length it says',
  'no-end': 'no CR LF behind the length it says',
  unfinished: 'the end is missing',
}

export function framesOf(capture: Uint8Array, concentration: Concentration): readonly FrameRow[] {
  const reader = new FrameReader()
  return [...reader.push(capture), ...reader.end()].map((one) =>
    one.type === 'noise' ? noise(one) : frame(one, concentration),
  )
}

const noise = ({ fault, bytes }: Noise): FrameRow => ({
  notes: [`${bytes.length} bytes that are no frame: ${noFrame[fault]}`],
})

function frame({ segment, checksum }: Frame, concentration: Concentration): FrameRow {
  const mode = checksumModeOf(segment, checksum) ?? 'wrong'
  if (mode === 'wrong') return { checksum: mode, notes: [`the checksum is ${checksum}`] }
  const message = readMessage(Buffer.from(segment).toString('utf8'))
  if ('fault' in message) return { checksum: mode, notes: [`${message.field} is ${message.fault}`] }
  const { st, cn, mn, flag, parts } = message
  const said = {
    ...{ station: mn, command: `${st}/${cn}`, checksum: mode },
    ...(flag !== undefined && { edition: flagOf(flag).version }),
  }
  const part = parts === undefined ? [] : [`packet ${parts.pno} of ${parts.pnum}`]
  const found = measuredOf(message, concentration)
  if (found.type === 'not-measured') return { ...said, notes: [...part, notMeasured[found.why]] }
  const { observedAt, values, quality, again, unknown, unusable } = found
  const marked = Object.entries(values).map(([name, value]) => {
    const mark = quality[name as Quantity]
    return [name, mark === undefined ? `${value}` : `${value} ${mark}`]
  })
  return {
    ...{ ...said, at: beijingDigits(observedAt), values: Object.fromEntries(marked) },
    notes: [
      ...part,
      ...(again ? ['sent again'] : []),
      ...(unknown.length > 0 ? [`unknown: ${unknown.join(' ')}`] : []),
      ...(unusable.length > 0 ? [`unusable: ${unusable.join(' ')}`] : []),
    ],
  }
}
