/**
 * What becomes of a message that is published while a persistent session is taken up again. Its subscriptions hear at
 * once, what waited for it is still being sent, and the message may stand among that: it would go out twice. So until
 * all that waited is out nothing goes out by a subscription; what came meanwhile follows in its turn.
 */
import type { Waiting } from '../ports.ts'

/** What a subscription does with a message. `full`: more came than may wait here. */
export type Passing = 'now' | 'not' | 'full'

export class Handover {
  readonly #most: number
  #held: Waiting[] = []
  /** What went out of the queue, or behind it, by broker: it may still come by a subscription, late. */
  readonly #sent = new Map<string, Set<number>>()
  #leaving = 0
  #over = false
  #calm: (() => void) | undefined

  constructor(most: number) {
    this.#most = most
  }

  /** Everything that waited is out. */
  get over(): boolean {
    return this.#over
  }

  /** A message of QoS 1 or 2 comes by a subscription. */
  pass(message: Waiting): Passing {
    if (this.#over) return this.#known(message) ? 'not' : 'now'
    if (this.#held.length >= this.#most) return 'full'
    this.#held.push(message)
    return 'not'
  }

  /** A message of `queue` is being written. */
  leaves(): void {
    this.#leaving--
    this.#settle()
  }

  /** The connection is closed. */
  close(): void {
    this.#leaving = 0
    this.#settle()
  }

  /** All that waits and then all that came meanwhile; ends when the last of it is being written. */
  async *queue(waiting: AsyncIterable<Waiting>): AsyncIterable<Waiting> {
    for await (const one of waiting) {
      if (one.cmd === 'publish') this.#note(one)
      yield one
    }
    for (;;) {
      const one = this.#held.shift()
      if (one === undefined) {
        await this.#written()
        if (this.#held.length > 0) continue
        this.#over = true
        return
      }
      if (this.#known(one)) continue
      this.#note(one)
      yield one
    }
  }

  async #written(): Promise<void> {
    if (this.#leaving > 0) await new Promise<void>((resolve) => (this.#calm = resolve))
  }

  #settle(): void {
    if (this.#leaving <= 0) this.#calm?.()
  }

  #known({ brokerId = '', brokerCounter = 0 }: Waiting): boolean {
    return this.#sent.get(brokerId)?.has(brokerCounter) === true
  }

  #note({ brokerId = '', brokerCounter = 0 }: Waiting): void {
    this.#leaving++
    const sent = this.#sent.get(brokerId)
    if (sent === undefined) this.#sent.set(brokerId, new Set([brokerCounter]))
    else sent.add(brokerCounter)
  }
}
