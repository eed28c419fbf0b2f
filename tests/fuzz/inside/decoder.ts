/** What reads the bytes of strangers, without a process or a socket around it: thousands of inputs a second. */
import type { Random } from '../../../simulators/script/random.ts'
import type { WireInput } from '../input.ts'

export interface Decoded {
  /** Of the input. */
  readonly bytes: number
  /** One of each frame, packet or message in it, and of what is none. */
  readonly outcomes: readonly string[]
}

export interface Decoder {
  /** Makes an input; what comes back takes it, and what that throws is a finding. */
  next(random: Random): () => Decoded
}

/** As they come from the socket. */
export const writesOf = ({ writes }: WireInput): readonly Buffer[] =>
  writes.map((text) => Buffer.from(text, 'base64'))
