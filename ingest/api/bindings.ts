/** A binding written against captured messages: drafted, changed and tried by the code that would read them. Nothing is kept, nothing is put in force. */
import { setImmediate as breath } from 'node:timers/promises'

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { WrittenBindings } from '../../core/bindings/bindings.ts'
import { draftFor } from '../../core/bindings/draft.ts'
import { mayBeBound } from '../../core/bindings/topics.ts'
import { consumers } from '../../core/consumers.ts'
import type { DeadLetter } from '../../core/dead-letter.ts'
import { readDetail } from '../../core/dead-letter-details.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { DurableLog } from '../../core/log.ts'
import { deadLettersTopic } from '../../core/topics.ts'
import { changedBinding, textOfDraft } from '../../runtime/binding-text.ts'
import { bindingsInvalid } from '../../runtime/bindings-folder.ts'
import { findDeadLetter } from '../dead-letters.ts'
import { formatOf, messageOfLetter, offeredIn, TriedLetters } from '../try-letters.ts'
import {
  triedBindingSchema,
  triedLettersSchema,
  tryBindingSchema,
  tryLettersSchema,
} from './binding-contract.ts'
import type { IngestApiDependencies } from './dependencies.ts'
import { checkedText, inForceOf, triedOn } from './tried-binding.ts'

const tags = ['bindings']
/** Of all partitions together. */
const mostLooked = 20_000
const mostTried = 1_000
/** Letters have up to 64 KiB: so many are read at once, and tried before others have their turn. */
const step = 20
/** Of a request with the longest text, as JSON may write it. */
const longestBody = 524_288

export const bindingRoutes =
  ({ access, log, bindings, directory, push }: IngestApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    const secrets = new Set(Object.keys(push.secrets))

    server.post(
      '/v1/bindings/try',
      {
        onRequest: access.allow('administrator'),
        bodyLimit: longestBody,
        schema: {
          summary: 'What a dead letter becomes by a binding that is being written',
          description:
            'Read as ingest would read it, whoever it names taken for registered; it is said who is. Nothing is kept.',
          tags,
          body: tryBindingSchema,
          response: { 200: triedBindingSchema },
        },
      },
      async ({ body: { partition, offset, text: given, changes } }) => {
        const { value: letter } = await findDeadLetter(log, partition, offset)
        await directory.follow()
        const text = given ?? textFor(letter, bindings)
        const before = checkedText(text, bindings, secrets)
        const isChanged = changes.length > 0 && before.source.mistakes.length === 0
        const after = isChanged
          ? checkedText(changedBinding(text, changes, letter.topic), bindings, secrets)
          : before
        return triedOn(letter, after, bindings, directory)
      },
    )

    server.post(
      '/v1/bindings/try-letters',
      {
        onRequest: access.allow('administrator'),
        bodyLimit: longestBody,
        schema: {
          summary: 'What all dead letters on the topics of a binding would become by it, counted',
          description: `The newest ${mostTried} on its topics among the newest ${mostLooked}. Nothing is put back.`,
          tags,
          body: tryLettersSchema,
          response: { 200: triedLettersSchema },
        },
      },
      async ({ body: { text } }) => {
        const { binding, mistakes } = checkedText(text, bindings, secrets)
        if (binding === undefined) throw bindingsInvalid('this text', mistakes)
        await directory.follow()
        const tried = new TriedLetters(binding, directory)
        const { looked, more } = await tryEach(log, tried)
        const { covered, read, partly, others, unread, cut, readings } = tried
        return {
          inForce: inForceOf(binding, bindings),
          ...{ looked, more, covered, read, partly, others, unread, cut, readings },
          unregistered: [...tried.unregistered],
          examples: tried.examples.map((one) => ({ ...one, detail: readDetail(one.detail) })),
          useful: [...tried.useful].map(([partition, offsets]) => ({ partition, offsets })),
        }
      },
    )
  }

function textFor(letter: DeadLetter, bindings: WrittenBindings): string {
  if (!mayBeBound(letter.topic))
    throw new UrbanBrainError('bindings-invalid', 'no binding can be for the topic of this letter')
  const [found] = bindings.find(letter.topic)
  const own = bindings.written().find(({ binding }) => binding.id === found?.binding.id)?.text
  if (own !== undefined) return own
  const message = messageOfLetter(letter)
  const format = formatOf(message)
  const offered = offeredIn(message, format, undefined)
  const captured = { topic: letter.topic, source: letter.source, format }
  return textOfDraft(draftFor(captured, 'reason' in offered ? [] : offered.places))
}

/** The newest first, of each partition as many. */
async function tryEach(
  log: DurableLog,
  tried: TriedLetters,
): Promise<{ readonly looked: number; readonly more: boolean }> {
  const positions = await log.positions(deadLettersTopic.name, consumers.adoption.group)
  const share = Math.max(step, Math.floor(mostLooked / Math.max(1, positions.length)))
  let looked = 0
  let more = false
  for (const { partition, first, next } of positions) {
    const stop = Math.max(first, next - share)
    let end = next
    while (end > stop && tried.covered < mostTried) {
      const start = Math.max(stop, end - step)
      const records = await log.read(deadLettersTopic, partition, start, end - start)
      for (const record of records.toReversed()) {
        if (record.offset >= end) continue
        looked += 1
        tried.take(record)
      }
      end = start
      await breath()
    }
    more ||= end > first
  }
  return { looked, more }
}
