/** Lines of stations: from bytes in pieces by the listener's own reading and proof to what ingest makes of them. */
import assert from 'node:assert/strict'

import { hj212Speech } from '../../../broker/stations/hj212-speech.ts'
import { Sl651Speech } from '../../../broker/stations/sl651-speech.ts'
import type {
  Piece,
  RefusedBytes,
  Speech,
  Spoken,
  SpokenFrame,
  Stray,
} from '../../../broker/stations/speech.ts'
import type { StationProtocol } from '../../../core/frame.ts'
import { frameBytes, FrameReader, longestSegment } from '../../../core/hj212/framing.ts'
import { frameBytes as hydrologicalBytes, longestBody } from '../../../core/sl651/frame.ts'
import { FrameReader as HydrologicalReader } from '../../../core/sl651/framing.ts'
import type { Random } from '../../../simulators/script/random.ts'
import { at } from '../../support/normalise-stage.ts'
import { register } from '../city.ts'
import { hj212Input } from '../hj212-inputs.ts'
import type { WireInput } from '../input.ts'
import { sl651Input } from '../sl651-inputs.ts'
import { writesOf, type Decoded, type Decoder } from './decoder.ts'
import { Stage } from './stage.ts'

interface Station {
  readonly input: (random: Random) => WireInput
  readonly speech: () => Speech
  /** Lengths of what the reader finds in a stream. */
  readonly lengths: (stream: Uint8Array) => readonly number[]
}

const stations: Readonly<Record<StationProtocol, Station>> = {
  hj212: {
    input: hj212Input,
    speech: () => hj212Speech(longestSegment),
    lengths(stream) {
      const reader = new FrameReader()
      return [...reader.push(stream), ...reader.end()].map((one) =>
        one.type === 'noise' ? one.bytes.length : frameBytes(one.segment, one.checksum).length,
      )
    },
  },
  sl651: {
    input: sl651Input,
    speech: () => new Sl651Speech(longestBody),
    lengths(stream) {
      const reader = new HydrologicalReader()
      return [...reader.push(stream), ...reader.end()].map((one) =>
        one.type === 'noise' ? one.bytes.length : hydrologicalBytes(one).length,
      )
    },
  },
}

/** Blanks between frames are let pass. */
const blanks = new Set([0x0d, 0x0a, 0x20])

export function stationDecoder(protocol: StationProtocol): Decoder {
  const { input, speech, lengths } = stations[protocol]
  const stage = new Stage()
  const stored = ({ device: source, topic, body }: Spoken) =>
    stage.take({ source, channel: 'telemetry', topic, body, protocol })
  const refused = ({ refusal, name, body }: RefusedBytes) =>
    stage.take({
      ...{ source: `urban-brain-${protocol}`, channel: 'telemetry', protocol, body },
      ...{ topic: `${protocol}/${name ?? ''}`.slice(0, 256), refused: refusal },
    })
  function heard(piece: SpokenFrame): readonly string[] {
    const said = piece.hear(register, at)
    if (said.type === 'refused') return [refused(said)]
    const { kind, body, abandoned } = said
    const left = abandoned === undefined ? [] : [`abandoned ${stored(abandoned)}`]
    return [...left, body === undefined ? kind : `${kind} ${stored({ ...said, body })}`]
  }
  /** As a line takes them: bytes on end that are no frame are one fault. */
  function outcomesOf(pieces: readonly Piece[], line: Speech): readonly string[] {
    const outcomes: string[] = []
    let strays: Stray[] = []
    const endStrays = () => {
      if (strays.length > 0) outcomes.push(refused(line.stray(strays)))
      strays = []
    }
    for (const piece of pieces) {
      if (piece.type === 'stray') strays.push(piece)
      else {
        endStrays()
        outcomes.push(...heard(piece))
      }
    }
    endStrays()
    return [...outcomes, ...line.abandoned().map((one) => `abandoned ${stored(one)}`)]
  }
  function taken(writes: readonly Buffer[]): Decoded {
    const all = Buffer.concat(writes)
    const found = lengths(all).reduce((sum, length) => sum + length, 0)
    const white = all.filter((byte) => blanks.has(byte)).length
    assert(found <= all.length, 'bytes that nobody sent')
    assert(found + white >= all.length, 'bytes without an outcome')
    const line = speech()
    const pieces = [...writes.flatMap((bytes) => line.push(bytes)), ...line.end()]
    const outcomes = outcomesOf(pieces, line)
    return { bytes: all.length, outcomes: outcomes.length > 0 ? outcomes : ['nothing'] }
  }
  return {
    next(random) {
      const writes = writesOf(input(random))
      return () => taken(writes)
    },
  }
}
