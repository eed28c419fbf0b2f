/** Which filters a connection gets. */
import type { AedesOptions, Client } from 'aedes'

import type { Observer } from '../../core/observer.ts'
import type { BrokerConfig } from '../config.ts'
import { maySubscribe } from '../rights/rights.ts'
import type { Session } from '../sessions/session.ts'
import { sessionOf } from './link.ts'

export interface SubscribingParts {
  readonly config: BrokerConfig
  readonly observer: Observer
}

export class Subscribing {
  readonly #parts: SubscribingParts

  constructor(parts: SubscribingParts) {
    this.#parts = parts
  }

  readonly authorizeSubscribe: NonNullable<AedesOptions['authorizeSubscribe']> = (
    client,
    subscription,
    callback,
  ) => {
    const session = client === null ? undefined : sessionOf(client)
    const granted = session !== undefined && this.#grant(session, subscription.topic)
    if (!granted) this.#parts.observer.emit('broker.subscribe-refused', { client: client?.id })
    callback(null, granted ? subscription : null)
  }

  unsubscribed(client: Client, filters: readonly string[]): void {
    const session = sessionOf(client)
    if (session === undefined) return
    session.subscriptions = session.subscriptions.filter((one) => !filters.includes(one))
  }

  #grant(session: Session, filter: string): boolean {
    const { config } = this.#parts
    if (!maySubscribe(session.rights, filter, config)) return false
    if (session.subscriptions.includes(filter)) return true
    if (session.subscriptions.length >= config.subscriptionsPerClient) return false
    session.subscriptions = session.subscriptions.concat(filter)
    return true
  }
}
