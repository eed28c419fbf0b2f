/** What comes up from a device beside what it measures: its answer to a command, or how it is set. */
import type { Answer } from '../core/command-reply.ts'
import type { DeadLetterReason } from '../core/dead-letter.ts'
import type { Frame } from '../core/frame.ts'
import { decodeConfigured } from './configured.ts'
import { deniedTo, type DeviceLookup } from './denied.ts'
import { decodeReply, decodeStationReply } from './reply.ts'

export function answerIn(
  frame: Frame,
  position: string,
  devices: DeviceLookup,
): { readonly answer: Answer } | { readonly refused: readonly [DeadLetterReason, string] } {
  if (frame.channel === 'configured') {
    const decoded = decodeConfigured(frame)
    if ('refused' in decoded) return decoded
    const refused = deniedTo(frame.source, decoded.report.device, devices)
    return refused === undefined ? { answer: decoded.report } : { refused }
  }
  const decoded =
    frame.protocol === 'hj212' ? decodeStationReply(frame, position) : decodeReply(frame, position)
  return 'refused' in decoded ? decoded : { answer: decoded.reply }
}
