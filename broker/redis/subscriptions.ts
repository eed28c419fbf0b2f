import type { ChainableCommander, Redis } from 'ioredis'

import { FilterIndex } from '../rights/filters.ts'
import type { Subscription } from '../ports.ts'
import { reachesReceipts } from '../rights/topics.ts'
import {
  decodeSubscription,
  encode,
  indexField,
  isCommandFilter,
  splitIndexField,
  type Keys,
} from './keys.ts'
import { fieldsOf } from './queues.ts'

/** The filters of all persistent sessions with QoS above 0, but for commands: a copy of `index` that answers at once. */
export class SubscriptionMirror {
  #index = new FilterIndex<Subscription>()
  #loading: FilterIndex<Subscription> | undefined

  has(topic: string): boolean {
    return this.#index.has(topic)
  }

  /** Which session waits for the topic, and by which of its filters. */
  match(topic: string): Map<string, string> {
    const found = new Map<string, string>()
    for (const [client, { topic: filter }] of this.#index.match(topic)) {
      if (reachesReceipts(filter, topic)) found.set(client, filter)
    }
    return found
  }

  add(client: string, subscriptions: readonly Subscription[]): void {
    for (const subscription of subscriptions) {
      const { topic, qos } = subscription
      if (isCommandFilter(topic)) continue
      for (const index of this.#both()) {
        if (qos > 0) index.set(topic, client, subscription)
        else index.delete(topic, client)
      }
    }
  }

  remove(client: string, filters: readonly string[]): void {
    for (const filter of filters) for (const index of this.#both()) index.delete(filter, client)
  }

  /** What changes while it reads counts too. */
  async load(commands: Redis, keys: Keys): Promise<void> {
    const loading = (this.#loading = new FilterIndex<Subscription>())
    for await (const [field, value] of fieldsOf(commands, keys.index)) {
      const [client, filter] = splitIndexField(field)
      loading.set(filter, client, decodeSubscription(value))
    }
    this.#index = loading
    this.#loading = undefined
  }

  #both(): readonly FilterIndex<Subscription>[] {
    return this.#loading === undefined ? [this.#index] : [this.#index, this.#loading]
  }
}

/** Stores subscriptions with their session, and in the index. */
export function enlist(
  pipeline: ChainableCommander,
  keys: Keys,
  client: string,
  subscriptions: readonly Subscription[],
): ChainableCommander {
  for (const { topic, qos, rh, rap, nl } of subscriptions) {
    const body = encode({
      topic,
      qos,
      ...(rh === undefined ? {} : { rh }),
      ...(rap === undefined ? {} : { rap }),
      ...(nl === undefined ? {} : { nl }),
    })
    pipeline.hset(keys.subscriptions(client), topic, body)
    const [key, field] = isCommandFilter(topic)
      ? [keys.commands(topic), client]
      : [keys.index, indexField(client, topic)]
    if (qos > 0) pipeline.hset(key, field, body)
    else pipeline.hdel(key, field)
  }
  return pipeline
}

/** Takes filters of a session out of the index. */
export function unlist(
  pipeline: ChainableCommander,
  keys: Keys,
  client: string,
  filters: readonly string[],
): void {
  for (const filter of filters) {
    if (isCommandFilter(filter)) pipeline.hdel(keys.commands(filter), client)
    else pipeline.hdel(keys.index, indexField(client, filter))
  }
}
