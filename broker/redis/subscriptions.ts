import type { Redis } from 'ioredis'

import { FilterIndex } from '../rights/filters.ts'
import type { Subscription } from '../ports.ts'
import { reachesReceipts } from '../rights/topics.ts'
import { decodeSubscription, isCommandFilter, splitIndexField, type Keys } from './keys.ts'
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
