/** The bytes of a message that a binding reads, in the format that the binding says. */
import { readCbor, senmlOfCbor } from '../core/bindings/cbor.ts'
import type { Format } from '../core/bindings/document.ts'
import type { ReadMessage } from '../core/bindings/message.ts'
import { onenetItems } from '../core/bindings/onenet.ts'
import { senmlItems } from '../core/bindings/senml.ts'
import { isBirth, sparkplugTold, sparkplugTopic, tellsValues } from '../core/bindings/sparkplug.ts'
import { detailOf } from '../core/dead-letter-details.ts'
import type { Frame } from '../core/frame.ts'
import type { Births } from './births.ts'
import { parseBody, textOfBody } from './telemetry.ts'
import { quote, refuse, type Refused } from './values.ts'

export type Message = Pick<Frame, 'source' | 'topic' | 'body' | 'receivedAt' | 'redriveOf'>

/** Why they are none, where they are none. */
export function messageOf(format: Format, frame: Message, births: Births): ReadMessage | Refused {
  const { body } = frame
  if (format === 'bytes') return { message: undefined }
  if (format === 'sparkplug-b') return sparkplug(frame, births)
  if (format === 'senml-cbor') {
    const found = readCbor(body)
    if (found === undefined) return refuse('unparsable', detailOf('noCbor'))
    return senml(senmlOfCbor(found.value), frame)
  }
  const found = parseBody(textOfBody(body))
  if (found === undefined) return refuse('unparsable', detailOf('noJson'))
  if (format === 'senml') return senml(found.body, frame)
  return format === 'onenet' ? onenet(found.body) : { message: found.body }
}

const unread = (format: string, fault: string): Refused =>
  refuse('unparsable', detailOf('boundNotRead', { format, fault }))

function senml(message: unknown, { receivedAt }: Message): ReadMessage | Refused {
  const items = senmlItems(message, receivedAt)
  return 'unread' in items ? unread('SenML', items.unread) : { message, items }
}

function onenet(message: unknown): ReadMessage | Refused {
  const items = onenetItems(message)
  return 'unread' in items ? unread('OneNET', items.unread) : { message, items }
}

function sparkplug(
  { source, topic, body, redriveOf }: Message,
  births: Births,
): ReadMessage | Refused {
  const place = sparkplugTopic(topic)
  if (place === undefined) return unread('Sparkplug B', 'topics of its own')
  if (!tellsValues(place)) return { message: undefined, items: [] }
  const { owner } = place
  const known = births.of(source, owner)
  const told = sparkplugTold(place, body, known ?? [])
  if ('unread' in told) return unread('Sparkplug B', told.unread)
  if ('unborn' in told)
    return refuse(
      'no-decoder',
      detailOf('boundUnborn', { owner: quote(owner), alias: told.unborn }),
    )
  // One that is put back is older than what was born since.
  if (isBirth(place) && (redriveOf === undefined || known === undefined))
    births.born(source, owner, told.born)
  return { message: undefined, items: told.items }
}
