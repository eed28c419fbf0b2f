/** A binding tried on what was captured: the places of one message, and what many dead letters would become, counted. */
import type { BindingDocument, Format } from '../core/bindings/document.ts'
import { longestBound } from '../core/bindings/bindings.ts'
import { offeredBy, type Offered } from '../core/bindings/offered.ts'
import type { Place } from '../core/bindings/places.ts'
import { levelsOf } from '../core/bindings/topics.ts'
import type { DeadLetter, DeadLetterReason } from '../core/dead-letter.ts'
import type { LogRecord } from '../core/log.ts'
import { Births } from './births.ts'
import { messageOf } from './bound-message.ts'
import type { DeviceLookup } from './denied.ts'
import { tryBinding, type TriedMessage } from './try-binding.ts'
import type { Refused } from './values.ts'

/** As the letter has it. */
export const messageOfLetter = ({ source, topic, body, receivedAt }: DeadLetter) => ({
  ...{ source, topic, receivedAt },
  body: Buffer.from(body, 'base64'),
})

/** What the message offers, or why it cannot be read in that format. */
export function offeredIn(
  message: Required<TriedMessage>,
  format: Format,
  each: Place | undefined,
): Offered | Refused {
  const read = messageOf(format, message, new Births({ get: () => undefined }))
  return 'reason' in read ? read : offeredBy(read, each)
}

/** In which it can be read; as bytes where in none. */
export function formatOf(message: Required<TriedMessage>): Format {
  if (message.topic.startsWith('spBv1.0/')) return 'sparkplug-b'
  const isRead = (format: Format) => !('reason' in offeredIn(message, format, undefined))
  const tried: readonly Format[] = ['senml', 'json', 'senml-cbor']
  return tried.find(isRead) ?? 'bytes'
}

export const covers = ({ topics }: BindingDocument, topic: string): boolean => {
  const words = topic.split('/')
  return topics.some((pattern) => levelsOf(pattern, words) !== undefined)
}

export interface LetterExample {
  readonly partition: number
  readonly offset: number
  readonly reason: DeadLetterReason
  readonly detail: string
}

const mostExamples = 10

/** Of dead letters that were tried one by one. */
export class TriedLetters {
  readonly #binding: BindingDocument
  readonly #devices: DeviceLookup
  /** On its topics. */
  covered = 0
  /** They would become readings, or be taken, and leave nothing behind. */
  read = 0
  /** Readings, and a letter again for what is no reading. */
  partly = 0
  /** Its `when` is not for such a message. */
  others = 0
  unread = 0
  /** Nobody knows whether they hold the whole message, so they are never put back. */
  cut = 0
  readings = 0
  /** Names that the register does not have, of the first that were met. */
  readonly unregistered = new Set<string>()
  readonly examples: LetterExample[] = []
  /** Offsets of those that give a reading of somebody registered, by partition. */
  readonly useful = new Map<number, number[]>()

  constructor(binding: BindingDocument, devices: DeviceLookup) {
    this.#binding = binding
    this.#devices = devices
  }

  take({ partition, offset, value }: LogRecord<DeadLetter>): void {
    if (!covers(this.#binding, value.topic)) return
    this.covered += 1
    const message = messageOfLetter(value)
    if (message.body.length >= longestBound) {
      this.cut += 1
      return
    }
    const { readings, letters } = tryBinding(this.#binding, message, this.#devices)
    this.readings += readings.length
    const strangers = readings.filter(({ device }) => this.#devices.get(device) === undefined)
    for (const { device } of strangers)
      if (this.unregistered.size < mostExamples) this.unregistered.add(device)
    if (readings.length > strangers.length) {
      const offsets = this.useful.get(partition)
      if (offsets === undefined) this.useful.set(partition, [offset])
      else offsets.push(offset)
    }
    const [first] = letters
    if (first === undefined) {
      this.read += 1
      return
    }
    if (first.reason === 'no-decoder' && this.#binding.when.length > 0) {
      this.others += 1
      return
    }
    if (readings.length > 0) this.partly += 1
    else this.unread += 1
    const { reason, detail } = first
    if (this.examples.length < mostExamples)
      this.examples.push({ partition, offset, reason, detail })
  }
}
