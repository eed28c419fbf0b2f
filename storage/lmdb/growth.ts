/** Threads of a process tell each other that a topic of their log has grown. */
import { BroadcastChannel } from 'node:worker_threads'

import type { TopicName } from '../../core/log.ts'

/**
 * Told at once, and then at most this often for each topic: waking a thread for every commit costs more than it. Who reads what
 * comes in masses gathers for longer by himself (`linger`) and would be woken for nothing.
 */
const restAfterWord = (topic: TopicName): number =>
  topic === 'frames' || topic === 'readings' ? 20 : 5

interface Rest {
  /** Grown again since the word. */
  again: boolean
  readonly timer: NodeJS.Timeout
}

export class Growth implements Disposable {
  readonly #folder: string
  readonly #heard: (topic: TopicName) => void
  /** One for each topic: a thread is woken by none that it neither reads nor appends to. */
  readonly #channels = new Map<TopicName, BroadcastChannel>()
  readonly #resting = new Map<TopicName, Rest>()
  #closed = false

  /** `heard`: of growth by another thread. */
  constructor(folder: string, heard: (topic: TopicName) => void) {
    this.#folder = folder
    this.#heard = heard
  }

  /** From now on nothing that is told of it is missed. */
  listen(topic: TopicName): void {
    if (!this.#closed) this.#channel(topic)
  }

  tell(topic: TopicName): void {
    if (this.#closed) return
    const rest = this.#resting.get(topic)
    if (rest !== undefined) {
      rest.again = true
      return
    }
    this.#channel(topic).postMessage(undefined)
    const over = () => {
      this.#resting.delete(topic)
      if (begun.again) this.tell(topic)
    }
    const begun = { again: false, timer: setTimeout(over, restAfterWord(topic)) }
    this.#resting.set(topic, begun)
  }

  [Symbol.dispose](): void {
    this.#closed = true
    for (const { timer } of this.#resting.values()) clearTimeout(timer)
    for (const channel of this.#channels.values()) channel.close()
  }

  #channel(topic: TopicName): BroadcastChannel {
    let channel = this.#channels.get(topic)
    if (channel === undefined) {
      channel = new BroadcastChannel(`urban-brain-log ${topic} ${this.#folder}`)
      channel.onmessage = () => this.#heard(topic)
      channel.unref()
      this.#channels.set(topic, channel)
    }
    return channel
  }
}
