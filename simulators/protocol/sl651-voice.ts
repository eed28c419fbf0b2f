/** A hydrological station that speaks SL 651: a message is confirmed once (EOT), or one of its packets is asked for (NAK). */
import { FrameReader } from '../../core/sl651/framing.ts'
import type { HeardAnswer, Voice } from '../station-voice.ts'
import { hydrologicalFrames, type HydrologicalName } from './sl651-bytes.ts'

export function sl651Voice(station: HydrologicalName): Voice {
  /** Of the message that is out: an answer to an earlier one is none to it. */
  let serial = ''
  return {
    framesOf(item, packets) {
      const frames = hydrologicalFrames(item, station, packets)
      serial = frames[0]?.serial ?? serial
      return frames.map(({ number, bytes, asked }) => ({ key: String(number), bytes, asked }))
    },
    listen() {
      const reader = new FrameReader()
      return function* heard(chunk): Iterable<HeardAnswer> {
        for (const one of reader.push(chunk)) {
          if (one.type === 'noise') continue
          const { ending, packet, body } = one
          const isOurs = Buffer.from(body).toString('hex', 0, 2).toUpperCase() === serial
          if (ending === 'nak' && packet !== undefined)
            yield { type: 'asked', key: String(packet.number) }
          else if (ending === 'eot' && isOurs) yield { type: 'confirmed' }
        }
      }
    },
    // Any change of one bit is found by the checksum.
    corrupted(bytes, at) {
      const changed = Buffer.from(bytes)
      changed[at % bytes.length] = (changed[at % bytes.length] ?? 0) ^ 1
      return changed
    },
  }
}
