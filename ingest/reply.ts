/**
 * What a device answers to a command: `{"id": "...", "result": "done"}`, or `refused` with a `reason`; a station of HJ 212 by 9011
 * and 9012. It never throws.
 */
import type { CommandReply } from '../core/command-reply.ts'
import { detailOf } from '../core/dead-letter-details.ts'
import type { DeadLetterReason } from '../core/dead-letter.ts'
import type { Frame } from '../core/frame.ts'
import { FrameReader } from '../core/hj212/framing.ts'
import { readMessage } from '../core/hj212/message.ts'
import { returnedBy } from '../core/hj212/returned.ts'
import { isOutsideName } from '../core/identity.ts'
import { visible } from '../core/plain-text.ts'
import { parseBody, textOfBody } from './telemetry.ts'
import { isRecord } from './values.ts'

/** Bytes; it waits in the log for whoever gave the command. */
const longestBody = 4_096
/** What a device says why it refuses is shown to people, and cut. */
const longestReason = 300

type Decoded =
  | { readonly reply: CommandReply }
  | { readonly refused: readonly [DeadLetterReason, string] }

export function decodeReply(told: Frame, frame: string): Decoded {
  const { body } = told
  if (body.length > longestBody)
    return { refused: ['invalid-payload', detailOf('longReply', { most: longestBody })] }
  const found = parseBody(textOfBody(body))
  if (found === undefined) return { refused: ['unparsable', detailOf('noJson')] }
  const { body: said } = found
  if (!isRecord(said)) return notOne
  const { id, result, reason } = said
  if (typeof id !== 'string' || !isOutsideName(id)) return notOne
  if (result !== 'done' && result !== 'refused') return notOne
  return {
    reply: {
      ...replyOf(told, frame),
      ...{ command: id, result },
      ...(typeof reason === 'string' &&
        reason !== '' && { reason: visible(reason.slice(0, longestReason)) }),
    },
  }
}

export function decodeStationReply(told: Frame, frame: string): Decoded {
  const [found] = new FrameReader(longestBody).push(told.body)
  if (found?.type !== 'frame') return { refused: ['unparsable', detailOf('noFrame')] }
  const message = readMessage(Buffer.from(found.segment).toString('utf8'))
  const returned = 'fault' in message ? undefined : returnedBy(message)
  if (returned === undefined) return { refused: ['invalid-payload', detailOf('noReturn')] }
  const { exchange, ...said } = returned
  return { reply: { ...replyOf(told, frame), command: exchange, exchange: true, ...said } }
}

const replyOf = ({ source, topic, body, receivedAt }: Frame, frame: string) =>
  ({
    type: 'reply',
    ...{ source, at: receivedAt, frame, topic },
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64'),
  }) as const

const notOne: Decoded = { refused: ['invalid-payload', detailOf('reply')] }
