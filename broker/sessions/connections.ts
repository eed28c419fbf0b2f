/** Who is here: the connections, the session that holds a client id, and what the sessions of one name share. */
import type { Client } from 'aedes'

import type { BrokerConfig } from '../config.ts'
import type { Link } from '../edge/link.ts'
import { TokenBucket } from '../../core/token-bucket.ts'
import type { Session } from './session.ts'

interface Named {
  readonly bucket: TokenBucket
  clients: readonly Client[]
}

export class Connections {
  readonly #config: Pick<BrokerConfig, 'publishRate' | 'publishBurst'>
  readonly #open = new Set<Link>()
  readonly #byClientId = new Map<string, Session>()
  readonly #names = new Map<string, Named>()
  /** Clients by their id, from when other brokers are told that they are here. */
  readonly #announced = new Map<string, Client>()
  /** Clients whose connection here is over, but not because they are gone. */
  readonly #moved = new WeakSet<Client>()

  constructor(config: Pick<BrokerConfig, 'publishRate' | 'publishBurst'>) {
    this.#config = config
  }

  get open(): ReadonlySet<Link> {
    return this.#open
  }

  /** The session that holds a client id now. */
  sessionNamed(clientId: string): Session | undefined {
    return this.#byClientId.get(clientId)
  }

  /** Whether somebody of this name is connected, beside `client`. */
  connected(name: string, client?: Client): boolean {
    return (this.#names.get(name)?.clients ?? []).some((one) => one !== client && !one.closed)
  }

  /** Sessions of this name. */
  count(name: string): number {
    return this.#names.get(name)?.clients.length ?? 0
  }

  /** What the sessions of one name may publish together. */
  bucketOf(name: string, elapsed: number): TokenBucket {
    const { publishRate, publishBurst } = this.#config
    return this.#names.get(name)?.bucket ?? new TokenBucket(publishRate, publishBurst, elapsed)
  }

  /** Clients from which nothing came for longer than they announced. */
  *silent(elapsed: number): Iterable<Client> {
    for (const link of this.#open) if (link.silent(elapsed)) yield link.client
  }

  /** A socket was handed to aedes. */
  enter(link: Link): void {
    this.#open.add(link)
  }

  /** It proved who it is. */
  begin(link: Link, session: Session): void {
    const { client } = link
    const { name } = session.identity
    const { bucket } = session
    const named = this.#names.get(name) ?? { bucket, clients: [] }
    named.clients = named.clients.concat(client)
    this.#names.set(name, named)
    link.session = session
    this.#byClientId.set(client.id, session)
  }

  /** Its socket is closed. True when nobody holds its client id now. */
  leave(link: Link): boolean {
    this.#open.delete(link)
    const { client, session } = link
    if (session === undefined) return false
    const { name } = session.identity
    const named = this.#names.get(name)
    if (named !== undefined) {
      named.clients = named.clients.filter((one) => one !== client)
      if (named.clients.length === 0) this.#names.delete(name)
    }
    return this.#byClientId.get(client.id) === session && this.#byClientId.delete(client.id)
  }

  /** The other brokers are told that it is here. */
  announce(client: Client): void {
    this.#announced.set(client.id, client)
  }

  withdraw(client: Client): void {
    if (this.#announced.get(client.id) === client) this.#announced.delete(client.id)
  }

  /** Ends the connection of a client that is elsewhere now, or is to come back. */
  move(clientId: string): void {
    const client = this.#announced.get(clientId)
    if (client === undefined) return
    this.#moved.add(client)
    client.close()
  }

  moved(client: Client): boolean {
    return this.#moved.has(client)
  }
}
