/** Messages that wait for a session, and retained ones; every command stands for itself. */
import type { ChainableCommander, Redis } from 'ioredis'

import { UrbanBrainError } from '../../core/errors.ts'
import { matchesFilter } from '../rights/filters.ts'
import type { Message, Waiting } from '../ports.ts'
import { maxRetained } from '../edge/retained.ts'
import {
  acknowledgeScript,
  decodeMessage,
  encode,
  enqueueScript,
  messageName,
  numberScript,
  releaseScript,
  retainScript,
  unsentScript,
  type Keys,
} from './keys.ts'

export type Queued = 'queued' | 'oldest-dropped' | 'no-such-session'

/** Retains the message and queues it for each client by the filter it is named with; the answers are in that order. */
export async function store(
  commands: Redis,
  keys: Keys,
  message: Message,
  targets: ReadonlyMap<string, string>,
  queueLimit: number,
): Promise<readonly Queued[]> {
  if (targets.size === 0 && !message.retain) return []
  const pipeline = commands.pipeline()
  const { topic, payload } = message
  const body = encode({ ...message, messageId: undefined })
  // RETAIN says "a replay" to a reader, and what waits in a queue is none (MQTT-3.3.1-9).
  const queued = message.retain ? encode({ ...message, messageId: undefined, retain: false }) : body
  for (const [client, filter] of targets) {
    const name = messageName(message.brokerId, message.brokerCounter)
    const where = [keys.subscriptions(client), keys.queue(client), keys.messages(client)]
    pipeline.eval(enqueueScript, 3, ...where, filter, name, queued, queueLimit)
  }
  if (message.retain && payload.length === 0) pipeline.hdel(keys.retained, topic)
  else if (message.retain) {
    pipeline.eval(retainScript, 1, keys.retained, topic, body, maxRetained)
  }
  const results = await settled(pipeline)
  return [...targets].map((_, index) =>
    results[index] === 1 ? 'oldest-dropped' : results[index] === -1 ? 'no-such-session' : 'queued',
  )
}

export function update(
  commands: Redis,
  keys: Keys,
  client: string,
  { cmd, messageId, brokerId, brokerCounter }: Waiting,
): Promise<unknown> {
  const messages = keys.messages(client)
  if (cmd === 'pubrel') {
    const body = encode({ cmd, messageId })
    return commands.eval(releaseScript, 1, messages, `#${messageId}`, body)
  }
  const name = messageName(brokerId ?? '', brokerCounter ?? 0)
  return commands.eval(numberScript, 1, messages, name, `#${messageId}`)
}

export const acknowledge = (
  commands: Redis,
  keys: Keys,
  client: string,
  messageId: number,
): Promise<unknown> =>
  commands.eval(acknowledgeScript, 2, keys.queue(client), keys.messages(client), `#${messageId}`)

/** What waits for the client, oldest first, with the packet number it was sent under; all of these are told before. */
export async function* waiting(
  commands: Redis,
  keys: Keys,
  client: string,
  taken: (numbers: readonly number[]) => void,
): AsyncIterable<Message> {
  const names = await commands.lrange(keys.queue(client), 0, -1)
  if (names.length === 0) return
  const all = await commands.hgetallBuffer(keys.messages(client))
  const numbers = new Map<string, number>()
  for (const [field, value] of Object.entries(all)) {
    if (field.startsWith('#')) numbers.set(value.toString(), Number(field.slice(1)))
  }
  taken([...numbers.values()])
  for (const name of names) {
    const body = all[name]
    if (body === undefined) continue
    const message = decodeMessage(body)
    const messageId = numbers.get(name)
    // What was sent before under a number is a repeat (MQTT-3.3.1-1).
    const repeated = messageId !== undefined && message.cmd === 'publish'
    yield { ...message, messageId, dup: repeated }
  }
}

/** Which of the clients have messages waiting that were never sent. */
export async function unsent(
  commands: Redis,
  keys: Keys,
  clients: readonly string[],
): Promise<readonly string[]> {
  const pipeline = commands.pipeline()
  for (const id of clients) pipeline.eval(unsentScript, 2, keys.queue(id), keys.messages(id))
  const counts = await settled(pipeline)
  return clients.filter((_, index) => Number(counts[index]) > 0)
}

export async function* retained(
  commands: Redis,
  keys: Keys,
  filters: readonly string[],
): AsyncIterable<Message> {
  const exact = filters.filter((filter) => !/[+#]/.test(filter))
  const patterns = filters.filter((filter) => /[+#]/.test(filter))
  const sent = new Set(exact)
  if (exact.length > 0) {
    const found = await commands.hmgetBuffer(keys.retained, ...exact)
    for (const body of found) if (body !== null) yield decodeMessage(body)
  }
  if (patterns.length === 0) return
  for await (const [topic, body] of fieldsOf(commands, keys.retained)) {
    // A scan may say a field twice.
    if (sent.has(topic) || !patterns.some((filter) => matchesFilter(filter, topic))) continue
    sent.add(topic)
    yield decodeMessage(body)
  }
}

/** Fields and values of a hash; what changes meanwhile may be seen or not. */
export async function* fieldsOf(
  commands: Redis,
  key: string,
): AsyncIterable<readonly [field: string, value: Buffer]> {
  for await (const page of commands.hscanBufferStream(key, { count: 500 })) {
    const found: readonly Buffer[] = page
    for (let at = 0; at + 1 < found.length; at += 2) {
      const [field, value] = [found[at], found[at + 1]]
      if (field !== undefined && value !== undefined) yield [field.toString(), value]
    }
  }
}

/** The results of a pipeline; the first error of a command rejects. */
export async function settled(pipeline: ChainableCommander): Promise<readonly unknown[]> {
  const results = (await pipeline.exec()) ?? []
  return results.map(([error, value]) => {
    if (error !== null) {
      throw new UrbanBrainError('store-unavailable', error.message, { cause: error })
    }
    return value
  })
}
