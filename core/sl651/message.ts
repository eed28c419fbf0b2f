/** A message of SL 651: one frame, or several packets put together in their order. */
import { readBody } from './body.ts'
import type { Frame } from './frame.ts'
import type { Body, BodyFault } from './items.ts'

/** What function codes are (Annex B), as far as stations send them of their own accord or when they are asked. */
export const commands: ReadonlyMap<number, string> = new Map([
  [0x2f, 'heartbeat'],
  [0x30, 'test'],
  [0x31, 'uniform'],
  [0x32, 'timed'],
  [0x33, 'added'],
  [0x34, 'hourly'],
  [0x35, 'manual'],
  [0x36, 'picture'],
  [0x37, 'current'],
  [0x38, 'period'],
  [0x39, 'manual'],
  [0x3a, 'elements'],
])

/** `incomplete`: packets are missing. */
export type MessageFault = BodyFault | { readonly fault: 'incomplete' }

/** Of the frames of one message. */
export function readMessage(frames: readonly Frame[]): Body | MessageFault {
  const [first] = frames
  if (first === undefined) return { fault: 'incomplete' }
  if (first.packet === undefined) return readBody(first.body, first.encoding)
  const parts = Array.from(
    { length: first.packet.count },
    (_, index) => frames.find(({ packet }) => packet?.number === index + 1)?.body,
  )
  const whole = parts.flatMap((part) => part ?? [])
  return whole.length === parts.length
    ? readBody(Buffer.concat(whole), first.encoding)
    : { fault: 'incomplete' }
}
