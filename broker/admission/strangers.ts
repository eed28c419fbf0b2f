/**
 * Sockets that have not proved who they are. One address must not take the places of all others, nor try names and tokens
 * without end: after so many wrong proofs in a row nobody gets in from it for a while, longer each time. An address that somebody
 * who is known is connected from never pauses, since many devices may stand behind one.
 */
import { LRUCache } from 'lru-cache'

import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import { networkOf } from '../../runtime/failures.ts'

const firstPause = 10_000
const longestPause = 5 * 60_000
/** After so long nothing is known of what an address tried. */
const memory = 3_600_000
const remembered = 10_000

export interface StrangersLimits {
  readonly strangersPerAddress: number
  readonly wrongProofsPerAddress: number
}

/** Why a socket is not let in. */
export type Kept = 'too-many' | 'paused'

export class Strangers {
  readonly #limits: StrangersLimits
  readonly #clock: Pick<Clock, 'elapsed'>
  readonly #observer: Observer
  readonly #strangers = new Places()
  readonly #known = new Places()
  readonly #wrong: LRUCache<string, { readonly count: number; readonly until: number }>

  constructor(
    limits: StrangersLimits,
    { clock, observer }: { readonly clock: Pick<Clock, 'elapsed'>; readonly observer: Observer },
  ) {
    this.#limits = limits
    this.#clock = clock
    this.#observer = observer
    const perf = { now: () => clock.elapsed() }
    this.#wrong = new LRUCache({ max: remembered, ttl: memory, ttlResolution: 0, perf })
  }

  /** Why it is kept out, and not remembered; undefined when it is in. */
  enter(socket: object, address: string): Kept | undefined {
    const network = networkOf(address)
    const until = this.#wrong.get(network)?.until ?? 0
    if (until > this.#clock.elapsed() && this.#known.at(network) === 0) return 'paused'
    if (this.#strangers.at(network) >= this.#limits.strangersPerAddress) return 'too-many'
    this.#strangers.enter(socket, network)
    return undefined
  }

  /** It has proved who it is. */
  known(socket: object): void {
    const network = this.#strangers.leave(socket)
    if (network === undefined) return
    this.#known.enter(socket, network)
    this.#wrong.delete(network)
  }

  /** What it proved itself by was wrong. */
  wrong(socket: object): void {
    const network = this.#strangers.of(socket)
    const free = this.#limits.wrongProofsPerAddress
    if (network === undefined || free === 0 || this.#known.at(network) > 0) return
    const count = (this.#wrong.get(network)?.count ?? 0) + 1
    const pause = count < free ? 0 : Math.min(longestPause, firstPause * 2 ** (count - free))
    this.#wrong.set(network, { count, until: pause > 0 ? this.#clock.elapsed() + pause : 0 })
    if (pause > 0)
      this.#observer.emit('broker.address-paused', { address: network, seconds: pause / 1_000 })
  }

  /** It is gone. */
  leave(socket: object): void {
    this.#strangers.leave(socket)
    this.#known.leave(socket)
  }
}

/** Which sockets are there, and how many of each network. */
class Places {
  readonly #networks = new Map<object, string>()
  readonly #counts = new Map<string, number>()

  at(network: string): number {
    return this.#counts.get(network) ?? 0
  }

  of(socket: object): string | undefined {
    return this.#networks.get(socket)
  }

  enter(socket: object, network: string): void {
    this.#networks.set(socket, network)
    this.#counts.set(network, this.at(network) + 1)
  }

  leave(socket: object): string | undefined {
    const network = this.#networks.get(socket)
    if (network === undefined) return undefined
    this.#networks.delete(socket)
    const left = this.at(network) - 1
    if (left > 0) this.#counts.set(network, left)
    else this.#counts.delete(network)
    return network
  }
}
